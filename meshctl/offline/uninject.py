"""Documents in, documents without a sidecar out."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from meshctl.errors import InjectionError, InputError, MeshctlError, Place
from meshctl.injection.changes import NOTHING
from meshctl.injection.record import RECORD
from meshctl.injection.uninject import Uninjected, record_of, uninject
from meshctl.manifests.documents import BrokenDocument, Document, StreamWriter, scan_stream
from meshctl.manifests.emit import emit
from meshctl.offline.items import manifests_in, map_manifests
from meshctl.offline.recording import restored_text
from meshctl.offline.session import SourceRun
from meshctl.report.injection import Outcome
from meshctl.yamlio.emitter import dump

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meshctl.injection.changes import Edited, Path
    from meshctl.k8s.types import FieldPath
    from meshctl.manifests.sources import Source


def uninject_source(
    source: Source, *, families: Sequence[str] = (), force: bool = False, keep_going: bool = False
) -> SourceRun:
    """Every document of a source without its sidecar.

    A document whose record fits its text becomes the very text it was; else each manifest goes by its record, and one
    without a record by the traces of the given families (all by default). In a source with records a manifest without
    one was not injected, so that marks a person set there stay. With `keep_going` a document that fails is
    left as it is and its fault collected.

    Raises:
        InputError: a document cannot be read.
        InjectionError: what injection wrote was edited since; the message ends in a diff. Not with `force`.
    """
    run = SourceRun(source=source, stream=StreamWriter(source.newline))
    for found in scan_stream(source):
        try:
            text = _document_text(found, run, families=families, force=force)
        except MeshctlError as fault:
            if not keep_going:
                raise
            run.faults.append(fault)
            text = found.text
        run.changed |= text != found.text
        run.stream.add(found.separator, text)
    return run


def _document_text(found: Document | BrokenDocument, run: SourceRun, *, families: Iterable[str], force: bool) -> str:
    if isinstance(found, BrokenDocument):
        raise found.fault
    if not isinstance(found.value, dict):
        if found.value is not None:
            raise InputError("expected a manifest (a mapping)", place=Place(found.source.name, found.line))
        if found.text:
            run.outcomes.append(_outcome(found, {}, (), status="empty"))
        return found.text
    original = restored_text(found)
    if original is not None:
        for manifest, path in manifests_in(found.value, ()):
            removed = ("the recorded injection, to the letter",)
            run.outcomes.append(_outcome(found, manifest, path, status="uninjected", detail=removed[0]))
        return original
    return _by_value(found, run, tuple(families), force=force)


def _by_value(document: Document, run: SourceRun, families: tuple[str, ...], *, force: bool) -> str:
    def one(manifest: dict[str, Any], path: FieldPath) -> dict[str, Any]:
        try:
            answer = _uninjected(manifest, run.source, families, force=force)
            if answer.edited:
                raise InjectionError(_refusal(answer), remedy="undo the edits, or give --force to go by names")
        except MeshctlError as fault:
            start = document.span(path).start
            fault.place = fault.place or Place(document.source.name, start.line, start.column)
            run.outcomes.append(_outcome(document, manifest, path, status="failed", detail=fault.message))
            raise
        status = "uninjected" if answer.removed else "skipped"
        warnings = tuple(f"{_identity(manifest)}: not restored: {sentence}" for sentence in answer.lost)
        detail = ", ".join(answer.removed)
        run.outcomes.append(_outcome(document, manifest, path, status=status, detail=detail, warnings=warnings))
        return answer.manifest

    changed = map_manifests(document.value, (), one)
    return document.text if changed is document.value else emit(document, changed).text


def _uninjected(manifest: dict[str, Any], source: Source, families: tuple[str, ...], *, force: bool) -> Uninjected:
    if not force and RECORD in source.text and record_of(manifest) is None:
        return Uninjected(manifest=manifest)
    return uninject(manifest, families=families, force=force)


def _outcome(document: Document, manifest: dict[str, Any], path: FieldPath, **facts: Any) -> Outcome:
    metadata = manifest.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return Outcome(
        source=document.source.name,
        line=document.span(path).start.line if manifest else document.line,
        kind=str(manifest.get("kind") or ""),
        name=str(metadata.get("name") or metadata.get("generateName") or ""),
        namespace=str(metadata.get("namespace") or ""),
        **facts,
    )


def _identity(manifest: dict[str, Any]) -> str:
    metadata = manifest.get("metadata") or {}
    return f"{manifest.get('kind')} {metadata.get('name') or ''}"


def _refusal(answer: Uninjected) -> str:
    diffs = "".join(_diff(edited) for edited in answer.edited)
    return f"{_identity(answer.manifest)}: what injection wrote was edited since:\n{diffs.rstrip()}\n"


def _diff(edited: Edited) -> str:
    where = _shown_path(edited.path)
    before, after = _lines(edited.expected), _lines(edited.found)
    return "".join(difflib.unified_diff(before, after, f"injected {where}", f"now {where}", n=1))


def _lines(value: Any) -> list[str]:
    return [] if value is NOTHING else dump(value).splitlines(keepends=True)


def _shown_path(path: Path) -> str:
    return ".".join(step if isinstance(step, str) else f"[{step[0]}]" for step in path)
