"""`POST /inject`: the sidecar for a pod that is about to be created, or the annotations a family writes without one.

Which kinds are written on beside pods, and how a pod asks for injection, is the family's to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from meshctl.injection.istio.topology import path_environment
from meshctl.injection.request import Request
from meshctl.k8s.json_patch import diff
from meshctl.k8s.typed import check_strict
from webhook.answer_cache import AnswerCache, question
from webhook.responses import Answer, allowed, denied, errored, patched

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshctl.injection.result import InjectionResult
    from meshctl.k8s.types import JSONValue, Pod
    from webhook.configuration import Injector
    from webhook.review import AdmissionRequest

# Containers of a pod cannot be added once it is created, so a patch would only make the change fail.
LATE_OPERATIONS = frozenset({"UPDATE", "DELETE", "CONNECT"})


class InjectHandler:
    """Answers a request about a pod, or another kind the family writes on, with the current configuration."""

    def __init__(self, injector: Callable[[], Injector | None]) -> None:
        self._injector = injector
        self._known: tuple[Injector | None, AnswerCache] = (None, AnswerCache())

    def __call__(self, request: AdmissionRequest, path: str) -> Answer:
        """The object passes, with or without a patch, or is refused with what its author can do.

        Raises:
            InjectionError: the pod should be injected and could not be.
        """
        injector = self._injector()
        if injector is None:
            return errored("not_configured", "no configuration could be loaded; the webhook's log says why", code=503)
        return _unfit(request, injector.marked_kinds) or self._known_or_new(request, path, injector)

    def _known_or_new(self, request: AdmissionRequest, path: str, injector: Injector) -> Answer:
        namespace = request.get("namespace") or ""
        received = without_managed_fields(cast("Pod", request["object"]))
        asked = question(received, [namespace, path, dict(injector.namespace_annotations(namespace))])
        cache = self._cache_of(injector)
        answer = cache.get(asked)
        if answer is None:
            marked = received.get("kind") in injector.marked_kinds
            answer = (
                review_marked(received, namespace, injector)
                if marked
                else review_pod(received, namespace, path, injector)
            )
            cache.put(asked, answer)
        return answer

    def _cache_of(self, injector: Injector) -> AnswerCache:
        """The answers of this configuration; those of the one before are dropped with the first review of the new."""
        known, cache = self._known
        if known is not injector:
            cache = AnswerCache()
            self._known = (injector, cache)
        return cache


def review_pod(received: Pod, namespace: str, path: str, injector: Injector) -> Answer:
    """The answer for a pod as it was received, less the server's book-keeping.

    Raises:
        MergeError: a field of the pod has the wrong type.
        InjectionError: the pod should be injected and could not be.
    """
    malformed = _malformed(received, "Pod")
    if malformed is not None:
        return malformed
    pod = with_namespace(received, namespace)
    result = injector.inject(
        Request(
            pod=pod,
            workload=injector.workload_of(pod),
            front_end="webhook",
            namespace=namespace or (pod.get("metadata") or {}).get("namespace", ""),
            environment=path_environment(path),
            namespace_annotations=injector.namespace_annotations(namespace),
        )
    )
    audit = {"decision": "inject" if result.injected else "skip", "reason": result.decision.reason.slug}
    if not result.injected:
        warnings = (*_unheard(received, result, injector.asks), *result.warnings)
        marks = cast("list[Mapping[str, JSONValue]]", injector.mark(received, namespace))
        if marks:
            return patched(marks, result.decision.reason.slug, warnings=warnings, audit=audit)
        return allowed(result.decision.reason.slug, warnings=warnings, audit=audit)
    target = result.pod if pod is received else _without_namespace(result.pod, received)
    operations = diff(cast("JSONValue", received), cast("JSONValue", target))
    if not operations:
        return allowed("unchanged", warnings=result.warnings, audit=audit)
    return patched(operations, result.decision.reason.slug, warnings=result.warnings, audit=audit)  # type: ignore[arg-type]


def review_marked(received: Pod, namespace: str, injector: Injector) -> Answer:
    """The answer for an object that makes no pods: the family's annotations, or nothing.

    Raises:
        MergeError: a field has the wrong type.
    """
    malformed = _malformed(received, str(received.get("kind")))
    if malformed is not None:
        return malformed
    marks = cast("list[Mapping[str, JSONValue]]", injector.mark(received, namespace))
    audit = {"decision": "mark" if marks else "skip"}
    return patched(marks, "marked", audit=audit) if marks else allowed("nothing_to_mark", audit=audit)


def without_managed_fields(pod: Pod) -> Pod:
    """The pod without the server's book-keeping, which no decision and no template should see.

    Removing a key from the middle of the metadata moves no path, so a patch against this pod fits the one received.
    """
    metadata = pod.get("metadata")
    if not metadata or "managedFields" not in metadata:
        return pod
    kept = {key: value for key, value in metadata.items() if key != "managedFields"}
    return cast("Pod", {**pod, "metadata": kept})


def with_namespace(pod: Pod, namespace: str) -> Pod:
    """The pod with the namespace of the request, which a pod that is being created may still lack."""
    metadata = pod.get("metadata") or {}
    if metadata.get("namespace") or not namespace:
        return pod
    return cast("Pod", {**pod, "metadata": {**metadata, "namespace": namespace}})


def _without_namespace(pod: Pod, received: Pod) -> Pod:
    """The injected pod with the namespace as it was received, so that the patch does not write one."""
    before = received.get("metadata")
    metadata: Mapping[str, object] = {k: v for k, v in (pod.get("metadata") or {}).items() if k != "namespace"}
    if before and "namespace" in before:
        metadata = {**metadata, "namespace": before["namespace"]}
    return cast("Pod", {**pod, "metadata": metadata})


def _unfit(request: AdmissionRequest, marked_kinds: frozenset[str]) -> Answer | None:
    """The answer for a request that is not about an object of our kinds to be created; None when it is."""
    if str(request.get("operation")) in LATE_OPERATIONS:
        return allowed("not_a_creation")
    pod = request.get("object")
    if not isinstance(pod, dict):
        return denied("no_object", "the request holds no object; send the pod as `request.object`")
    if str(pod.get("kind", "Pod")) not in {"Pod", *marked_kinds}:
        kind = str(pod.get("kind"))[:60]
        return allowed("not_a_pod", warnings=(f"only pods are injected, not {kind}; narrow the webhook's rules",))
    if not isinstance(pod.get("metadata") or {}, dict):
        return denied("malformed_pod", "`metadata` of the pod is not an object")
    return None


def _malformed(received: Pod, kind: str) -> Answer | None:
    """The refusal of an object with null where Go would read something empty; None for a sound one.

    Raises:
        MergeError: a field has the wrong type.
    """
    check_strict(cast("JSONValue", received), kind)
    if not _has_null_item(cast("JSONValue", received)) and not _has_null_text(received):
        return None
    what = kind.lower()
    return denied(
        f"malformed_{what}", f"a list, label or annotation of the {what} is null; take it out or give it a value"
    )


def _has_null_item(value: JSONValue) -> bool:
    """Whether null stands in a list, at any depth: Go reads it as an empty object, and no API server sends it."""
    if isinstance(value, dict):
        return any(_has_null_item(item) for item in value.values() if isinstance(item, dict | list))
    if isinstance(value, list):
        return any(item is None or (isinstance(item, dict | list) and _has_null_item(item)) for item in value)
    return False


def _has_null_text(pod: Pod) -> bool:
    """Whether a label or an annotation is null: Go reads it as an empty text, and no API server sends it."""
    metadata = pod.get("metadata") or {}
    return any(None in (values or {}).values() for values in (metadata.get("labels"), metadata.get("annotations")))


def _unheard(pod: Pod, result: InjectionResult, asks: tuple[str, frozenset[str]]) -> tuple[str, ...]:
    """Words for the person who asked for injection and did not get it, and for a setting that had no effect."""
    switch, wanted = asks
    metadata = pod.get("metadata") or {}
    for place, values in (("label", metadata.get("labels")), ("annotation", metadata.get("annotations"))):
        if values and switch in values:
            if values[switch] not in wanted:
                break
            return (f"{place} {switch}={values[switch]} has no effect: {result.decision.reason.sentence}",)
    return result.decision.notes
