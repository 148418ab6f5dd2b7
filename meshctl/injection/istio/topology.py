"""Cluster and network of a proxy: from the webhook's URL path, the pod's label, or the values.

Source: istio pkg/kube/inject/webhook.go (parseInjectEnvs) and inject.go (extractClusterAndNetwork).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.mesh.istio.values import Values

CLUSTER_ENV: Final = "ISTIO_META_CLUSTER_ID"
NETWORK_ENV: Final = "ISTIO_META_NETWORK"
NETWORK_LABEL: Final = "topology.istio.io/network"

_PREFIX: Final = "/inject"
_ENV_MARK: Final = ":ENV:"
_KNOWN_NAMES: Final = {"cluster": CLUSTER_ENV, "net": NETWORK_ENV}


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """Where a proxy runs, empty where unknown, and all environment entries to write on it."""

    cluster: str = ""
    network: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


def path_environment(path: str) -> dict[str, str]:
    """Environment entries that the path of the webhook's URL asks for.

    `path` is percent-decoded. After `/inject` it is a list `/key/value/...`, in which `--slash--` in a value stands
    for a slash and a last key without value is dropped, or `/:ENV:key=value:ENV:key=value`, where values hold slashes
    as they are. `cluster` and `net` have names of their own, other keys are upper-cased.
    """
    rest = path.removesuffix("/").removeprefix(_PREFIX).removeprefix("/")
    pairs = _marked_pairs(rest) if rest.startswith(_ENV_MARK) else _slashed_pairs(rest)
    return {_KNOWN_NAMES.get(name, name.upper()): value for name, value in pairs}


def locate(path_env: Mapping[str, str], labels: Mapping[str, str], values: Values) -> Topology:
    """Cluster and network of a pod: for both the URL path comes before the values, and the pod's label before that."""
    cluster = path_env.get(CLUSTER_ENV) or values.cluster_name
    network = labels[NETWORK_LABEL] if NETWORK_LABEL in labels else path_env.get(NETWORK_ENV) or values.network
    environment = dict(path_env)
    environment.update({name: value for name, value in ((CLUSTER_ENV, cluster), (NETWORK_ENV, network)) if value})
    return Topology(cluster=cluster, network=network, environment=environment)


def _marked_pairs(text: str) -> list[tuple[str, str]]:
    pairs = (entry.partition("=") for entry in text.split(_ENV_MARK))
    return [(name, value) for name, equals, value in pairs if name and equals]


def _slashed_pairs(text: str) -> list[tuple[str, str]]:
    parts = text.split("/")
    keys, values = parts[::2], parts[1::2]
    return [(key, value.replace("--slash--", "/")) for key, value in zip(keys, values, strict=False) if key]
