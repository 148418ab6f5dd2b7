"""What a set of manifests cannot say of itself: whether it is complete, what lives elsewhere, mesh and namespaces.

Values only; the reading of `.meshctl.yaml`, `pyproject.toml` and flags belongs to the command line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from meshctl.model.fields import JSONObject, mapping

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from meshctl.k8s.types import JSONValue

# The defaults that analysis reads [istio/istio pkg/config/mesh/mesh.go].
DEFAULT_MESH_CONFIG: JSONObject = {
    "rootNamespace": "istio-system",
    "ingressControllerMode": "STRICT",
    "ingressService": "istio-ingressgateway",
    "enableAutoMtls": True,
    "protocolDetectionTimeout": "0s",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Externals:
    """Names that exist although no file of the set defines them; each may hold `*` wildcards.

    `gateways`, `secrets` and `service_accounts` are `namespace/name`; `hosts` are full host names.
    """

    hosts: tuple[str, ...] = ()
    gateways: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    service_accounts: tuple[str, ...] = ()


def declared(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a list of externals covers `name`."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of one set; the defaults are those of a plain command.

    `mesh_config` holds what the user gave, without defaults. What time decides (certificates) is judged at `now`, by
    default the time of the check.
    """

    complete: bool = False
    default_namespace: str = "default"
    istio_namespace: str = "istio-system"
    cluster_domain: str = "cluster.local"
    externals: Externals = field(default_factory=Externals)
    mesh_config: Mapping[str, JSONValue] = field(default_factory=dict)
    now: datetime | None = None

    def mesh(self, name: str) -> JSONValue:
        """A field of the effective mesh configuration: the user's, else the default."""
        given = self.mesh_config.get(name)
        return DEFAULT_MESH_CONFIG.get(name) if given is None else given

    @property
    def root_namespace(self) -> str:
        """Where mesh-wide policies live."""
        return str(self.mesh("rootNamespace"))

    @property
    def proxy_metadata(self) -> JSONObject:
        """`defaultConfig.proxyMetadata` of the mesh configuration."""
        return mapping(mapping(self.mesh("defaultConfig")).get("proxyMetadata"))
