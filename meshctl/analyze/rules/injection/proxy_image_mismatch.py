"""Running proxies use another image than the injector would set.

## What it checks
For each injected namespace whose injector ConfigMap is in the set: the image of every container istio-proxy is the
one the values name (`global.hub`, `global.tag`, `global.proxy.image`), with the variant that mesh config, ProxyConfig
or pod annotation choose. Pods with `sidecar.istio.io/proxyImage` are left out.

## Why it matters
The pods were injected by an older control plane and miss its fixes.

## Example
Bad: values say tag `1.24.0`, a pod runs `proxyv2:1.22.3`.
Good: all pods run `proxyv2:1.24.0`.

## How to fix
Restart the workloads.

## Source
istio/istio pkg/config/analysis/analyzers/injection/injection-image.go, analyzers/util/proxyconfig.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0158
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.errors import MeshctlError
from meshctl.mesh.istio.proxy_config import read_annotation
from meshctl.model.fields import JSONObject, dig, labels_of, text
from meshctl.model.injectors import config_map_name, injector_values
from meshctl.model.kinds import CONFIG_MAP, NAMESPACE, POD, PROXY_CONFIG
from meshctl.model.workloads import NAMESPACE_INJECTION, PROXY_CONTAINER, REVISION, workload_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot
    from meshctl.model.workloads import Workload

META = RuleMeta(
    slug="injection/proxy-image-mismatch",
    messages=(IST0158,),
    kinds=(NAMESPACE, POD, CONFIG_MAP, PROXY_CONFIG),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0158/",
    analyzers=("injection.ImageAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Namespace, naming its outdated pods in sorted order."""
    for namespace in snapshot.of_kind(NAMESPACE):
        revision = _revision(namespace)
        values = snapshot.derived(injector_values).get(config_map_name(revision)) if revision is not None else None
        if values is None:
            continue
        expected = _image(values)
        outdated = [pod for pod in _pods(snapshot, namespace.name) if _differs(pod, expected, snapshot)]
        if outdated:
            places = tuple(Place(resource=pod.resource, message="runs another image") for pod in outdated)
            yield IST0158.at(namespace, related=places, pods=", ".join(sorted(pod.resource.name for pod in outdated)))


def _revision(namespace: MeshResource) -> str | None:
    """The revision that injects the namespace, empty for the default one, None if none does."""
    revision = namespace.labels.get(REVISION)
    if revision:
        return revision
    return "" if namespace.labels.get(NAMESPACE_INJECTION) == "enabled" else None


def _image(values: JSONObject) -> str:
    image = text(dig(values, "global", "proxy", "image"))
    if "/" in image:
        return image
    hub, tag = (dig(values, "global", name) for name in ("hub", "tag"))
    return f"{hub}/{image}:{tag}"


def _pods(snapshot: Snapshot, namespace: str) -> Iterator[Workload]:
    for resource in snapshot.of_kind(POD):
        if resource.namespace == namespace and "sidecar.istio.io/proxyImage" not in resource.annotations:
            yield workload_of(resource)


def _differs(pod: Workload, expected: str, snapshot: Snapshot) -> bool:
    variant = _variant(pod, snapshot)
    allowed = {expected, f"{expected}-{variant}"} if variant else {expected}
    return any(
        container.get("name") == PROXY_CONTAINER and container.get("image") not in allowed
        for _, container in pod.containers(init=True)
    )


def _variant(pod: Workload, snapshot: Snapshot) -> str:
    """The image variant that applies to a pod: the narrowest setting wins, `default` means none."""
    configs = [each for each in snapshot.of_kind(PROXY_CONFIG) if _applies(each, pod, snapshot)]
    configs.sort(key=lambda each: (each.namespace != snapshot.settings.root_namespace, bool(_selector(each))))
    layers: list[object] = [dig(snapshot.settings.mesh("defaultConfig"), "image", "imageType")]
    layers += [dig(each.spec, "image", "imageType") for each in configs]
    layers.append(_annotated_variant(pod))
    chosen = next((layer for layer in reversed(layers) if isinstance(layer, str) and layer), "")
    return "" if chosen == "default" else chosen


def _applies(config: MeshResource, pod: Workload, snapshot: Snapshot) -> bool:
    if config.namespace not in (snapshot.settings.root_namespace, pod.namespace):
        return False
    return _selector(config).items() <= pod.labels.items()


def _selector(config: MeshResource) -> dict[str, str]:
    return labels_of(dig(config.spec, "selector", "matchLabels"))


def _annotated_variant(pod: Workload) -> object:
    written = pod.annotations.get("proxy.istio.io/config")
    if written is None:
        return None
    try:
        return dig(read_annotation(written), "image", "imageType")
    except MeshctlError:
        return None
