"""OpenShift: user and group ids come from the namespace, and its SCC stamps application ids on the proxy.

Source: istio pkg/kube/inject/openshift.go and webhook.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from meshctl.injection.istio.context import DEFAULT_PROXY_ID
from meshctl.injection.istio.native import PROXY, find_container

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.k8s.types import Container, Pod

UID_RANGE: Final = "openshift.io/sa.scc.uid-range"
GROUPS: Final = "openshift.io/sa.scc.supplemental-groups"
_INJECTED: Final = frozenset({PROXY, "istio-init", "istio-validation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyIds:
    """User and group the proxy runs as."""

    uid: int = DEFAULT_PROXY_ID
    gid: int = DEFAULT_PROXY_ID


def proxy_ids(namespace_annotations: Mapping[str, str]) -> ProxyIds:
    """The last ids of the namespace's blocks; 1337 where a block is absent or does not parse.

    The group falls back to the user range when the namespace has no groups annotation, not when it is bad.
    """
    users = namespace_annotations.get(UID_RANGE, "")
    groups = namespace_annotations.get(GROUPS, users)
    return ProxyIds(uid=_last_id(users) or DEFAULT_PROXY_ID, gid=_last_id(groups.split(",")[0]) or DEFAULT_PROXY_ID)


def _last_id(block: str) -> int | None:
    """The last id of `start/size` or `first-last`, None for any other text."""
    start, slash, size = block.partition("/")
    if slash:
        return int(start) + int(size) - 1 if start.isdecimal() and size.isdecimal() else None
    _, dash, last = block.partition("-")
    return int(last) if dash and last.isdecimal() else None


def without_stamped_ids(pod: Pod) -> Pod:
    """The pod whose own `istio-proxy` lost ids that are merely those of the application; else `pod` itself.

    The SCC admission plugin stamps every container with the namespace's first user; on the proxy that would put it on
    the application's side of the redirect.
    """
    spec: dict[str, Any] = cast("dict[str, Any]", pod.get("spec") or {})
    for heading in ("containers", "initContainers"):
        proxy = find_container(spec.get(heading), PROXY)
        context = (proxy or {}).get("securityContext")
        if proxy is None or not context or (context.get("runAsUser") or 0) != _application_user(spec):
            continue
        freed = {key: value for key, value in context.items() if key not in {"runAsUser", "runAsGroup"}}
        changed = [{**item, "securityContext": freed} if item is proxy else item for item in spec[heading]]
        return cast("Pod", {**pod, "spec": {**spec, heading: changed}})
    return pod


def _application_user(spec: Mapping[str, Any]) -> int:
    """The user of the last application container, ordinary or init, that has a security context with one; else 0."""
    containers: list[Container] = [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]
    user = 0
    for container in containers:
        if container.get("name") not in _INJECTED and container.get("securityContext"):
            user = container["securityContext"].get("runAsUser") or 0
    return user
