"""Label selectors: the object form of manifests and the text form of command lines.

Source: k8s.io/apimachinery/pkg/apis/meta/v1 (LabelSelector), pkg/labels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from meshctl.k8s import names
from meshctl.k8s.faults import show_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshctl.k8s.types import JSONValue


class SelectorError(ValueError):
    """A label selector that the API server would refuse; the text says which part and why."""


class Operator(Enum):
    """How a requirement compares; `GREATER` and `LESS` exist in the text form only."""

    IN = "In"
    NOT_IN = "NotIn"
    EXISTS = "Exists"
    DOES_NOT_EXIST = "DoesNotExist"
    GREATER = "Gt"
    LESS = "Lt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One condition on one label; equality is `IN` with a single value."""

    key: str
    operator: Operator
    values: frozenset[str] = frozenset()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether the labels meet it; a label that is not there meets `NOT_IN`."""
        value = labels.get(self.key)
        match self.operator:
            case Operator.IN:
                return value is not None and value in self.values
            case Operator.NOT_IN:
                return value is None or value not in self.values
            case Operator.EXISTS:
                return value is not None
            case Operator.DOES_NOT_EXIST:
                return value is None
            case Operator.GREATER | Operator.LESS:
                return self._compares(value)

    def _compares(self, value: str | None) -> bool:
        found, (bound,) = _integer(value), map(_integer, self.values)
        if found is None or bound is None:
            return False
        return found > bound if self.operator is Operator.GREATER else found < bound


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSelector:
    """All requirements must hold; with none every label set matches, unless `nothing` says that none does."""

    requirements: tuple[Requirement, ...] = ()
    nothing: bool = False

    @classmethod
    def parse(cls, value: JSONValue) -> LabelSelector:
        """From the object form; null selects nothing, an empty object everything.

        Raises:
            SelectorError: a key, value, operator or number of values that Kubernetes refuses, or a wrong type.
        """
        if value is None:
            return cls(nothing=True)
        if not isinstance(value, dict):
            raise SelectorError(f"found {show_value(value)}, expected a label selector")
        return cls(
            requirements=(
                *_match_labels(value.get("matchLabels")),
                *map(_match_expression, _items(value.get("matchExpressions"), "matchExpressions")),
            )
        )

    @classmethod
    def parse_text(cls, text: str) -> LabelSelector:
        """From the form of command lines: `app=web,tier in (a, b),!legacy`; an empty text selects everything.

        Raises:
            SelectorError: the text does not follow the grammar, or names a key or value Kubernetes refuses.
        """
        return cls(requirements=tuple(sorted(_TextReader(text).requirements(), key=lambda found: found.key)))

    @property
    def empty(self) -> bool:
        """Whether it sets no condition: `{}`, which Kubernetes matches with everything."""
        return not self.nothing and not self.requirements

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether a set of labels is selected."""
        return not self.nothing and all(requirement.matches(labels) for requirement in self.requirements)


def _match_labels(value: JSONValue) -> Iterable[Requirement]:
    if value is not None and not isinstance(value, dict):
        raise SelectorError(f"matchLabels is {show_value(value)}, expected a mapping of labels")
    for key, wanted in (value or {}).items():
        if wanted is not None and not isinstance(wanted, str):
            raise SelectorError(f"matchLabels {key!r} is {show_value(wanted)}, expected a string")
        yield _requirement(key, Operator.IN, [wanted or ""])


def _match_expression(value: JSONValue) -> Requirement:
    if value is not None and not isinstance(value, dict):
        raise SelectorError(f"found {show_value(value)} in matchExpressions, expected a mapping")
    expression = value or {}
    key, operator = _string(expression.get("key"), "key"), _string(expression.get("operator"), "operator")
    if operator not in ("In", "NotIn", "Exists", "DoesNotExist"):
        raise SelectorError(f"operator {operator!r} is unknown, expected In, NotIn, Exists or DoesNotExist")
    values = [_string(item, "values") for item in _items(expression.get("values"), "values")]
    return _requirement(key, Operator(operator), values)


def _items(value: JSONValue, name: str) -> list[JSONValue]:
    if value is not None and not isinstance(value, list):
        raise SelectorError(f"{name} is {show_value(value)}, expected a list")
    return value or []


def _string(value: JSONValue, name: str) -> str:
    if value is not None and not isinstance(value, str):
        raise SelectorError(f"{name} holds {show_value(value)}, expected a string")
    return value or ""


def _requirement(key: str, operator: Operator, values: Iterable[str]) -> Requirement:
    wanted = frozenset(values)
    if fault := names.label_key(key):
        raise SelectorError(f"label key {key!r} {fault}")
    if operator in (Operator.IN, Operator.NOT_IN) and not wanted:
        raise SelectorError(f"{operator.value} on label {key!r} has no values, expected at least one")
    if operator in (Operator.EXISTS, Operator.DOES_NOT_EXIST) and wanted:
        raise SelectorError(f"{operator.value} on label {key!r} has values, expected none")
    for value in sorted(wanted):
        if operator in (Operator.GREATER, Operator.LESS) and _integer(value) is None:
            raise SelectorError(f"label {key!r} is compared with {value!r}, expected a whole number")
        if fault := names.label_value(value):
            raise SelectorError(f"value {value!r} of label {key!r} {fault}")
    return Requirement(key=key, operator=operator, values=wanted)


_INTEGER: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)
_WIDEST_INTEGER: Final = 20


def _integer(text: str | None) -> int | None:
    """A whole number of 64 bits, or None."""
    if text is None or not _INTEGER.fullmatch(text) or len(text.lstrip("+-0")) > _WIDEST_INTEGER:
        return None
    number = int(text)
    return number if -(2**63) <= number < 2**63 else None


_TOKEN: Final = re.compile(r"[ \t\r\n]*(==|!=|[=!(),<>]|[^=!(),<>\s]+|$)")
_SYMBOLS: Final = frozenset(("==", "!=", "=", "!", "(", ")", ",", "<", ">", ""))
_COMPARISONS: Final = {
    "in": Operator.IN,
    "notin": Operator.NOT_IN,
    "=": Operator.IN,
    "==": Operator.IN,
    "!=": Operator.NOT_IN,
    ">": Operator.GREATER,
    "<": Operator.LESS,
}


class _TextReader:
    """Reads the text form token by token; `in` and `notin` are words like any other except as an operator."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _TOKEN.findall(text)
        self._at = 0

    def requirements(self) -> Iterable[Requirement]:
        while self._peek():
            yield self._requirement()
            if self._take() == "":
                return
            if self._text_of_previous() != "," or self._peek() in _SYMBOLS - {"!"}:
                raise self._unexpected("a comma and another requirement")

    def _requirement(self) -> Requirement:
        absent = self._peek() == "!"
        if absent:
            self._take()
        key = self._word("a label key")
        if absent:
            return _requirement(key, Operator.DOES_NOT_EXIST, ())
        if self._peek() in ("", ","):
            return _requirement(key, Operator.EXISTS, ())
        operator = _COMPARISONS.get(symbol := self._take())
        if operator is None:
            raise self._unexpected("=, !=, in, notin, < or >")
        return _requirement(key, operator, self._set() if symbol in ("in", "notin") else [self._value()])

    def _value(self) -> str:
        return "" if self._peek() in ("", ",") else self._word("a value")

    def _set(self) -> Iterable[str]:
        """Values in parentheses; one left out, as in `(a,)`, is the empty text."""
        if self._take() != "(":
            raise self._unexpected("'('")
        values: list[str] = []
        while True:
            values.append("" if self._peek() in (",", ")") else self._word("a value"))
            if self._take() == ")":
                return values
            if self._text_of_previous() != ",":
                raise self._unexpected("',' or ')'")

    def _word(self, expected: str) -> str:
        word = self._take()
        if word in _SYMBOLS:
            raise self._unexpected(expected)
        return word

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _text_of_previous(self) -> str:
        return self._tokens[self._at - 1] if self._at <= len(self._tokens) else ""

    def _unexpected(self, expected: str) -> SelectorError:
        found = self._text_of_previous() or "the end"
        return SelectorError(f"selector {self._text!r}: found {found!r}, expected {expected}")
