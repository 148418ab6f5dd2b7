"""One HTTP route: what may stand together, and the parts that belong to the route itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.destination import (
    validate_destination,
    validate_header_operations,
    validate_weighted_destinations,
)
from meshctl.analyze.semantic.parts.scalars import check_duration
from meshctl.analyze.semantic.primitives import numbers
from meshctl.analyze.semantic.virtual_service import actions, cors, http_match, resilience

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What the object around a route means for it."""

    delegate: bool
    bound_to_mesh: bool
    generated: bool


def validate(route: Field, style: Style) -> None:
    """Report every broken rule of a route."""
    _validate_combination(route, style)
    for match in route["match"].items():
        http_match.validate(match, bound_to_mesh=style.bound_to_mesh)
    validate_header_operations(route["headers"])
    _validate_authority(route)
    cors.validate(route["corsPolicy"])
    resilience.validate_fault(route["fault"])
    resilience.validate_retries(route["retries"])
    actions.validate_redirect(route["redirect"], route["match"])
    actions.validate_direct_response(route["directResponse"])
    actions.validate_rewrite(route["rewrite"])
    _validate_mirrors(route)
    validate_weighted_destinations(route["route"], generated=style.generated)
    check_duration(route["timeout"])


def _validate_combination(route: Field, style: Style) -> None:
    destinations = route["route"].items()
    if style.delegate and route["delegate"].present:
        route["delegate"].error(
            "delegate-chain", "a delegate cannot delegate further", help="route to destinations here"
        )
    elif route["delegate"].present:
        _refuse_beside(route, "delegate", "redirect", "route")
        return
    if route["redirect"].present:
        _refuse_beside(route, "redirect", "route", "fault", "rewrite", "directResponse")
    elif route["directResponse"].present:
        _refuse_beside(route, "directResponse", "route", "fault", "rewrite")
    elif not destinations:
        route.error("route-empty", "the route does nothing", expected="route, redirect, directResponse or delegate")
    if route["mirror"].present and route["mirrors"].items():
        route["mirror"].error(
            "mirror-and-mirrors", "mirror and mirrors cannot both be set", help="move mirror into mirrors"
        )


def _refuse_beside(route: Field, keeper: str, *others: str) -> None:
    for other in route.having(*others):
        if other.value != []:
            other.error(
                "route-conflict", f"{keeper} and {other.path[-1]} cannot stand in one route", help="remove one of them"
            )


def _validate_authority(route: Field) -> None:
    """The authority is rewritten in one place at most."""
    request = route["headers"]["request"]
    places = [route["rewrite"]["authority"]] if route["rewrite"]["authority"].text() else []
    for action in ("set", "add"):
        places += [value for key, value in request[action].entries() if key.lower() in ("host", ":authority")]
    for extra in places[1:]:
        extra.error(
            "authority-twice",
            "the authority is set more than once",
            help="keep one of rewrite.authority and headers.request",
        )


def _validate_mirrors(route: Field) -> None:
    percent, percentage = route["mirrorPercent"], route["mirrorPercentage"]["value"]
    if percent.present:
        if percent.integer() > 100:
            percent.check("mirror-percent", numbers.percent(percent.integer()))
        percent.warn(
            "mirror-percent-deprecated", "mirrorPercent is deprecated", help="use mirrorPercentage: {value: …}"
        )
    percentage.check("mirror-percentage", numbers.share(percentage.number()))
    if route["mirror"].present:
        validate_destination(route["mirror"])
    for mirror in route["mirrors"].items():
        _validate_mirror(mirror)


def _validate_mirror(mirror: Field) -> None:
    share = mirror["percentage"]["value"]
    share.check("mirror-percentage", numbers.share(share.number()))
    if mirror["destination"].present:
        validate_destination(mirror["destination"])
    else:
        mirror.error("destination-missing", "the mirror has no destination", expected="destination.host")
