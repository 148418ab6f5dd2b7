"""Ports of containers that inbound capture can concern.

Source: istio pkg/kube/inject/inject.go (getPortsForContainer).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from meshctl.k8s.types import Container

_UNCAPTURED: Final = frozenset({"UDP", "SCTP"})


def tcp_ports(container: Container) -> list[str]:
    """Numbers of the container's ports, as text and in order, without those of UDP and SCTP."""
    return [
        str(port.get("containerPort", 0))
        for port in container.get("ports") or []
        if port.get("protocol") not in _UNCAPTURED
    ]
