"""Sidecar. Source: istio/istio pkg/config/validation/validation.go ValidateSidecar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts import connection_pool, sidecar_egress, sidecar_ingress
from meshctl.analyze.semantic.parts.destination import validate_destination
from meshctl.analyze.semantic.parts.selectors import validate_workload_selector
from meshctl.analyze.semantic.primitives import domains

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field
    from meshctl.analyze.semantic.subject import Subject

# NB: the gap is the API's; 3 is a mode of the mesh configuration that a Sidecar can only write as a number.
OUTBOUND_MODES = ("REGISTRY_ONLY", "ALLOW_ANY")
_CONTENT = ("outboundTrafficPolicy", "inboundConnectionPool")


def validate(subject: Subject) -> None:
    """Report every broken rule of a Sidecar."""
    spec = subject.spec
    if not validate_workload_selector(spec["workloadSelector"]):
        return
    lists = [name for name in ("ingress", "egress") if spec[name].items()]
    if not (lists or spec.having(*_CONTENT)):
        spec.error(
            "sidecar-empty", "the Sidecar configures nothing", expected=f"ingress, egress, {' or '.join(_CONTENT)}"
        )
        return
    sidecar_ingress.validate(spec["ingress"])
    sidecar_egress.validate(spec["egress"], subject.namespace)
    connection_pool.validate(spec["inboundConnectionPool"])
    _validate_outbound(spec["outboundTrafficPolicy"])


def _validate_outbound(policy: Field) -> None:
    mode = policy["mode"].enum(OUTBOUND_MODES)
    if mode not in OUTBOUND_MODES:
        policy["mode"].error(
            "outbound-mode", f"{mode} is not a mode of a Sidecar", expected=" or ".join(OUTBOUND_MODES)
        )
    proxy = policy["egressProxy"]
    if not proxy.present:
        return
    if mode != "ALLOW_ANY":
        proxy.error("egress-proxy-mode", f"egressProxy cannot be combined with mode {mode}", help="set mode: ALLOW_ANY")
    host = proxy["host"]
    if host.check("egress-proxy-host", domains.fqdn(host.text())):
        validate_destination(proxy)
    if not proxy["port"].present:
        proxy.error("egress-proxy-port", "egressProxy has no port", expected="port.number")
