"""Sends the kubelet's probes and lifecycle calls through the agent, since plain HTTP cannot enter a strict mesh.

The original actions go to the proxy as JSON; the pod's own point at the agent, one path for each.

Source: istio pkg/kube/inject/app_probe.go and pilot/cmd/pilot-agent/status/server.go.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from meshctl.injection.istio.native import PROXY
from meshctl.injection.istio.record import STATUS, annotations_of
from meshctl.mesh import go_json
from meshctl.mesh.go_text import parse_bool, parse_int
from meshctl.mesh.istio.mesh_config import default_config
from meshctl.mesh.istio.proxy_config import status_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshctl.injection.istio.run import Run
    from meshctl.k8s.types import Container, EnvVar, Pod

ENV: Final = "ISTIO_KUBE_APP_PROBERS"
REWRITE_ANNOTATION: Final = "sidecar.istio.io/rewriteAppHTTPProbers"
PORT_ANNOTATION: Final = "status.sidecar.istio.io/port"

# A probe or lifecycle handler with its action, and the record of one in the environment.
Action: TypeAlias = "dict[str, Any]"
Probers: TypeAlias = "dict[str, dict[str, Any]]"

_PROBES: Final = {"readinessProbe": "readyz", "livenessProbe": "livez", "startupProbe": "startupz"}
_HANDLERS: Final = {"preStop": "prestopz", "postStart": "poststartz"}
_KINDS: Final = ("httpGet", "tcpSocket", "grpc")
# Fields of each action in the order Go writes them.
_FIELDS: Final = {
    "httpGet": ("path", "port", "host", "scheme", "httpHeaders"),
    "tcpSocket": ("port", "host"),
    "grpc": ("port", "service"),
}


def apply(run: Run) -> None:
    """Rewrite the application's probes, if the pod or the values ask for it and there is a proxy."""
    proxy = run.proxy
    if proxy is None or not should_rewrite(run.annotations, default=run.values.rewrite_app_http_probe):
        return
    mesh_port = status_port(default_config(run.mesh))
    probers = collect_probers(run.pod, mesh_port)
    if probers:
        proxy["env"] = merge_env(
            proxy.get("env") or [], probers, injected_before=STATUS in annotations_of(run.original)
        )
    rewrite(run.pod, agent_port(run.annotations, mesh_port))


def should_rewrite(annotations: Mapping[str, str], *, default: bool) -> bool:
    """Whether to rewrite: the pod's annotation where it is a boolean, else the default."""
    own = parse_bool(annotations.get(REWRITE_ANNOTATION, ""))
    return default if own is None else own


def agent_port(annotations: Mapping[str, str], mesh_port: int) -> int:
    """The port probes are sent to: the annotation's, where text that is no number gives 0, else the mesh's."""
    own = annotations.get(PORT_ANNOTATION)
    return mesh_port if own is None else parse_int(own) or 0


def collect_probers(pod: Pod, mesh_port: int) -> Probers:
    """What the agent has to do for each path, sorted by path.

    Left out: commands, ports whose name the container does not know, and ports that are the agent's already, which
    an earlier injection rewrote.
    """
    found: Probers = {}
    for container in _application_containers(pod):
        names = {
            port["name"]: port.get("containerPort", 0) for port in container.get("ports") or [] if port.get("name")
        }
        for path, action in _actions(container):
            prober = _prober(action, names, mesh_port)
            if prober is not None:
                found[path] = prober
    return dict(sorted(found.items()))


def merge_env(env: list[EnvVar], probers: Probers, *, injected_before: bool) -> list[EnvVar]:
    """`env` with the probers at the end; on a second injection merged into the entry there is, old paths winning."""
    entry: EnvVar = {"name": ENV, "value": go_json.dumps(cast("Any", probers), sort_keys=False)}
    index = next((i for i, each in enumerate(env) if each.get("name") == ENV), None) if injected_before else None
    if index is None:
        return [*env, entry]
    try:
        old = json.loads(env[index].get("value", ""))
        united = dict(sorted({**probers, **old}.items()))
    except (ValueError, TypeError):  # not the JSON an injector writes: nothing to unite with, leave it to the agent
        return env
    return [*env[:index], {"name": ENV, "value": go_json.dumps(united)}, *env[index + 1 :]]


def rewrite(pod: Pod, port: int) -> None:
    """Point every HTTP, TCP and gRPC action of application containers at the agent, in place."""
    for container in _application_containers(pod):
        for path, action in _actions(container):
            _redirect(action, path, port)


def _application_containers(pod: Pod) -> Iterator[Container]:
    spec = pod.get("spec") or {}
    for container in [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]:
        if container.get("name") != PROXY:
            yield container


def _actions(container: Container) -> Iterator[tuple[str, Action]]:
    """Each probe and lifecycle handler of a container with the path that stands for it."""
    name = container.get("name", "")
    for key, suffix in _PROBES.items():
        probe = cast("Action | None", container.get(key))
        if probe:
            yield f"/app-health/{name}/{suffix}", probe
    lifecycle = container.get("lifecycle") or {}
    for key, suffix in _HANDLERS.items():
        if lifecycle.get(key):
            # A handler has no timeout, and gRPC does not exist for it.
            yield f"/app-lifecycle/{name}/{suffix}", lifecycle[key]


def _kind(action: Action) -> str | None:
    return next((kind for kind in _KINDS if action.get(kind) is not None), None)


def _prober(action: Action, port_names: Mapping[str, int], mesh_port: int) -> dict[str, Any] | None:
    kind = _kind(action)
    if kind is None:
        return None
    details = _ordered(kind, action[kind])
    if kind != "grpc":  # whose port is always a number, and never compared
        port = details["port"]
        resolved = port_names.get(port) if isinstance(port, str) else port
        if resolved is None or (resolved == mesh_port and not isinstance(port, str)):
            return None
        details["port"] = resolved
    prober: dict[str, Any] = {kind: details}
    if action.get("timeoutSeconds"):
        prober["timeoutSeconds"] = action["timeoutSeconds"]
    return prober


def _ordered(kind: str, details: Action) -> Action:
    """The fields of an action as Go writes them: in its order, empty ones left out but for port and gRPC's service."""
    ordered: Action = {}
    for name in _FIELDS[kind]:
        if name == "port":
            ordered[name] = details.get(name, 0)
        elif name == "service":
            ordered[name] = details.get(name)
        elif details.get(name):
            ordered[name] = details[name]
    return ordered


def _redirect(action: Action, path: str, port: int) -> None:
    kind = _kind(action)
    if kind is None:
        return
    target: Action = {"path": path, "port": port}
    if kind == "httpGet":
        target = {**action[kind], **target}
        if target.get("scheme") == "HTTPS":
            target["scheme"] = "HTTP"
    del action[kind]
    action["httpGet"] = target
