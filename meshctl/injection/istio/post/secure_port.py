"""Tells Prometheus the port where merged metrics are served with mutual TLS.

Source: istio pkg/kube/inject/webhook.go (applySecurePrometheusAnnotation).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from meshctl.injection.istio.post.prometheus import canonical_name

if TYPE_CHECKING:
    from meshctl.injection.istio.run import Run
    from meshctl.k8s.types import Container

ANNOTATION: Final = "prometheus.istio.io/secure-port"
ENV: Final = "ENVOY_SECURE_MERGED_METRICS_PORT"


def apply(run: Run) -> None:
    """Annotate the pod with the proxy's port, unless the user did, in whatever spelling."""
    proxy = run.proxy
    port = secure_port(proxy) if proxy is not None else ""
    if port and canonical_name(ANNOTATION) not in map(canonical_name, run.annotations):
        run.annotations[ANNOTATION] = port


def secure_port(proxy: Container) -> str:
    """The port in the proxy's environment, empty when there is none or it is switched off with 0."""
    port = next((entry.get("value", "") for entry in proxy.get("env") or [] if entry.get("name") == ENV), "")
    return "" if port == "0" else port
