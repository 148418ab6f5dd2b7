"""`POST /validate`: the linter's rules over one Istio or Gateway API object that is about to be stored.

Only the rules that look at a single resource run: whatever depends on others may still be on its way to the cluster.
Findings of severity error refuse the object, all others are warnings.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from meshctl.analyze.findings import Finding, Severity
from meshctl.analyze.meshctl_messages import MSH0001
from meshctl.analyze.registry import resource_rules
from meshctl.analyze.runner import check_resources
from meshctl.analyze.settings import LintSettings
from meshctl.model.resource import mesh_resource
from meshctl.model.snapshot import Snapshot
from webhook.responses import Answer, allowed, denied

if TYPE_CHECKING:
    from meshctl.model.resource import MeshResource
    from webhook.review import AdmissionRequest

GROUP_ENDS = (".istio.io", "gateway.networking.k8s.io")


class ValidateHandler:
    """Judges one object at a time; it holds the rules and nothing between two reviews."""

    def __init__(self) -> None:
        self._rules = resource_rules()

    def __call__(self, request: AdmissionRequest, _path: str) -> Answer:
        """Allowed with warnings, or denied with every error found."""
        value = request.get("object")
        if not isinstance(value, dict):
            # A deletion has no object, and there is nothing in it to judge.
            gone = request.get("operation") == "DELETE"
            return allowed("deleted") if gone else denied("no_object", "the request holds no object to validate")
        namespace = request.get("namespace")
        resource = mesh_resource(value, default_namespace=namespace if isinstance(namespace, str) else "")
        if not resource.group.endswith(GROUP_ENDS):
            return allowed("not_a_mesh_kind")
        return _judged(self._findings(resource))

    def _findings(self, resource: MeshResource) -> list[Finding]:
        settings = LintSettings()
        return list(check_resources(self._rules, [resource], Snapshot([resource], settings), settings))


def _judged(findings: list[Finding]) -> Answer:
    # A rule that crashes must not keep an object out: that finding is about us.
    errors = [found for found in findings if found.severity is Severity.ERROR and found.code != MSH0001.code]
    others = [found for found in findings if found not in errors]
    audit = {"findings": json.dumps(sorted({found.code for found in findings}))}
    if errors:
        return denied("invalid", "; ".join(_told(found) for found in errors), audit=audit)
    return allowed("valid", warnings=[_told(found) for found in others], audit=audit)


def _told(found: Finding) -> str:
    """Code, field and message on one line, as `meshctl lint` prints them."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in found.field_path)
    field = "".join(steps).removeprefix(".")
    place = f" {field}:" if field else ""
    return f"{found.code}{place} {found.message}"
