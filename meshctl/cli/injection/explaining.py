"""What `explain` does: the engine's answer for each workload, with places."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshctl.cli.exit_codes import ExitCode
from meshctl.cli.injection.command import gather
from meshctl.errors import UsageError
from meshctl.injection.engine import inject
from meshctl.injection.family import family
from meshctl.injection.pod import PodRef, find_pod
from meshctl.manifests.documents import Document, iter_documents
from meshctl.manifests.sources import Source, read_source
from meshctl.offline.families import load_family_settings
from meshctl.offline.places import locating
from meshctl.offline.session import request_for
from meshctl.offline.survey import survey
from meshctl.report import explanation as report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.injection.family import Settings
    from meshctl.injection.result import InjectionResult
    from meshctl.k8s.types import FieldPath
    from meshctl.offline.configuration import ConfigOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainOptions:
    """The command line of `explain`."""

    filenames: tuple[str, ...]
    recursive: bool
    kind: str | None
    name: str | None
    output: str
    configuration: ConfigOptions


def run_explain(options: ExplainOptions) -> int:
    """Write the explanations; the exit status.

    Raises:
        UsageError: no workload is left after `--kind` and `--name`.
        MeshctlError: a document cannot be read or injected.
    """
    settings = load_family_settings(options.configuration)
    paths = gather(options.filenames, recursive=options.recursive)
    sources, settings = survey(paths, settings)
    found = [
        each for path in paths for each in _explain_file(sources.get(path) or read_source(path), settings, options)
    ]
    if not found:
        wanted = " ".join(filter(None, (options.kind, options.name)))
        remedy = "check --kind and --name" if wanted else "name a file with a Deployment, Pod or the like"
        raise UsageError(f"no workload{f' {wanted}' if wanted else ''} in {', '.join(paths)}", remedy=remedy)
    if options.output == "json":
        report.write_json(found, sys.stdout)
    else:
        report.write_text(found, sys.stdout)
    return ExitCode.DONE


def _explain_file(source: Source, settings: Settings, options: ExplainOptions) -> Iterator[report.Explanation]:
    for document in iter_documents(source):
        for item, item_path in manifests_in(document.value, ()):
            metadata = item.get("metadata")
            name = metadata.get("name") if isinstance(metadata, dict) else None
            if options.kind and str(item.get("kind", "")).lower() != options.kind.lower():
                continue
            if options.name and name != options.name:
                continue
            explained = _explain(document, item, item_path, settings)
            if explained is not None:
                yield explained


def manifests_in(value: Any, path: FieldPath) -> Iterator[tuple[dict[str, Any], FieldPath]]:
    """The manifests of a document's value with their paths; a List is opened."""
    if not isinstance(value, dict):
        return
    items = value.get("items")
    if value.get("kind") == "List" and isinstance(items, list):
        for index, item in enumerate(items):
            yield from manifests_in(item, (*path, "items", index))
    else:
        yield value, path


def _explain(
    document: Document, item: dict[str, Any], path: FieldPath, settings: Settings
) -> report.Explanation | None:
    mesh = family(settings.family)
    with locating(document, path, item, mesh.name):
        ref = find_pod(item, place_of=mesh.place_of)
        if ref is None:
            return None
        result = inject(request_for(item, ref, settings), settings)
    metadata = item.get("metadata") or {}
    return report.Explanation(
        source=document.source.name,
        line=document.span(path).start.line,
        kind=str(item.get("kind", "")),
        name=str(metadata.get("name", "")),
        namespace=str(metadata.get("namespace") or ""),
        decision=result.decision,
        places=_places(document, path, ref, result),
        templates=result.templates,
        origins=mesh.origins(result, settings) if result.injected else (),
    )


def _places(document: Document, path: FieldPath, ref: PodRef, result: InjectionResult) -> dict[str, str]:
    """Line and column of every input the rules looked at, where it stands in the manifest."""
    places: dict[str, str] = {}
    for trace in result.decision.trail:
        field = _field_of(trace.origin, ref)
        if field is not None and trace.value is not None:
            start = document.span((*path, *field)).start
            places[trace.origin] = f"{start.line}:{start.column}"
    return places


def _field_of(origin: str, ref: PodRef) -> FieldPath | None:
    """The field an origin such as `label sidecar.istio.io/inject` or `spec.hostNetwork` names."""
    word, _, key = origin.partition(" ")
    if word in {"label", "annotation"} and key:
        return (*ref.metadata_path, f"{word}s", key)
    if origin.startswith("spec."):
        return (*ref.spec_path, *origin.split(".")[1:])
    if origin == "namespace":
        return (*ref.metadata_path, "namespace")
    return None
