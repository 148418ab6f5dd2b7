"""Destination and HeaderOperations of routes. Source: istio/istio pkg/config/validation/virtualservice.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.scalars import check_port, check_text
from meshctl.analyze.semantic.primitives import domains, headers, numbers
from meshctl.analyze.semantic.violation import Fault

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field


def validate_destination(destination: Field) -> None:
    """Judge host, subset and port of a destination that was written."""
    host, port = destination["host"], destination["port"]
    host.check("destination-host", destination_host(host.text()))
    check_text(destination["subset"], "subset-name", domains.label)
    if port.present:
        number = port["number"]
        check_port(number)


def destination_host(text: str) -> Fault | None:
    """Why traffic cannot be sent to the host `text`."""
    if text == "*":
        return Fault("* is not a destination", domains.WILDCARD_EXPECTED, "name the service")
    return domains.wildcard_domain(text)


def validate_weighted_destinations(routes: Field, *, generated: bool = False) -> None:
    """Judge the destinations of one route and their weights; those of a `generated` route are taken as they are."""
    destinations = routes.items()
    for route in destinations:
        if not route["destination"].present:
            route.error("destination-missing", "the route has no destination", expected="destination.host")
        elif not generated:
            validate_destination(route["destination"])
        validate_header_operations(route["headers"])
        route["weight"].check("weight", numbers.not_negative(route["weight"].integer()))
    if len(destinations) > 1 and sum(route["weight"].integer() for route in destinations) == 0:
        routes.error(
            "weights-zero",
            f"the {len(destinations)} destinations have no weight, so none gets traffic",
            expected="weights with a sum above 0",
            help="give each destination a weight; the shares are relative to their sum",
        )


def validate_header_operations(operations: Field) -> None:
    """Judge what a route adds to, sets in and removes from the headers of request and response."""
    if not operations.present:
        return
    for side, changes_authority in (("request", True), ("response", False)):
        changes = operations[side]
        for action in ("add", "set"):
            for key, value in changes[action].entries():
                value.check("header-name", headers.operation_key(key, authority=changes_authority))
                value.check("header-value", headers.value(value.text()))
        for name in changes["remove"].items():
            name.check("header-name", headers.operation_key(name.text(), authority=False))
