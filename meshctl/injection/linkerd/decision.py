"""Whether a Linkerd injector takes a pod. Every rule is asked, so that all that stands in the way is told at once.

The command line obeys a pod that says `disabled` and looks at no other annotation; the webhook injects what the
namespace or the pod itself enables. What the command line cannot inject is an error there, since whoever typed it
wanted it; a pod that opted out is left alone.

Source: linkerd/linkerd2 pkg/inject/report.go, pkg/healthcheck/sidecar.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from meshctl.injection.decision import Decision, Outcome, Reason, Trace
from meshctl.mesh.linkerd import names
from meshctl.mesh.linkerd.annotations import COMPONENT, DISABLED, ENABLED, INGRESS, INJECT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshctl.injection.request import FrontEnd

ASKED: Final = Reason(slug="injectable", sentence="nothing speaks against it")
HOST_NETWORK: Final = Reason(slug="host_network_enabled", sentence="hostNetwork is enabled")
SIDECAR: Final = Reason(slug="sidecar_already_exists", sentence="pod has a sidecar injected already")
UNSUPPORTED: Final = Reason(slug="unsupported_resource", sentence="this kind makes no pods that can be injected")
ABSENT: Final = Reason(
    slug="injection_enable_annotation_absent",
    sentence=f"neither the namespace nor the pod has the annotation {INJECT}: {ENABLED}",
)
REFUSED: Final = Reason(slug="injection_disable_annotation_present", sentence=f"the pod says {INJECT}: {DISABLED}")
INVALID_AT_POD: Final = Reason(
    slug="invalid_inject_annotation_at_workload", sentence=f"the pod's annotation {INJECT} has a value of no meaning"
)
INVALID_AT_NAMESPACE: Final = Reason(
    slug="invalid_inject_annotation_at_ns", sentence=f"the namespace's annotation {INJECT} has a value of no meaning"
)
AUTOMOUNT: Final = Reason(
    slug="disabled_automount_service_account_token_account",
    sentence=(
        'automountServiceAccountToken set to "false", with Values.identity.serviceAccountTokenProjection set to "false"'
    ),
)
CONTROL_PLANE: Final = Reason(
    slug="control_plane_component", sentence="--manual must be set when injecting control plane components"
)
UDP: Final = Reason(slug="udp_ports_enabled", sentence="UDP port(s) configured on pod spec")

REASONS: Final = (
    ASKED,
    HOST_NETWORK,
    SIDECAR,
    UNSUPPORTED,
    ABSENT,
    REFUSED,
    INVALID_AT_POD,
    INVALID_AT_NAMESPACE,
    AUTOMOUNT,
    CONTROL_PLANE,
)
# What the command line takes for an error once a pod is not injected, in the order they are told.
_FAULTS: Final = (AUTOMOUNT, HOST_NETWORK, SIDECAR, UDP)
_VALUES: Final = (ENABLED, INGRESS, DISABLED)
_Answer = tuple[Trace, Reason | None]


def decide(
    pod: Mapping[str, Any],
    *,
    front_end: FrontEnd,
    namespace_annotations: Mapping[str, str],
    token_projection: bool,
    supported: bool = True,
    annotate_only: bool = False,
) -> Decision:
    """Inject `pod` or not, with every rule; the reason is that of the first rule that said no.

    `supported` is whether the kind that makes the pod can be injected. `annotate_only` refuses parts of the control
    plane, which no injector would see.
    """
    spec = pod.get("spec") or {}
    metadata = pod.get("metadata") or {}
    annotations = metadata.get("annotations") or {}
    if annotate_only and COMPONENT in (metadata.get("labels") or {}):
        return _control_plane(metadata["labels"][COMPONENT])
    answers = [
        _host_network(spec),
        _sidecar(spec),
        _supported(supported),
        _annotation(annotations, namespace_annotations, front_end),
        _automount(spec, token_projection=token_projection, front_end=front_end),
    ]
    reasons = [reason for _, reason in answers if reason is not None]
    udp = _udp(spec)
    return Decision(
        inject=not reasons,
        reason=reasons[0] if reasons else ASKED,
        trail=(udp, *(trace for trace, _ in answers)),
        fault=_fault(reasons, udp) if front_end == "cli" else "",
    )


def skip_reasons(decision: Decision) -> list[str]:
    """The slugs of all that stood in the way, in their fixed order."""
    return [trace.rule for trace in decision.trail if trace.outcome is Outcome.SKIP]


def sidecar_of(spec: Mapping[str, Any]) -> str | None:
    """The container that shows that some mesh's proxy is in the pod already, None where there is none."""
    init, ordinary = spec.get("initContainers") or [], spec.get("containers") or []
    for container in (*ordinary, *init):
        if container.get("name") in names.PROXY_NAMES or _image(container).startswith(names.PROXY_IMAGES):
            return str(container.get("name", ""))
    for container in init:
        if container.get("name") in names.INIT_NAMES or _image(container).startswith(names.INIT_IMAGES):
            return str(container.get("name", ""))
    return None


def _image(container: Mapping[str, Any]) -> str:
    return str(container.get("image") or "")


def _control_plane(component: str) -> Decision:
    trace = Trace(rule=CONTROL_PLANE.slug, outcome=Outcome.SKIP, value=component, origin=f"label {COMPONENT}")
    return Decision(inject=False, reason=CONTROL_PLANE, trail=(trace,), fault=CONTROL_PLANE.sentence)


def _fault(reasons: list[Reason], udp: Trace) -> str:
    """What makes the command fail. An opted-out pod with a UDP port fails too, as upstream has it."""
    found = {*reasons, *([UDP] if udp.value is not None and reasons else [])}
    return ", ".join(reason.sentence for reason in _FAULTS if reason in found)


def _udp(spec: Mapping[str, Any]) -> Trace:
    ports = [
        str(port.get("containerPort"))
        for container in spec.get("containers") or []
        for port in container.get("ports") or []
        if port.get("protocol") == "UDP"
    ]
    detail = "UDP does not go through the proxy" if ports else ""
    value = ",".join(ports) or None
    return Trace(rule=UDP.slug, outcome=Outcome.PASS, value=value, origin="container ports", detail=detail)


def _answer(reason: Reason, *, stops: bool, value: str | None, origin: str) -> _Answer:
    outcome = Outcome.SKIP if stops else Outcome.PASS
    return Trace(rule=reason.slug, outcome=outcome, value=value, origin=origin), reason if stops else None


def _host_network(spec: Mapping[str, Any]) -> _Answer:
    on = spec.get("hostNetwork") is True
    return _answer(HOST_NETWORK, stops=on, value="true" if on else None, origin="spec.hostNetwork")


def _sidecar(spec: Mapping[str, Any]) -> _Answer:
    found = sidecar_of(spec)
    return _answer(SIDECAR, stops=found is not None, value=found, origin="containers")


def _supported(supported: bool) -> _Answer:
    return _answer(UNSUPPORTED, stops=not supported, value=None, origin="kind")


def _annotation(own: Mapping[str, str], above: Mapping[str, str], front_end: FrontEnd) -> _Answer:
    value = own.get(INJECT)
    if front_end == "cli":
        return _answer(REFUSED, stops=value == DISABLED, value=value, origin=f"annotation {INJECT}")
    reason, source = _webhook_reason(value or "", above.get(INJECT) or "")
    found = value if source == "annotation" else above.get(INJECT)
    if reason is None:
        trace = Trace(rule=ASKED.slug, outcome=Outcome.INJECT, value=found, origin=f"{source} {INJECT}")
        return trace, None
    return _answer(reason, stops=True, value=found, origin=f"{source} {INJECT}")


def _webhook_reason(own: str, above: str) -> tuple[Reason | None, str]:
    """Why the webhook leaves the pod, None for injecting it, and which object said so."""
    if above and above not in _VALUES:
        return INVALID_AT_NAMESPACE, "namespace annotation"
    if own and own not in _VALUES:
        return INVALID_AT_POD, "annotation"
    if above in {ENABLED, INGRESS}:
        return (REFUSED, "annotation") if own == DISABLED else (None, "annotation" if own else "namespace annotation")
    if own in {ENABLED, INGRESS}:
        return None, "annotation"
    return (REFUSED if own == DISABLED else ABSENT), "annotation"


def _automount(spec: Mapping[str, Any], *, token_projection: bool, front_end: FrontEnd) -> _Answer:
    refused = spec.get("automountServiceAccountToken") is False
    if front_end == "webhook" and not refused:
        # What the API server mounts stands in the pod by the time the webhook sees it.
        refused = not _mounts_token(spec.get("containers") or [])
    stops = refused and not token_projection
    value = "false" if stops else None
    return _answer(AUTOMOUNT, stops=stops, value=value, origin="spec.automountServiceAccountToken")


def _mounts_token(containers: Iterable[Mapping[str, Any]]) -> bool:
    mounts: Iterator[Any] = (mount for each in list(containers)[:1] for mount in each.get("volumeMounts") or [])
    return any(mount.get("mountPath") == names.SERVICE_ACCOUNT_MOUNT for mount in mounts)
