"""StringMatch: exact, prefix or regex. Source: istio/istio pkg/config/validation/virtualservice.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.primitives import re2

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field


def validate_string_match(match: Field, *, empty_prefix: bool = False, any_regex: bool = False) -> None:
    """Judge one match: a prefix is not empty, a regex can be used.

    `empty_prefix` lets an empty prefix pass, `any_regex` the regex `*`.
    """
    prefix, regex = match["prefix"], match["regex"]
    if prefix.present and not prefix.text() and not empty_prefix:
        prefix.error(
            "prefix-empty", "the prefix is empty, so it says nothing", help="leave the match out, or use a regex"
        )
    if regex.present and not (any_regex and regex.text() == "*"):
        regex.check("regex", re2.pattern(regex.text()))
