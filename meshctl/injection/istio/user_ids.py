"""Keep the redirect's exempt user in step with the user the proxy really runs as.

Source: istio pkg/kube/inject/webhook.go (adjustInitContainerUser).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from meshctl.injection.istio.native import PROXY, find_container
from meshctl.injection.istio.record import annotations_of

if TYPE_CHECKING:
    from meshctl.k8s.types import Container, Pod

INTERCEPTION_MODE = "sidecar.istio.io/interceptionMode"
TRANSPARENT = "TPROXY"
_REDIRECTORS = ("istio-init", "istio-validation")


def align_user_ids(pod: Pod, original: Pod, *, interception_mode: str) -> Pod:
    """The pod whose redirect exempts the user id the user gave the proxy; `pod` itself when none was given.

    `interception_mode` is the proxy configuration's; an annotation on the merged pod can only add TPROXY to it.
    """
    wanted = _proxy(original)
    ids = (wanted or {}).get("securityContext") or {}
    user, group = ids.get("runAsUser"), ids.get("runAsGroup")
    redirector = _redirector(pod)
    if redirector is None or (user is None and group is None):
        return pod
    transparent = TRANSPARENT in (interception_mode, annotations_of(pod).get(INTERCEPTION_MODE))
    changed = dict(redirector)
    if transparent and user is not None:
        pod = _with_proxy_as_root(pod)
    elif not transparent and redirector.get("name") == "istio-validation":
        changed["securityContext"] = _with_ids(redirector.get("securityContext"), user, group)
    if user:
        changed["args"] = _with_user_argument(redirector.get("args") or [], user)
    return _replace(pod, "initContainers", cast("Container", changed))


def _proxy(pod: Pod) -> Container | None:
    spec = pod.get("spec") or {}
    return find_container(spec.get("containers"), PROXY) or find_container(spec.get("initContainers"), PROXY)


def _redirector(pod: Pod) -> Container | None:
    init_containers = (pod.get("spec") or {}).get("initContainers")
    found = (find_container(init_containers, name) for name in _REDIRECTORS)
    return next((container for container in found if container is not None), None)


def _with_ids(context: dict[str, Any] | None, user: int | None, group: int | None) -> dict[str, Any]:
    given = {"runAsUser": user, "runAsGroup": group}
    return {**(context or {}), **{key: value for key, value in given.items() if value is not None}}


def _with_user_argument(arguments: list[str], user: int) -> list[str]:
    """The arguments with what follows the first `-u` set to `user`; unchanged without one."""
    if "-u" not in arguments[:-1]:
        return arguments
    place = arguments.index("-u") + 1
    return [*arguments[:place], str(user), *arguments[place + 1 :]]


def _with_proxy_as_root(pod: Pod) -> Pod:
    """TPROXY needs a proxy that runs as root, whatever the user wrote."""
    for heading in ("containers", "initContainers"):
        proxy = find_container((pod.get("spec") or {}).get(heading), PROXY)  # type: ignore[arg-type]  # a container list
        if proxy is not None:
            context = {**(proxy.get("securityContext") or {}), "runAsUser": 0}
            return _replace(pod, heading, cast("Container", {**proxy, "securityContext": context}))
    return pod


def _replace(pod: Pod, heading: str, container: Container) -> Pod:
    spec: dict[str, Any] = dict(pod.get("spec") or {})
    spec[heading] = [container if old.get("name") == container.get("name") else old for old in spec.get(heading) or []]
    return cast("Pod", {**pod, "spec": spec})
