"""Documents in, documents out: every workload of a source through the engine.

Nothing is written here. A source becomes its new text and one outcome a document; what to do with both is the command's
choice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from meshctl.errors import InjectionError, InputError, MeshctlError, Place
from meshctl.injection.decision import Outcome as Verdict
from meshctl.injection.engine import inject
from meshctl.injection.family import family
from meshctl.injection.pod import PodRef, find_pod
from meshctl.injection.request import Request
from meshctl.manifests.documents import BrokenDocument, Document, StreamWriter, scan_stream
from meshctl.manifests.emit import emit
from meshctl.manifests.sources import Source
from meshctl.offline.cost import added_cost
from meshctl.offline.places import locating, workload_name
from meshctl.offline.recording import before_injection, emit_recorded
from meshctl.report.injection import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshctl.injection.decision import Decision
    from meshctl.injection.family import Settings
    from meshctl.injection.result import InjectionResult
    from meshctl.k8s.types import FieldPath

_CRON_JOB_NOTE = (
    "labels and annotations go on the job template, as Istio does it: the pods get the containers but not the metadata"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Injected:
    """One injected workload: where it stands and what the engine answered."""

    document: Document
    path: FieldPath
    ref: PodRef
    result: InjectionResult
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class SourceRun:
    """What became of one source; `changed` tells whether its new text differs from the old one."""

    source: Source
    changed: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    faults: list[MeshctlError] = field(default_factory=list)
    injected: list[Injected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stream: StreamWriter = field(default_factory=StreamWriter)

    @classmethod
    def failed(cls, name: str, fault: MeshctlError) -> SourceRun:
        """A source that could not even be read."""
        return cls(source=Source(name=name, text=""), faults=[fault])

    @property
    def pieces(self) -> Sequence[str]:
        """The new text in pieces, which need not be joined to be written."""
        return self.stream.pieces if self.changed else (self.source.text,)

    @property
    def text(self) -> str:
        """The new text."""
        return self.stream.text if self.changed else self.source.text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options:
    settings: Settings
    keep_going: bool
    keep_results: bool
    record: bool


def run_source(
    source: Source,
    settings: Settings,
    *,
    keep_going: bool = False,
    keep_results: bool = False,
    record: bool = False,
) -> SourceRun:
    """Every document of a source through the engine, one at a time so that a long stream never is in memory as values.

    With `keep_going` a document that fails is left as it is and its fault collected; `keep_results` keeps what the
    engine answered, for patches and explanations. `record` writes on each injected manifest what was done to it. A
    document that carries such a record is taken back first, so that injecting again is an update.

    Raises:
        MeshctlError: the first fault, without `keep_going`.
    """
    run = SourceRun(source=source, stream=StreamWriter(source.newline))
    options = _Options(settings=settings, keep_going=keep_going, keep_results=keep_results, record=record)
    for found in scan_stream(source):
        if isinstance(found, BrokenDocument):
            _fail(run, found.fault, keep_going=keep_going)
            text = found.text
        else:
            text = _document_text(found, run, options)
            run.changed |= text is not found.text and text != found.text
        run.stream.add(found.separator, text)
    return run


def _document_text(document: Document, run: SourceRun, options: _Options) -> str:
    if not isinstance(document.value, dict):
        _check_shape(document, run, keep_going=options.keep_going)
        return document.text
    start = before_injection(document)
    value = start.value
    assert isinstance(value, dict)  # noqa: S101  what was injected was a manifest
    worker = _Worker(start, run, options.settings, keep_going=options.keep_going, keep_results=options.keep_results)
    changed = worker.manifest(value, ())
    if changed is value:
        return start.text
    if worker.injected and (options.record or start is not document):
        emitted = emit_recorded(start, changed, worker.injected, options.settings.family)
    else:
        emitted = emit(start, changed)
    if not emitted.spliced:
        run.notes.append(
            f"{Place(document.source.name, document.line)}: written afresh, without its comments: "
            "the change touches an anchor, alias or merge key"
        )
    return emitted.text


def _check_shape(document: Document, run: SourceRun, *, keep_going: bool) -> None:
    """A list or a bare scalar is no manifest; text without content is passed through."""
    if document.value is None:
        if document.text:
            blank = Outcome(source=run.source.name, line=document.line, kind="", name="", status="empty")
            run.outcomes.append(blank)
        return
    found = "a list" if isinstance(document.value, list) else f"the text {str(document.value)[:40]!r}"
    fault = InputError(
        f"found {found}, expected a manifest (a mapping with apiVersion and kind)",
        place=Place(document.source.name, document.line, 1),
        remedy="check the indentation, or leave the file out",
    )
    _fail(run, fault, keep_going=keep_going)


def _fail(run: SourceRun, fault: InputError, *, keep_going: bool) -> None:
    """A document that is no manifest: the end, or one failed outcome among others."""
    if not keep_going:
        raise fault
    run.faults.append(fault)
    line = fault.place.line if fault.place is not None and fault.place.line is not None else 1
    run.outcomes.append(
        Outcome(source=run.source.name, line=line, kind="(no manifest)", name="", status="failed", detail=fault.message)
    )


@dataclass(slots=True)
class _Worker:
    """Injects the workloads of one document."""

    document: Document
    run: SourceRun
    settings: Settings
    keep_going: bool = field(kw_only=True)
    keep_results: bool = field(kw_only=True)
    injected: list[FieldPath] = field(default_factory=list, kw_only=True)

    def manifest(self, value: dict[str, Any], path: FieldPath) -> dict[str, Any]:
        """The manifest with its workloads injected; the same object when nothing changed."""
        items = value.get("items")
        if value.get("kind") == "List" and isinstance(items, list):
            changed = [
                self.manifest(item, (*path, "items", index)) if isinstance(item, dict) else item
                for index, item in enumerate(items)
            ]
            same = all(new is old for new, old in zip(changed, items, strict=True))
            return value if same else {**value, "items": changed}
        try:
            with locating(self.document, path, value, self.settings.family):
                return self._workload(value, path)
        except MeshctlError as fault:
            if not self.keep_going:
                raise
            self.run.faults.append(fault)
            self._tell(value, path, status="failed", detail=fault.message.removeprefix(f"{workload_name(value)}: "))
            return value

    def _workload(self, value: dict[str, Any], path: FieldPath) -> dict[str, Any]:
        mesh = family(self.settings.family)
        start = mesh.clean(value, self.settings)
        ref = find_pod(start, place_of=mesh.place_of)
        if ref is None:
            return self._annotated(value, mesh.annotate(start, self.settings), path)
        result = inject(request_for(start, ref, self.settings), self.settings)
        noted = _noted(result.decision)
        if not result.injected:
            if result.decision.fault:
                raise InjectionError(result.decision.fault)
            warning = mesh.skip_warning(value, ref.pod, result.decision)
            reason = result.decision.reason
            self._tell(
                value,
                path,
                status="skipped",
                reason=reason.slug,
                detail=reason.sentence,
                warnings=(warning,),
                noted=noted,
            )
            return start
        after = ref.put_back(start, result.pod)
        self.injected.append(path)
        if self.keep_results:
            self.run.injected.append(
                Injected(document=self.document, path=path, ref=ref, result=result, before=value, after=after)
            )
        self._tell(
            value,
            path,
            status="injected" if result.templates else "annotated",
            reason=result.decision.reason.slug,
            detail=_CRON_JOB_NOTE if ref.is_job_template else "",
            templates=result.templates,
            cost=added_cost(ref.pod, result.pod),
            pods=_pod_count(value),
            warnings=result.warnings,
            noted=noted,
        )
        return after

    def _annotated(self, value: dict[str, Any], after: dict[str, Any], path: FieldPath) -> dict[str, Any]:
        """A manifest that makes no pods, with what the family writes on it."""
        if after != value:
            self.injected.append(path)
        self._tell(value, path, status="annotated" if after != value else "untouched")
        return after

    def _tell(self, value: dict[str, Any], path: FieldPath, **facts: Any) -> None:
        metadata = value.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        self.run.outcomes.append(
            Outcome(
                source=self.document.source.name,
                line=self.document.span(path).start.line,
                kind=str(value.get("kind") or "(no kind)"),
                name=str(metadata.get("name") or metadata.get("generateName") or ""),
                namespace=str(metadata.get("namespace") or ""),
                **facts,
            )
        )


def request_for(value: dict[str, Any], ref: PodRef, settings: Settings) -> Request:
    """The request for a workload of a manifest; a Pod belongs to the object its owner reference names."""
    workload = family(settings.family).owner_of_pod(ref.pod) if value.get("kind") == "Pod" else ref.workload
    return Request(
        pod=ref.pod,
        workload=workload,
        front_end="cli",
        namespace=(ref.pod.get("metadata") or {}).get("namespace") or "",
    )


def _noted(decision: Decision) -> tuple[str, ...]:
    """The rules that said no, and those that met something worth telling."""
    return tuple(trace.rule for trace in decision.trail if trace.outcome is Verdict.SKIP or trace.detail)


def _pod_count(value: dict[str, Any]) -> int:
    """How many pods the workload asks for; one where that depends on the cluster."""
    spec = value.get("spec")
    replicas = spec.get("replicas", 1) if isinstance(spec, dict) else 1
    return replicas if isinstance(replicas, int) and not isinstance(replicas, bool) and replicas >= 0 else 1
