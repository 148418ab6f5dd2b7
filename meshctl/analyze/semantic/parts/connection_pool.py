"""ConnectionPoolSettings. Source: istio/istio pkg/config/validation/agent/validation.go ValidateConnectionPool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.scalars import check_counts, check_duration, check_durations
from meshctl.analyze.semantic.primitives import numbers

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

_UPGRADE_POLICIES = ("DEFAULT", "DO_NOT_UPGRADE", "UPGRADE")
_HTTP_COUNTS = (
    "http1MaxPendingRequests", "http2MaxRequests", "maxRequestsPerConnection", "maxRetries", "maxConcurrentStreams",
)  # fmt: skip


def validate(pool: Field) -> None:
    """Report every broken rule of a connection pool that was written."""
    if not pool.present:
        return
    if not pool.having("http", "tcp"):
        pool.error("connection-pool-empty", "the connection pool sets nothing", expected="http or tcp")
    _validate_http(pool["http"])
    _validate_tcp(pool["tcp"])


def _validate_http(http: Field) -> None:
    check_counts(http, *_HTTP_COUNTS)
    check_duration(http["idleTimeout"])
    if http["useClientProtocol"].boolean() and http["h2UpgradePolicy"].enum(_UPGRADE_POLICIES) == "UPGRADE":
        http["h2UpgradePolicy"].error(
            "protocol-conflict",
            "the client's protocol cannot be kept and upgraded at once",
            help="remove useClientProtocol or h2UpgradePolicy",
        )
    keep_alive = http["http2KeepAlive"]
    if keep_alive.present:
        for name in ("interval", "timeout"):
            if not keep_alive[name].present:
                keep_alive[name].error("keep-alive", f"http2KeepAlive needs {name}", expected=numbers.DURATION_EXPECTED)
    check_durations(keep_alive, "interval", "timeout")


def _validate_tcp(tcp: Field) -> None:
    check_counts(tcp, "maxConnections")
    check_durations(tcp, "connectTimeout", "maxConnectionDuration")
    check_duration(tcp["idleTimeout"], numbers.idle_timeout)
    check_durations(tcp["tcpKeepalive"], "time", "interval")
