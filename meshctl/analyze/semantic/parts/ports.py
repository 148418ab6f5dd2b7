"""Ports of listeners in Sidecar and ServiceEntry. Source: istio/istio pkg/config/validation/validation.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.scalars import check_port
from meshctl.analyze.semantic.primitives import domains, protocols
from meshctl.analyze.semantic.violation import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshctl.analyze.semantic.field import Field


def validate_port_name(port: Field, *, required: bool) -> None:
    """Judge the name of a port; without one where it is not `required` nothing is said."""
    name = port["name"]
    if required and not name.text():
        name.error("port-name", "the port has no name", expected=domains.LABEL_EXPECTED)
    elif name.text():
        name.check("port-name", domains.label(name.text()))


def validate_protocol(port: Field, *, optional: bool) -> bool:
    """Judge the protocol of a port; tells whether it is known."""
    protocol = port["protocol"]
    return protocol.check("protocol", protocols.protocol(protocol.text(), optional=optional))


def validate_number(port: Field) -> bool:
    """Judge the number of a port."""
    return check_port(port["number"])


def refuse_repeated(fields: Iterable[Field], slug: str, what: str) -> None:
    """Refuse a number or text that an earlier one of `fields` holds."""
    seen: set[object] = set()
    for field in fields:
        if field.present and isinstance(field.value, int | str):
            if field.value in seen:
                field.error(slug, f"{what} {_shown(field.value)} is used more than once")
            seen.add(field.value)


def _shown(value: int | str) -> str:
    return quote(value) if isinstance(value, str) else str(value)
