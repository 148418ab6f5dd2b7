"""Which mutual TLS mode PeerAuthentication objects set for a namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshctl.model.fields import dig, labels_of, text
from meshctl.model.kinds import PEER_AUTHENTICATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

_UNDECIDED = ("", "UNSET")


class MtlsMode(NamedTuple):
    """The mode and the policy that sets it; PERMISSIVE without a policy is the mesh's default."""

    mode: str
    policy: MeshResource | None


def has_selector(policy: MeshResource) -> bool:
    """Whether a policy names the workloads it is for by labels."""
    return bool(labels_of(dig(policy.spec, "selector", "matchLabels")))


def namespace_mtls(snapshot: Snapshot, namespace: str) -> MtlsMode | None:
    """The mode for a namespace, its own policy before the root namespace's; None if single workloads differ."""
    policies = snapshot.of_kind(PEER_AUTHENTICATION)
    if any(policy.namespace == namespace and has_selector(policy) for policy in policies):
        return None
    return _mode_in(policies, namespace) or mesh_mtls(snapshot)


def mesh_mtls(snapshot: Snapshot) -> MtlsMode:
    """The mode of the whole mesh."""
    policies = snapshot.of_kind(PEER_AUTHENTICATION)
    return _mode_in(policies, snapshot.settings.root_namespace) or MtlsMode("PERMISSIVE", None)


def _mode_in(policies: Sequence[MeshResource], namespace: str) -> MtlsMode | None:
    for policy in policies:
        mode = text(dig(policy.spec, "mtls", "mode"))
        if policy.namespace == namespace and not has_selector(policy) and mode not in _UNDECIDED:
            return MtlsMode(mode, policy)
    return None
