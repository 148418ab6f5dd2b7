"""Conditions of one HTTP match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.scalars import check_labels, check_port, check_text
from meshctl.analyze.semantic.parts.string_match import validate_string_match
from meshctl.analyze.semantic.primitives import domains, headers
from meshctl.analyze.semantic.virtual_service.binding import validate_gateway_names

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field


def validate(match: Field, *, bound_to_mesh: bool) -> None:
    """Report every broken rule of a match."""
    _validate_headers(match["headers"], bound_to_mesh=bound_to_mesh)
    _validate_headers(match["withoutHeaders"], bound_to_mesh=bound_to_mesh, absent=True)
    validate_string_match(match["uri"], empty_prefix=True)
    for name in ("scheme", "method", "authority"):
        validate_string_match(match[name])
    for _name, parameter in match["queryParams"].entries():
        validate_string_match(parameter)
    if match["port"].integer():
        check_port(match["port"])
    check_labels(match["sourceLabels"])
    validate_gateway_names(match["gateways"], warn=False)
    check_text(match["sourceNamespace"], "source-namespace", domains.label)


def _validate_headers(matches: Field, *, bound_to_mesh: bool, absent: bool = False) -> None:
    for key, match in matches.entries():
        if not match.present and not absent:
            match.error(
                "header-null", "the header has no condition", help="write {} to ask only that the header is present"
            )
        match.check("header-name", headers.match_key(key))
        if bound_to_mesh and headers.is_claim(key):
            match.error(
                "claim-in-mesh",
                "JWT claims can only be matched at a gateway",
                help="list gateways without mesh, or match a header instead",
            )
        validate_string_match(match, any_regex=absent)
