"""What the engine is asked: one pod, and what is known of where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.k8s.types import Pod

FrontEnd = Literal["cli", "webhook"]

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """The object that makes the pod: what templates call `.TypeMeta` and `.DeploymentMeta`."""

    api_version: str = "v1"
    kind: str = "Pod"
    name: str = ""
    namespace: str = ""

    def __str__(self) -> str:
        """`Kind "namespace/name"`, as warnings name it."""
        name = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f'{self.kind} "{name}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One pod to inject.

    `pod` is a Pod or a pod template (`metadata` and `spec`) as plain data and is never changed. `workload` is the
    object a person wrote; the webhook derives it from the pod's owner. `namespace` is where the decision looks,
    `environment` what the webhook's URL path sets on the proxy, `namespace_annotations` what the webhook can read of
    the pod's namespace.
    """

    pod: Pod
    workload: Workload
    front_end: FrontEnd = "cli"
    namespace: str = ""
    environment: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    namespace_annotations: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
