"""VirtualService. Source: istio/istio pkg/config/validation/validation.go ValidateVirtualService, virtualservice.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.export_to import validate_export_to
from meshctl.analyze.semantic.virtual_service import binding, http_route, reachability, stream_route

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field
    from meshctl.analyze.semantic.subject import Subject


def validate(subject: Subject) -> None:
    """Report every broken rule of a VirtualService."""
    spec = subject.spec
    bound_to_mesh = binding.is_bound_to_mesh(spec)
    delegate = not spec["hosts"].items()
    if delegate:
        _validate_delegate(spec)
    binding.validate_gateway_names(spec["gateways"])
    binding.validate_hosts(spec, bound_to_mesh=bound_to_mesh)
    _validate_has_routes(spec)
    style = http_route.Style(delegate=delegate, bound_to_mesh=bound_to_mesh, generated=subject.is_generated("route"))
    for route in spec["http"].items():
        http_route.validate(route, style)
    for route in spec["tls"].items():
        stream_route.validate_tls(route, spec, generated=style.generated)
    for route in spec["tcp"].items():
        stream_route.validate_tcp(route, generated=style.generated)
    validate_export_to(spec["exportTo"], subject.namespace)
    reachability.report(spec)


def _validate_delegate(spec: Field) -> None:
    for name in ("gateways", "tls", "tcp"):
        if spec[name].items():
            spec[name].error(
                "delegate-field",
                f"a VirtualService without hosts is a delegate and cannot have {name}",
                help="add hosts, or move this to the VirtualService that delegates",
            )


def _validate_has_routes(spec: Field) -> None:
    if not any(spec[name].items() for name in ("http", "tls", "tcp")):
        spec.error("no-routes", "the VirtualService has no routes", expected="at least one of http, tls and tcp")
