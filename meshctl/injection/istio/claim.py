"""Whether an Istio injector in a cluster takes a pod: its webhooks' selectors first, then the injector's own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.injection.istio.decision import InjectionPolicy, decide
from meshctl.injection.istio.record import parse_status
from meshctl.mesh.istio.revision import REVISION_LABEL, explain_claim, webhook_entries

if TYPE_CHECKING:
    from meshctl.injection.namespace import NamespaceFacts
    from meshctl.k8s.types import Pod


def claim(pod: Pod, namespace: NamespaceFacts) -> str | None:
    """Why the pod is taken, None if it is not.

    Every revision that the labels name is taken to be installed.
    """
    if parse_status(pod) is not None:
        return "it carries the status record of an injection"
    labels = (pod.get("metadata") or {}).get("labels") or {}
    revision = labels.get(REVISION_LABEL) or namespace.labels.get(REVISION_LABEL) or ""
    planes = [webhook_entries(), *([webhook_entries(revision)] if revision else [])]
    answers = [explain_claim(entries, labels, namespace.labels) for entries in planes]
    found = next((answer for answer in answers if answer.claimed), None)
    if found is None:
        return None
    return found.reason if decide(pod, InjectionPolicy(), namespace=namespace.name).inject else None
