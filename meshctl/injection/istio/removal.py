"""Taking an Istio sidecar away by its traces, on files that carry no record of ours.

The status annotation names containers, volumes and pull secrets; `proxy.istio.io/overrides` holds what the user wrote
under an injected name; the proxy's environment holds the application's probes and scrape settings. What was written
the same way a person could have written it (labels of the canonical service, kubectl's default container) is removed
where it equals what injection writes, and told.

Source: istio pkg/kube/inject/inject.go (stripPod), app_probe.go, webhook.go.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast

from meshctl.injection.fields import at, plain_copy, with_part, without_part
from meshctl.injection.istio.native import PROXY
from meshctl.injection.istio.post import probes, prometheus
from meshctl.injection.istio.reapply import AUTO_IMAGE
from meshctl.injection.istio.record import HEADINGS, OVERRIDES, STATUS, Overrides, Status, parse_overrides, parse_status
from meshctl.injection.istio.topology import NETWORK_LABEL
from meshctl.injection.removal import Removal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.k8s.gvk import Workload as PodPlace
    from meshctl.k8s.types import Pod

_WRITTEN: Final = (STATUS, OVERRIDES, "istio.io/rev")
_DEFAULT_CONTAINERS: Final = ("kubectl.kubernetes.io/default-container", "kubectl.kubernetes.io/default-logs-container")
_NAME, _REVISION, _TLS = (
    "service.istio.io/canonical-name",
    "service.istio.io/canonical-revision",
    "security.istio.io/tlsMode",
)
_PATHS: Final = {
    "readyz": ("readinessProbe",),
    "livez": ("livenessProbe",),
    "startupz": ("startupProbe",),
    "prestopz": ("lifecycle", "preStop"),
    "poststartz": ("lifecycle", "postStart"),
}
_FS_GROUP: Final = 1337
_TEMPLATES: Final = "inject.istio.io/templates"
_REWRITE: Final = "sidecar.istio.io/rewriteAppHTTPProbers"
# Templates whose traces are known to the last, and containers they bring; of any other the record tells a part only.
_KNOWN_TEMPLATES: Final = frozenset({"", "sidecar", "gateway", "spire", "grpc-simple", "grpc-agent"})
_KNOWN_CONTAINERS: Final = frozenset(
    {
        PROXY,
        "istio-init",
        "istio-validation",
        "enable-core-dump",
        "grpc-bootstrap-init",
    }
)
_VALIDATION: Final = "istio-validation"
_TARGETS: Final = "prometheus.istio.io/scrape-targets"
_NETWORKS, _CNI_NETWORK = "k8s.v1.cni.cncf.io/networks", "default/istio-cni"
# What injection writes for the CNI plugin where neither the pod nor the values say otherwise.
_CNI_DEFAULTS: Final = {
    "sidecar.istio.io/interceptionMode": "REDIRECT",
    "traffic.sidecar.istio.io/includeOutboundIPRanges": "*",
    "traffic.sidecar.istio.io/includeInboundPorts": "*",
    "traffic.sidecar.istio.io/excludeInboundPorts": "15020",
}


def remove(manifest: dict[str, Any], place: PodPlace | None) -> Removal:
    """The manifest without the sidecar, where a status record proves that one was injected."""
    if place is None or at(manifest, place.spec) is None:
        return Removal(manifest=manifest)
    pod = plain_copy({"metadata": at(manifest, place.metadata) or {}, "spec": at(manifest, place.spec)})
    status = parse_status(cast("Pod", pod))
    if status is None:
        return Removal(manifest=manifest)
    removed, lost = _restore(pod, status, parse_overrides(cast("Pod", pod)), _name(manifest))
    for path, part in ((place.metadata, pod["metadata"]), (place.spec, pod["spec"])):
        manifest = with_part(manifest, path, part) if part else without_part(manifest, path)
    return Removal(manifest=manifest, removed=tuple(removed), lost=tuple(lost))


def _restore(pod: dict[str, Any], status: Status, saved: Overrides, owner: str) -> tuple[list[str], list[str]]:
    """Undo in place; what was removed, and what could not be restored."""
    removed: list[str] = []
    lost: list[str] = []
    spec = pod["spec"]
    environment = _proxy_environment(spec)
    _remove_listed(spec, status, removed)
    _restore_saved(spec, saved, lost)
    _restore_probes(spec, environment.get(probes.ENV), removed, lost)
    _restore_metadata(pod["metadata"], spec, environment.get(prometheus.ENV), owner, removed)
    lost += [*_left(pod), *_unknown(pod["metadata"], status, saved)]
    if _VALIDATION in status.initContainers:
        _remove_cni_annotations(pod["metadata"], removed, lost)
    return removed, lost


def _left(pod: Mapping[str, Any]) -> list[str]:
    """What injection may have set and a person may have set just as well."""
    context = pod["spec"].get("securityContext") or {}
    annotations = pod["metadata"].get("annotations") or {}
    suspects = {
        f"spec.securityContext.fsGroup {_FS_GROUP}": context.get("fsGroup") == _FS_GROUP,
        "spec.securityContext.sysctls": bool(context.get("sysctls")),
        f"label {NETWORK_LABEL}": NETWORK_LABEL in (pod["metadata"].get("labels") or {}),
        # The templates for gRPC without a proxy write it, and so do people.
        f"annotation {_REWRITE}": _REWRITE in annotations
        and any(each.startswith("grpc-") for each in _named(annotations)),
    }
    return [f"{what}: left, since you may have set it" for what, present in suspects.items() if present]


def _named(annotations: Mapping[str, str]) -> list[str]:
    """The templates that a pod asks for."""
    return [name.strip() for name in annotations.get(_TEMPLATES, "").split(",")]


def _unknown(metadata: Mapping[str, Any], status: Status, saved: Overrides) -> list[str]:
    """What speaks of a template of the mesh's own, of which the status record lists containers and volumes alone."""
    templates = [name for name in _named(metadata.get("annotations") or {}) if name not in _KNOWN_TEMPLATES]
    own = {str(each.get("name")) for heading in HEADINGS for each in saved.under(heading)}
    listed = dict.fromkeys([*status.initContainers, *status.containers])
    containers = [name for name in listed if name not in _KNOWN_CONTAINERS | own]
    rest = (
        "fields of the pod and of your containers, labels, annotations: left, since only the template tells them apart"
    )
    if templates:
        return [f"what else template {', '.join(templates)} wrote ({rest})"]
    return [f"what else the template that brought {', '.join(containers)} wrote ({rest})"] if containers else []


def _name(manifest: Mapping[str, Any]) -> str:
    return str((manifest.get("metadata") or {}).get("name") or "")


def _proxy_environment(spec: Mapping[str, Any]) -> dict[str, str]:
    containers = [*(spec.get("containers") or []), *(spec.get("initContainers") or [])]
    proxy: dict[str, Any] = next((each for each in containers if each.get("name") == PROXY), {})
    return {entry["name"]: entry.get("value", "") for entry in proxy.get("env") or [] if "name" in entry}


def _remove_listed(spec: dict[str, Any], status: Status, removed: list[str]) -> None:
    for heading in ("initContainers", "containers", "volumes", "imagePullSecrets"):
        listed = getattr(status, heading)
        if not listed or heading not in spec:
            continue
        kept = [item for item in spec[heading] if item.get("name") not in listed]
        removed += [f"{heading} {item.get('name')}" for item in spec[heading] if item.get("name") in listed]
        spec[heading] = kept
        # NB: `containers` is required, so it stays even when empty.
        if not kept and heading != "containers":
            del spec[heading]


def _restore_saved(spec: dict[str, Any], saved: Overrides, lost: list[str]) -> None:
    """Put back what the user wrote under an injected name."""
    for heading in HEADINGS:
        for container in saved.under(heading):
            # An image of `auto` is not saved, and a proxy moved to the init containers says no `restartPolicy`.
            own = {"image": AUTO_IMAGE, **container}
            moved = container.get("name") == PROXY and container.get("restartPolicy") != "Always"
            place = "containers" if moved else heading
            spec.setdefault(place, []).append(own)
            if len(spec[place]) > 1:
                lost.append(f"the place of your own {container.get('name')} among the {place}: it now stands last")


def _remove_cni_annotations(metadata: dict[str, Any], removed: list[str], lost: list[str]) -> None:
    """What tells the CNI plugin the defaults; other values may be the user's and stay."""
    annotations = dict(metadata.get("annotations") or {})
    gone = [name for name, default in _CNI_DEFAULTS.items() if annotations.get(name) == default]
    networks = [each.strip() for each in annotations.get(_NETWORKS, "").split(",")]
    if _CNI_NETWORK in networks:
        gone.append(_NETWORKS)
        others = ", ".join(each for each in networks if each != _CNI_NETWORK)
        kept = {_NETWORKS: others} if others else {}
    else:
        kept = {}
    removed += [f"annotation {name}" for name in gone]
    left = {name: value for name, value in annotations.items() if name not in gone}
    if any(name in left for name in _CNI_DEFAULTS):
        lost.append("annotations for the CNI plugin with other values than the defaults: left, they may be yours")
    _keep(metadata, "annotations", {**left, **kept})


def _restore_probes(spec: dict[str, Any], record: str | None, removed: list[str], lost: list[str]) -> None:
    """Point probes and lifecycle calls back at the application."""
    containers = {
        each.get("name"): each for each in [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]
    }
    for path, prober in _json(record).items():
        _, _, name, suffix = path.split("/") if path.count("/") == 3 else ("", "", "", "")
        action = at(containers.get(name), _PATHS.get(suffix, ("",)))
        if not isinstance(action, dict) or (action.get("httpGet") or {}).get("path") != path:
            continue
        del action["httpGet"]
        action.update({kind: prober[kind] for kind in ("httpGet", "tcpSocket", "grpc") if kind in prober})
        removed.append(f"redirected {'.'.join(_PATHS[suffix])} of {name}")
        if _has_named_port(containers[name], action):
            lost.append(f"the name of the port of {name} {_PATHS[suffix][-1]}, if it had one: it now is a number")


def _has_named_port(container: Mapping[str, Any], action: Mapping[str, Any]) -> bool:
    port = next((action[kind].get("port") for kind in ("httpGet", "tcpSocket") if action.get(kind)), None)
    return any(each.get("containerPort") == port and each.get("name") for each in container.get("ports") or [])


def _restore_metadata(
    metadata: dict[str, Any], spec: Mapping[str, Any], scrape: str | None, owner: str, removed: list[str]
) -> None:
    annotations, labels = metadata.get("annotations") or {}, metadata.get("labels") or {}
    first = next((str(each.get("name")) for each in spec.get("containers") or []), "")
    written = {name for name in _WRITTEN if name in annotations}
    written |= {name for name in _DEFAULT_CONTAINERS if annotations.get(name) == first}
    if annotations.get("prometheus.io/path") == prometheus.MERGED_PATH:
        written |= {name for name in annotations if prometheus.is_prometheus_annotation(name)}
        restored = _scrape_annotations(_json(scrape))
    else:
        restored = {}
    removed += [f"annotation {name}" for name in sorted(written)]
    _keep(metadata, "annotations", {**{k: v for k, v in annotations.items() if k not in written}, **restored})
    derived = _derived_labels(labels, owner)
    removed += [f"label {name}" for name in derived if labels.get(name) == derived[name]]
    _keep(metadata, "labels", {name: value for name, value in labels.items() if derived.get(name) != value})


def _scrape_annotations(scrape: Mapping[str, Any]) -> dict[str, str]:
    """What the pod said about its own metrics; with several targets the single port and path repeat the first."""
    targets = scrape.get("targets")
    keys = ("scrape",) if targets else ("scrape", "path", "port")
    found = {f"prometheus.io/{key}": str(scrape[key]) for key in keys if scrape.get(key)}
    if isinstance(targets, list):
        found[_TARGETS] = ",".join(f"{each.get('port')}:{each.get('path')}" for each in targets)
    return found


def _derived_labels(labels: Mapping[str, str], owner: str) -> dict[str, str]:
    """What injection writes on a pod with these labels that has none of its own."""
    name = labels.get("app.kubernetes.io/name") or labels.get("app") or owner
    revision = labels.get("app.kubernetes.io/version") or labels.get("version") or "latest"
    return {_NAME: name[:63].strip("-_."), _REVISION: revision, _TLS: "istio"}


def _keep(metadata: dict[str, Any], heading: str, entries: dict[str, str]) -> None:
    if entries:
        metadata[heading] = entries
    else:
        metadata.pop(heading, None)


def _json(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
