"""Apply a check of one value to a field, or to every element of a list, where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.primitives import labels, numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshctl.analyze.semantic.field import Field
    from meshctl.analyze.semantic.violation import Fault


def check_text(field: Field, slug: str, check: Callable[[str], Fault | None]) -> bool:
    """Judge a string that was written and is not empty; an empty one counts as absent."""
    return not field.text() or field.check(slug, check(field.text()))


def check_texts(field: Field, slug: str, check: Callable[[str], Fault | None]) -> bool:
    """Judge every string of a list, empty ones included; tells whether all passed."""
    passed = [item.check(slug, check(item.text())) for item in field.items()]
    return all(passed)


def check_duration(field: Field, check: Callable[[str], Fault | None] = numbers.duration) -> bool:
    """Judge a duration that was written."""
    return not field.present or field.check("duration", check(field.text()))


def check_durations(parent: Field, *names: str) -> None:
    """Judge those of the named members that were written."""
    for name in names:
        check_duration(parent[name])


def check_port(field: Field) -> bool:
    """Judge a port number that is required; an absent one is named as missing."""
    if field.present:
        return field.check("port-number", numbers.port(field.integer()))
    field.error("port-number", "the port number is missing", expected=numbers.PORT_EXPECTED)
    return False


def check_counts(parent: Field, *names: str) -> None:
    """Refuse negative numbers in the named members."""
    for name in names:
        parent[name].check("negative-count", numbers.not_negative(parent[name].integer()))


def check_labels(field: Field) -> None:
    """Judge the keys and values of a label map."""
    for key, value in field.entries():
        value.check("label-key", labels.key(key))
        value.check("label-value", labels.value(value.text()))


def require_text(field: Field, slug: str, what: str, *, help: str = "") -> bool:  # noqa: A002  the word every report uses
    """Refuse an absent or empty string; tells whether there is one."""
    if not field.text():
        field.error(slug, f"{what} is missing", help=help)
    return bool(field.text())
