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

from meshctl.inject.fields import at, plain_copy, with_part, without_part
from meshctl.inject.istio.native import PROXY
from meshctl.inject.istio.post import probes, prometheus
from meshctl.inject.istio.record import HEADINGS, OVERRIDES, STATUS, Overrides, Status, parse_overrides, parse_status
from meshctl.inject.removal import Removal

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
    for heading in HEADINGS:
        for container in saved.under(heading):
            spec.setdefault(heading, []).append(container)
            lost.append(f"the place of your own {container.get('name')} among the {heading}: it now stands last")
    _restore_probes(spec, environment.get(probes.ENV), removed, lost)
    _restore_metadata(pod["metadata"], spec, environment.get(prometheus.ENV), owner, removed)
    if (spec.get("securityContext") or {}).get("fsGroup") == _FS_GROUP:
        lost.append(f"spec.securityContext.fsGroup {_FS_GROUP}: left, since you may have set it")
    if "istio-validation" in status.initContainers:
        lost.append("annotations for the CNI plugin (traffic.sidecar.istio.io): left, since yours look the same")
    return removed, lost


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
        lost.append(f"the name of the port of {name} {_PATHS[suffix][-1]}, if it had one: it now is a number")


def _restore_metadata(
    metadata: dict[str, Any], spec: Mapping[str, Any], scrape: str | None, owner: str, removed: list[str]
) -> None:
    annotations, labels = metadata.get("annotations") or {}, metadata.get("labels") or {}
    first = next((str(each.get("name")) for each in spec.get("containers") or []), "")
    written = {name for name in _WRITTEN if name in annotations}
    written |= {name for name in _DEFAULT_CONTAINERS if annotations.get(name) == first}
    if annotations.get("prometheus.io/path") == prometheus.MERGED_PATH:
        written |= {name for name in annotations if prometheus.is_prometheus_annotation(name)}
        restored = {
            f"prometheus.io/{key}": value for key, value in _json(scrape).items() if isinstance(value, str) and value
        }
    else:
        restored = {}
    removed += [f"annotation {name}" for name in sorted(written)]
    _keep(metadata, "annotations", {**{k: v for k, v in annotations.items() if k not in written}, **restored})
    derived = _derived_labels(labels, owner)
    removed += [f"label {name}" for name in derived if labels.get(name) == derived[name]]
    _keep(metadata, "labels", {name: value for name, value in labels.items() if derived.get(name) != value})


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
