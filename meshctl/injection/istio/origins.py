"""Where the settings of an injected pod came from: annotation, the user's own container, values or mesh configuration.

A view for people. It looks at the same inputs as the templates, in the same order of precedence, and reports what the
pod really carries, so a custom template that goes its own way is shown as the template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from meshctl.injection.istio.native import PROXY, find_container
from meshctl.injection.istio.record import annotations_of
from meshctl.injection.result import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshctl.injection.istio.settings import IstioSettings
    from meshctl.injection.result import InjectionResult
    from meshctl.k8s.types import Container, Pod

_RESOURCES: Final = (
    ("requests", "cpu", "sidecar.istio.io/proxyCPU"),
    ("requests", "memory", "sidecar.istio.io/proxyMemory"),
    ("limits", "cpu", "sidecar.istio.io/proxyCPULimit"),
    ("limits", "memory", "sidecar.istio.io/proxyMemoryLimit"),
)
_ARGUMENTS: Final = (
    ("-i", "redirected outbound ranges", "traffic.sidecar.istio.io/includeOutboundIPRanges", "includeIPRanges"),
    ("-x", "excluded outbound ranges", "traffic.sidecar.istio.io/excludeOutboundIPRanges", "excludeIPRanges"),
    ("-b", "redirected inbound ports", "traffic.sidecar.istio.io/includeInboundPorts", "includeInboundPorts"),
    ("-d", "excluded inbound ports", "traffic.sidecar.istio.io/excludeInboundPorts", "excludeInboundPorts"),
    ("-o", "excluded outbound ports", "traffic.sidecar.istio.io/excludeOutboundPorts", "excludeOutboundPorts"),
)
_PROBES: Final = ("startupProbe", "readinessProbe", "livenessProbe")


def origins(result: InjectionResult, settings: IstioSettings) -> tuple[Origin, ...]:
    """Image, resources, redirect and probes of the injected pod, each with the place it was set."""
    annotations = annotations_of(result.original)
    own = _container(result.original, PROXY)
    proxy = _container(result.pod, PROXY)
    found = [*_layout(result.pod)]
    if proxy is not None:
        found += [
            _image(proxy, own, annotations, settings),
            *_resources(proxy, own, annotations),
            *_probes(proxy, own, annotations),
        ]
    return (*found, *_redirect(result.pod, annotations), *_rewritten_probes(result))


def _container(pod: Pod, name: str) -> Container | None:
    spec = pod.get("spec") or {}
    return find_container(spec.get("containers"), name) or find_container(spec.get("initContainers"), name)


def _layout(pod: Pod) -> Iterator[Origin]:
    spec = pod.get("spec") or {}
    if find_container(spec.get("initContainers"), PROXY) is not None:
        annotation = annotations_of(pod).get("sidecar.istio.io/nativeSidecar")
        source = "annotation sidecar.istio.io/nativeSidecar" if annotation else "native sidecar detection or flag"
        yield Origin(subject="layout", value="native sidecar (init container that keeps running)", source=source)
    elif find_container(spec.get("containers"), PROXY) is not None:
        yield Origin(subject="layout", value="ordinary container", source="native sidecars off, or the template")


def _image(proxy: Container, own: Container | None, annotations: Mapping[str, str], settings: IstioSettings) -> Origin:
    image = proxy.get("image", "")
    if own is not None and own.get("image", "auto") == image:
        source = f"the pod's own container {PROXY}"
    elif annotations.get("sidecar.istio.io/proxyImage") == image:
        source = "annotation sidecar.istio.io/proxyImage"
    elif settings.values.hub and image.startswith(f"{settings.values.hub}/"):
        source = "values global.hub, global.proxy.image, global.tag"
        if "sidecar.istio.io/proxyImageType" in annotations:
            source += "; annotation sidecar.istio.io/proxyImageType"
    else:
        source = "values global.proxy.image, or the template"
    return Origin(subject="image", value=image, source=source)


def _resources(proxy: Container, own: Container | None, annotations: Mapping[str, str]) -> Iterator[Origin]:
    any_annotation = any(name in annotations for *_, name in _RESOURCES)
    for group, resource, annotation in _RESOURCES:
        value = _resource(proxy, group, resource)
        if value is None:
            continue
        if _resource(own, group, resource) is not None:
            source = f"the pod's own container {PROXY}"
        elif annotation in annotations:
            source = f"annotation {annotation}"
        else:
            source = "the template" if any_annotation else "values global.proxy.resources"
        yield Origin(subject=f"{group}.{resource}", value=value, source=source)


def _resource(container: Container | None, group: str, resource: str) -> str | None:
    resources: dict[str, Any] = (container or {}).get("resources") or {}
    value = (resources.get(group) or {}).get(resource)
    return None if value is None else str(value)


def _probes(proxy: Container, own: Container | None, annotations: Mapping[str, str]) -> Iterator[Origin]:
    for name in _PROBES:
        probe: Any = proxy.get(name)
        if not probe:
            continue
        action: Any = probe.get("httpGet") or {}
        timing = f"every {probe.get('periodSeconds', 10)} s, {probe.get('failureThreshold', 3)} failures"
        if own is not None and name in own:
            source = f"the pod's own container {PROXY}"
        elif (
            any(key.startswith("readiness.status.sidecar.istio.io/") for key in annotations)
            and name == "readinessProbe"
        ):
            source = "annotations readiness.status.sidecar.istio.io/*"
        else:
            source = "values global.proxy"
        yield Origin(
            subject=name, value=f"{action.get('path', '')} on {action.get('port', '')}, {timing}", source=source
        )


def _redirect(pod: Pod, annotations: Mapping[str, str]) -> Iterator[Origin]:
    init = _container(pod, "istio-init") or _container(pod, "istio-validation")
    arguments = (init or {}).get("args") or []
    for flag, subject, annotation, value_name in _ARGUMENTS:
        if flag not in arguments[:-1]:
            continue
        value = arguments[arguments.index(flag) + 1]
        source = f"annotation {annotation}" if annotation in annotations else f"values global.proxy.{value_name}"
        yield Origin(subject=subject, value=value or "none", source=source)


def _rewritten_probes(result: InjectionResult) -> Iterator[Origin]:
    """Application probes that now go through the agent, with the switch that decided it."""
    before = {
        container.get("name"): container for container in (result.original.get("spec") or {}).get("containers") or []
    }
    for container in (result.pod.get("spec") or {}).get("containers") or []:
        old = before.get(container.get("name"))
        for name in _PROBES:
            probe: Any = container.get(name)
            if old is None or not probe or probe == old.get(name):
                continue
            target: Any = probe.get("httpGet") or {}
            yield Origin(
                subject=f"{container.get('name')}.{name}",
                value=f"{target.get('path', '')} on {target.get('port', '')}",
                source=_rewrite_switch(result),
            )


def _rewrite_switch(result: InjectionResult) -> str:
    if "sidecar.istio.io/rewriteAppHTTPProbers" in annotations_of(result.original):
        return "annotation sidecar.istio.io/rewriteAppHTTPProbers"
    return "values sidecarInjectorWebhook.rewriteAppHTTPProbe"
