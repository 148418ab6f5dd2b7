"""CORS policy of a route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.scalars import check_duration, check_texts
from meshctl.analyze.semantic.primitives import headers, numbers, re2
from meshctl.analyze.semantic.violation import Fault, quote

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*")


def validate(policy: Field) -> None:
    """Report every broken rule of a CORS policy that was written."""
    if not policy.present:
        return
    for origin in policy["allowOrigins"].items():
        _validate_origin(origin)
    check_texts(policy["allowMethods"], "cors-method", _method)
    check_texts(policy["allowHeaders"], "cors-header", _header)
    check_texts(policy["exposeHeaders"], "cors-header", _header)
    check_duration(policy["maxAge"], numbers.whole_seconds)


def _validate_origin(origin: Field) -> None:
    chosen = origin.having("exact", "prefix", "regex")
    if not any(match.text() for match in chosen):
        origin.error("cors-origin", "the origin is empty", expected="a non-empty exact, prefix or regex")
    elif origin["regex"].present:
        origin["regex"].check("regex", re2.pattern(origin["regex"].text()))


def _method(text: str) -> Fault | None:
    return None if text in _METHODS else Fault(f"{quote(text)} is not an HTTP method", ", ".join(_METHODS))


def _header(text: str) -> Fault | None:
    return None if text == "*" else headers.token(text)
