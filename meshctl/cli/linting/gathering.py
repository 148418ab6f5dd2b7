"""The documents to lint: files found, read and parsed one by one, with a reason for everything that is left out."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from meshctl.analyze.findings import Finding, Location, Skipped
from meshctl.analyze.meshctl_messages import MSH0010, MSH0011
from meshctl.cli.linting.gitignore import IgnoredFiles
from meshctl.cli.linting.kustomize import is_kustomization, patch_files
from meshctl.cli.linting.time_limit import SECONDS_TO_READ_DOCUMENT, time_limit
from meshctl.errors import InputError, LimitError, SourceError
from meshctl.manifests.discovery import find_manifests
from meshctl.manifests.documents import Document, scan_documents
from meshctl.manifests.sources import STDIN, STDIN_NAME, Source, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshctl.analyze.problem import Message

INPUT_RULE = "run/input"
_HELM_HINT = "render it first: helm template . | meshctl lint -"


@dataclass(slots=True, kw_only=True)
class Gathered:
    """What a set of paths holds.

    `files` counts files that were read, `faults` are findings about text that could not be read, `texts` the files'
    texts by name.
    """

    documents: list[Document] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> int:
        """How many files were read."""
        return len(self.texts)


def gather(
    paths: Iterable[str],
    *,
    exclude: tuple[str, ...] = (),
    overlay: Mapping[str, str] | None = None,
    known: Iterable[str] = (),
) -> Gathered:
    """Read and parse everything below `paths`; files by the names in `overlay` have the text given there.

    In folders, what git ignores is left out. Files that are really one of `known` are not read again. Nothing raises:
    what cannot be read or parsed becomes a finding.
    """
    found = Gathered()
    seen = {os.path.realpath(name) for name in known}
    ignored = IgnoredFiles()

    def skip(path: str) -> bool:
        full = os.path.abspath(path)  # noqa: PTH100  links stay links
        return any(fnmatchcase(full, pattern) for pattern in exclude) or ignored.covers(path)

    def unreadable(fault: SourceError) -> None:
        found.faults.append(_fault_finding(MSH0010, fault, fault.place.source if fault.place else ""))

    for path in find_manifests(paths, recursive=True, skip=skip, on_error=unreadable):
        real = path if path == STDIN else os.path.realpath(path)
        if real not in seen:
            seen.add(real)
            _gather_file(path, found, overlay or {})
    _drop_kustomize_patches(found)
    return found


def _gather_file(path: str, found: Gathered, overlay: Mapping[str, str]) -> None:
    name = STDIN_NAME if path == STDIN else path
    try:
        source = Source(name=name, text=overlay[name]) if name in overlay else read_source(path)
    except InputError as fault:
        found.faults.append(_fault_finding(MSH0010, fault, name))
        return
    found.texts[name] = source.text
    if name != STDIN_NAME and _is_in_chart(path):
        found.skipped.append(Skipped(file=name, reason="Helm chart templates", hint=_HELM_HINT))
        return
    _gather_documents(source, found)


def _gather_documents(source: Source, found: Gathered) -> None:
    faults: list[InputError] = []
    documents: list[Document] = []
    for each in _scan(source):
        if isinstance(each, InputError):
            faults.append(each)
        else:
            documents.append(each)
    if faults and "{{" in source.text:
        found.skipped.append(Skipped(file=source.name, reason="templates ({{ … }})", hint=_HELM_HINT))
        return
    found.faults.extend(_fault_finding(MSH0011, fault, source.name) for fault in faults)
    for document in documents:
        reason = _reason_to_skip(document)
        if reason:
            found.skipped.append(Skipped(file=source.name, reason=reason))
        elif not document.is_empty:
            found.documents.append(document)


def _scan(source: Source) -> Iterator[Document | InputError]:
    """The documents one by one, each within its time; one that takes longer counts as broken."""
    documents = scan_documents(source)
    while True:
        try:
            with time_limit(SECONDS_TO_READ_DOCUMENT):
                found = next(documents, None)
        except LimitError as fault:
            # Cut off between documents, the text cannot be read any further.
            yield fault
            return
        if found is None:
            return
        yield found


def _reason_to_skip(document: Document) -> str:
    if document.is_empty:
        return ""
    value = document.value
    if not isinstance(value, dict) or not ("apiVersion" in value or "kind" in value):
        return "no Kubernetes objects"
    if is_kustomization(value):
        return "Kustomize files"
    # Other tools use one of the two words; objects have both.
    return "" if "apiVersion" in value and "kind" in value else "no Kubernetes objects"


def _is_in_chart(path: str) -> bool:
    """Whether a file is a template of a Helm chart: below `templates/` beside a Chart.yaml."""
    return _is_chart_folder(os.path.dirname(path))  # noqa: PTH120  pathlib costs ten times as much, for every file


@cache
def _is_chart_folder(folder: str) -> bool:
    return any(
        each.name == "templates" and (each.parent / "Chart.yaml").exists()
        for each in (Path(folder), *Path(folder).parents)
    )


def _drop_kustomize_patches(found: Gathered) -> None:
    """Leave out files that a kustomization names as patches: they are parts of objects."""
    patches = patch_files({document.source.name for document in found.documents})
    if not patches:
        return
    dropped = {document.source.name for document in found.documents} & patches
    found.documents = [document for document in found.documents if document.source.name not in dropped]
    found.skipped.extend(Skipped(file=name, reason="Kustomize patches") for name in sorted(dropped))


def _fault_finding(message: Message, fault: InputError, name: str) -> Finding:
    place = fault.place
    line, column = (place.line or 1, place.column or 1) if place else (1, 1)
    return Finding(
        code=message.code,
        name=message.name,
        rule=INPUT_RULE,
        severity=message.severity,
        message=fault.message if message is MSH0011 else f"{name} {fault.message}",
        help=fault.remedy or "",
        location=Location(file=name, line=line, column=column, end_line=line, end_column=column + 1),
    )
