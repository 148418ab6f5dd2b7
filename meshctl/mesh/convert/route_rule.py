"""RouteRule: one rule of one host, today an entry of the host's VirtualService."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.mesh.convert.legacy_field import LegacyField, without_absent
from meshctl.mesh.convert.route_match import http_match, tcp_match
from meshctl.mesh.convert.service_name import host_of, labels_of

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue
    from meshctl.mesh.convert.destinations import Destinations

_CORS_FIELDS = ("allowMethods", "allowHeaders", "exposeHeaders", "maxAge", "allowCredentials")
_CUSTOM = "settings in Envoy's own form have no equivalent"
_OVERRIDE = "a request can no longer override this by a header of its own choosing"


@dataclass(frozen=True, slots=True)
class RouteConverter:
    """Turns rules into routes and declares the subsets they use.

    With `carry_all` conditions are kept that the converter of the time dropped: source labels and TCP matches.
    """

    destinations: Destinations
    carry_all: bool

    def convert(self, spec: LegacyField) -> tuple[str, dict[str, JSONValue]]:
        """The list of a VirtualService that the rule belongs into (`http` or `tcp`), and its entry there."""
        self._note_losses(spec)
        if self.carry_all and spec["match"]["tcp"]:
            return "tcp", without_absent({"match": tcp_match(spec["match"]), "route": self._routes(spec)})
        route: dict[str, JSONValue] = {
            "match": http_match(spec["match"], carry_all=self.carry_all),
            "redirect": _redirect(spec["redirect"]),
            "rewrite": without_absent({name: spec["rewrite"][name].text() for name in ("uri", "authority")}),
            "route": [] if spec["redirect"] else self._routes(spec),
            "timeout": _timeout(spec["httpReqTimeout"]),
            "retries": _retries(spec["httpReqRetries"]),
            "fault": _fault(spec["httpFault"]),
            "mirror": self._mirror(spec),
            "corsPolicy": _cors(spec["corsPolicy"]),
            "headers": _headers(spec["appendHeaders"]),
        }
        return "http", without_absent(route)

    def _routes(self, spec: LegacyField) -> list[JSONValue]:
        default = host_of(spec["destination"])
        routes = [self._route(route, default) for route in spec["route"].items()]
        return routes or [{"destination": {"host": default}, "weight": 100}]

    def _route(self, route: LegacyField, default: str) -> JSONValue:
        host = host_of(route["destination"]) or default
        labels = labels_of(route) or labels_of(route["destination"])
        destination = self._destination(route, host, labels)
        weight = route["weight"].number()
        return {"destination": destination, "weight": weight} if weight else {"destination": destination}

    def _mirror(self, spec: LegacyField) -> dict[str, JSONValue]:
        mirror = spec["mirror"]
        return self._destination(mirror, host_of(mirror), labels_of(mirror)) if host_of(mirror) else {}

    def _destination(self, field: LegacyField, host: str, labels: dict[str, JSONValue]) -> dict[str, JSONValue]:
        subset = self.destinations.subset(field.origin.namespace, host, labels)
        return without_absent({"host": host, "subset": subset})

    @staticmethod
    def _note_losses(spec: LegacyField) -> None:
        spec["destination"].lose("labels", because="labels of the destination select nothing; a route's labels do")
        spec.lose("l4Fault", because="faults of TCP connections have no equivalent")
        if spec["websocketUpgrade"].value is True:
            spec["websocketUpgrade"].note("no longer needed: upgrades are on by default", lost=False)


def _redirect(redirect: LegacyField) -> dict[str, JSONValue]:
    if not redirect:
        return {}
    # NB: it was always 302, and a redirect without a code is 301 today.
    return {**without_absent({name: redirect[name].text() for name in ("uri", "authority")}), "redirectCode": 302}


def _timeout(timeout: LegacyField) -> str:
    timeout.lose("custom", because=_CUSTOM)
    timeout["simpleTimeout"].lose("overrideHeaderName", because=_OVERRIDE)
    return timeout["simpleTimeout"]["timeout"].text()


def _retries(retries: LegacyField) -> dict[str, JSONValue]:
    simple = retries["simpleRetry"]
    retries.lose("custom", because=_CUSTOM)
    simple.lose("overrideHeaderName", because=_OVERRIDE)
    attempts, per_try = simple["attempts"], simple["perTryTimeout"]
    converted: dict[str, JSONValue] = {"attempts": attempts.number()} if attempts else {}
    return {**converted, **without_absent({"perTryTimeout": per_try.text()})}


def _fault(fault: LegacyField) -> dict[str, JSONValue]:
    delay, abort = fault["delay"], fault["abort"]
    for part, name in ((delay, "exponentialDelay"), (abort, "http2Error")):
        part.lose(name, because=f"{name} is not supported")
    converted: dict[str, JSONValue] = {}
    if delay["fixedDelay"]:
        converted["delay"] = {"percentage": _share(delay), "fixedDelay": delay["fixedDelay"].text()}
    kind = next((name for name in ("httpStatus", "grpcStatus") if abort[name]), "")
    if kind:
        converted["abort"] = {"percentage": _share(abort), kind: abort[kind].value}
    for part in (delay, abort):
        part.lose("overrideHeaderName", because=_OVERRIDE)
    return converted


def _share(part: LegacyField) -> JSONValue:
    """NB: without a share nothing was injected, while today everything would be."""
    return {"value": part["percent"].number()}


def _cors(policy: LegacyField) -> dict[str, JSONValue]:
    origins: list[JSONValue] = [{"exact": origin.text()} for origin in policy["allowOrigin"].items()]
    return without_absent({"allowOrigins": origins, **{name: policy[name].value for name in _CORS_FIELDS}})


def _headers(added: LegacyField) -> dict[str, JSONValue]:
    return {"request": {"add": dict(added.mapping())}} if added else {}
