"""Whether a pod gets an Envoy: the first rule that has a say decides.

A pod on the host's network is never injected, since the redirect would be the node's. A pod's label beats its
annotation, which beats the namespace's. Whoever types a command wants it; the webhook injects where it is enabled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from meshctl.injection.decision import Decision, Outcome, Reason, Trace
from meshctl.mesh.envoy.annotations import DISABLED, ENABLED, INJECT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshctl.injection.request import FrontEnd
    from meshctl.k8s.types import Pod

HOST_NETWORK: Final = Reason(slug="host-network", sentence="the pod uses the host's network")
OPTED_OUT: Final = Reason(slug="disabled", sentence=f"{INJECT} says {DISABLED}")
OPTED_IN: Final = Reason(slug="enabled", sentence=f"{INJECT} says {ENABLED}")
ASKED: Final = Reason(slug="command", sentence="the command asks for it")
NOT_ASKED: Final = Reason(slug="not-enabled", sentence=f"neither pod nor namespace has {INJECT}: {ENABLED}")


def decide(pod: Pod, *, front_end: FrontEnd, namespace_annotations: Mapping[str, str]) -> Decision:
    """Inject or skip, with the rules that were asked."""
    trail: list[Trace] = []
    if (pod.get("spec") or {}).get("hostNetwork") is True:
        trace = Trace(rule="host network", outcome=Outcome.SKIP, value="true", origin="spec.hostNetwork")
        return Decision(inject=False, reason=HOST_NETWORK, trail=(trace,))
    for origin, value in _opinions(pod, namespace_annotations):
        outcome = {ENABLED: Outcome.INJECT, DISABLED: Outcome.SKIP}.get(value or "", Outcome.PASS)
        odd = f"{origin}: {value!r} means nothing, expected {ENABLED} or {DISABLED}"
        detail = odd if value is not None and outcome is Outcome.PASS else ""
        trail.append(Trace(rule="opt-in", outcome=outcome, value=value, origin=origin, detail=detail))
        if outcome is not Outcome.PASS:
            inject = outcome is Outcome.INJECT
            return Decision(inject=inject, reason=OPTED_IN if inject else OPTED_OUT, trail=tuple(trail))
    asked = front_end == "cli"
    trail.append(Trace(rule="default", outcome=Outcome.INJECT if asked else Outcome.SKIP, origin="front end"))
    return Decision(inject=asked, reason=ASKED if asked else NOT_ASKED, trail=tuple(trail))


def _opinions(pod: Pod, namespace_annotations: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    metadata = pod.get("metadata") or {}
    yield f"label {INJECT}", (metadata.get("labels") or {}).get(INJECT)
    yield f"annotation {INJECT}", (metadata.get("annotations") or {}).get(INJECT)
    yield f"namespace annotation {INJECT}", namespace_annotations.get(INJECT)
