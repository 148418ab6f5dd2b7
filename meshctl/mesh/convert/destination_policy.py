"""DestinationPolicy: load balancing and circuit breaking of a service, today part of its DestinationRule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.mesh.convert.legacy_field import LegacyField, without_absent
from meshctl.mesh.convert.service_name import host_of, labels_of

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue
    from meshctl.mesh.convert.destinations import Destinations

_CUSTOM = "settings in Envoy's own form have no equivalent"
_BALANCERS = {"ROUND_ROBIN": "ROUND_ROBIN", "LEAST_CONN": "LEAST_REQUEST", "RANDOM": "RANDOM"}
_HTTP_POOL = {
    "httpMaxPendingRequests": "http1MaxPendingRequests",
    "httpMaxRequests": "http2MaxRequests",
    "httpMaxRequestsPerConnection": "maxRequestsPerConnection",
    "httpMaxRetries": "maxRetries",
}
_OUTLIERS = {
    "sleepWindow": "baseEjectionTime",
    "httpConsecutiveErrors": "consecutive5xxErrors",
    "httpDetectionInterval": "interval",
    "httpMaxEjectionPercent": "maxEjectionPercent",
}


def add_destination_policy(spec: LegacyField, destinations: Destinations, *, carry_all: bool) -> None:
    """Enter a policy into the rule of its host.

    One without labels goes to the whole host with `carry_all`; else to a subset `default`, as the converter of the
    time did, and a note tells that routes must name that subset.
    """
    spec.lose("source", because="a policy for single callers is not supported; it applies to all")
    destination, policy = spec["destination"], _traffic_policy(spec)
    host, labels = host_of(destination), labels_of(destination)
    namespace = spec.origin.namespace
    if carry_all and not labels:
        destinations.set_host_policy(namespace, host, policy)
        return
    destinations.set_policy(namespace, host, labels, policy)
    if not labels:
        destination.note(
            "the policy was put into the subset default and holds for routes that name it; "
            "move it to trafficPolicy to have it for the whole host"
        )


def _traffic_policy(spec: LegacyField) -> dict[str, JSONValue]:
    breaker = spec["circuitBreaker"]["simpleCb"]
    spec["circuitBreaker"].lose("custom", because=_CUSTOM)
    pool: dict[str, JSONValue] = {
        "tcp": _renamed(breaker, {"maxConnections": "maxConnections"}),
        "http": _renamed(breaker, _HTTP_POOL),
    }
    return without_absent(
        {
            "loadBalancer": _load_balancer(spec["loadBalancing"]),
            "connectionPool": without_absent(pool),
            "outlierDetection": _renamed(breaker, _OUTLIERS),
        }
    )


def _load_balancer(balancing: LegacyField) -> dict[str, JSONValue]:
    balancing.lose("custom", because=_CUSTOM)
    name = balancing["name"]
    if name and name.text() not in _BALANCERS:
        name.note(f"{name.text()} is no known algorithm")
    return {"simple": _BALANCERS[name.text()]} if name.text() in _BALANCERS else {}


def _renamed(breaker: LegacyField, names: dict[str, str]) -> dict[str, JSONValue]:
    return {new: breaker[old].value for old, new in names.items() if breaker[old]}
