"""WorkloadEntry and WorkloadGroup. Source: istio/istio pkg/config/validation/validation.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.scalars import check_counts, check_labels, check_port
from meshctl.analyze.semantic.parts.workload_address import validate_endpoint
from meshctl.analyze.semantic.primitives import headers

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field
    from meshctl.analyze.semantic.subject import Subject

_PROBE_COUNTS = ("periodSeconds", "initialDelaySeconds", "timeoutSeconds", "successThreshold", "failureThreshold")
_PROBE_METHODS = ("httpGet", "tcpSocket", "exec")


def validate_entry(subject: Subject) -> None:
    """Report every broken rule of a WorkloadEntry."""
    validate_endpoint(subject.spec, names_allowed=True)


def validate_group(subject: Subject) -> None:
    """Report every broken rule of a WorkloadGroup; the content of its template is not judged, as upstream."""
    spec = subject.spec
    if not spec["template"].present:
        spec.error("template-missing", "the WorkloadGroup has no template", expected="template")
        return
    check_labels(spec["metadata"]["labels"])
    _validate_probe(spec["probe"])


def _validate_probe(probe: Field) -> None:
    if not probe.present:
        return
    check_counts(probe, *_PROBE_COUNTS)
    if not probe.having(*_PROBE_METHODS):
        probe.error("probe-method", "the probe asks nothing", expected="one of httpGet, tcpSocket and exec")
    _validate_http_probe(probe["httpGet"])
    for name in ("httpGet", "tcpSocket"):
        if probe[name].present:
            check_port(probe[name]["port"])
    if probe["exec"].present and not probe["exec"]["command"].items():
        probe["exec"].error("probe-command", "the probe has no command", expected="exec.command")


def _validate_http_probe(probe: Field) -> None:
    if probe["scheme"].text() not in ("", "HTTP", "HTTPS"):
        probe["scheme"].error("probe-scheme", "the scheme is not supported", expected="HTTP or HTTPS")
    for header in probe["httpHeaders"].items():
        header["name"].check("probe-header", headers.probe_name(header["name"].text()))
