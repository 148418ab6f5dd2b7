"""CRD bundles read into one list of versions of kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from pathlib import Path

Schema = dict[str, Any]
ChannelName = Literal["", "standard", "experimental"]
Origin = Literal["istio", "gateway-api"]

BUNDLES: tuple[tuple[str, Origin, ChannelName], ...] = (
    ("istio-crds.yaml", "istio", ""),
    ("gateway-api-standard.yaml", "gateway-api", "standard"),
    ("gateway-api-experimental.yaml", "gateway-api", "experimental"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrdVersion:
    """One version of one kind, as one bundle has it."""

    origin: Origin
    channel: ChannelName
    group: str
    version: str
    kind: str
    plural: str
    scope: Literal["Namespaced", "Cluster"]
    served: bool
    storage: bool
    deprecated: str
    has_status: bool
    schema: Schema

    @property
    def api_version(self) -> str:
        """`group/version`."""
        return f"{self.group}/{self.version}"


def read_bundles(folder: Path) -> list[CrdVersion]:
    """Every version of every kind of the three bundles in `folder`."""
    return [
        version
        for name, origin, channel in BUNDLES
        for crd in YAML(typ="safe").load_all(folder / name)
        if crd is not None
        for version in _versions(crd["spec"], origin, channel)
    ]


def _versions(spec: dict[str, Any], origin: Origin, channel: ChannelName) -> list[CrdVersion]:
    return [
        CrdVersion(
            origin=origin,
            channel=channel,
            group=spec["group"],
            version=version["name"],
            kind=spec["names"]["kind"],
            plural=spec["names"]["plural"],
            scope=spec["scope"],
            served=version["served"],
            storage=version["storage"],
            deprecated=_deprecation(spec, version),
            has_status="status" in version.get("subresources", {}),
            schema=version["schema"]["openAPIV3Schema"],
        )
        for version in spec["versions"]
    ]


def _deprecation(spec: dict[str, Any], version: dict[str, Any]) -> str:
    if not version.get("deprecated"):
        return ""
    written = version.get("deprecationWarning")
    return str(written) if written else f"{spec['group']}/{version['name']} {spec['names']['kind']} is deprecated"
