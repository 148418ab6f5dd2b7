"""What an Istio control plane is told: templates, policy, values, mesh configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from meshctl.injection.istio.decision import InjectionPolicy
from meshctl.injection.render import OverlayCache
from meshctl.mesh.istio.mesh_config import default_config
from meshctl.mesh.istio.proxy_config import ProxyConfig, layer_proxy_configs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.injection.library import Library
    from meshctl.mesh.istio.mesh_config import MeshConfig
    from meshctl.mesh.istio.values import Values

OPENSHIFT: Final = "openshift"


@dataclass(frozen=True, slots=True, kw_only=True)
class IstioSettings:
    """One control plane's settings, parsed and checked; shared by all pods and never changed.

    `policy` is what the configuration says; the command line keeps its selectors and injects by default.
    `native_sidecars` is the result of detection, which a pod's annotation can override. `platform` is `openshift` or
    empty. `cache` keeps rendered overlays.
    """

    library: Library
    values: Values
    mesh: MeshConfig
    policy: InjectionPolicy = field(default_factory=InjectionPolicy)
    injected_annotations: Mapping[str, str] = field(default_factory=dict)
    revision: str = ""
    native_sidecars: bool = True
    compliance_policy: str = ""
    platform: str = ""
    proxy_config: ProxyConfig = field(init=False)
    cache: OverlayCache = field(default_factory=OverlayCache, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out what a pod without settings of its own gets in the webhook."""
        object.__setattr__(self, "proxy_config", layer_proxy_configs([default_config(self.mesh)]))

    @property
    def family(self) -> str:
        """The family these settings belong to."""
        return "istio"
