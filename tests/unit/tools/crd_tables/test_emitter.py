from __future__ import annotations

from typing import Any

import pytest

from tools.crd_tables.cel.emitter import Scope, UntranslatableError, emit
from tools.crd_tables.cel.parser import CelSyntaxError, parse
from tools.crd_tables.cel.types import type_of_schema

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["kind"],
    "properties": {
        "kind": {"type": "string"},
        "group": {"type": "string", "default": ""},
        "port": {"type": "integer"},
        "namespace": {"type": "string"},
        "names": {"type": "array", "items": {"type": "string"}},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "tls": {"type": "object", "properties": {"mode": {"type": "string"}}},
    },
}


def code(rule: str) -> str:
    return emit(parse(rule), Scope({"self": type_of_schema(_SCHEMA)})).code


@pytest.mark.parametrize(
    ("rule", "python"),
    [
        ("has(self.port)", "('port' in self)"),
        ("!has(self.port)", "('port' not in self)"),
        (
            "has(self.__namespace__) && self.__namespace__ == 'a'",
            "(('namespace' in self) and (self['namespace'] == 'a'))",
        ),
        ("self.kind == 'a' ? self.port > 1 : true", "((self['port'] > 1) if (self['kind'] == 'a') else True)"),
        ("size(self.names) + self.labels.size() <= 1", "((len(self['names']) + len(self['labels'])) <= 1)"),
        ("self.kind in ['a', 'b']", "(self['kind'] in ('a', 'b',))"),
        ("self.labels.all(key, key.startsWith('x'))", "all(key.startswith('x') for key in self['labels'])"),
        ("self.kind.matches(r'''^\\d$''')", "cel.matches(self['kind'], '^[0-9]\\\\Z')"),
        ("duration(self.kind) < duration('1s')", "(cel.duration(self['kind']) < 1_000_000_000)"),
        ("self.names.filter(n, n != '').size() == 0 || false", "cel.either("),
    ],
)
def test_a_rule_becomes_the_python_that_says_the_same(rule: str, python: str) -> None:
    assert code(rule).startswith(python)


@pytest.mark.parametrize(
    ("rule", "wrapped"),
    [
        ("self.port == 1 && true", True),
        ("has(self.port) && self.port == 1 && true", False),
        ("(has(self.tls) && has(self.tls.mode) && self.tls.mode == 'a') || false", False),
        ("has(self.tls.mode) || false", True),
        ("!has(self.port) || self.port == 1 || true", False),
        ("self.group == self.kind && true", False),
    ],
)
def test_only_operands_that_can_fail_are_wrapped(rule: str, wrapped: bool) -> None:
    assert ("cel.both" in code(rule) or "cel.either" in code(rule)) == wrapped


@pytest.mark.parametrize(
    "rule",
    [
        "self.unknown == 1",
        "self.kind == self.port",
        "self.kind.reverse() == 'a'",
        "self.kind.matches(self.group)",
        "self.labels == self.labels",
        "self.names[self.port] == 'a'",
        "other.kind == 'a'",
        "self.kind.split('')[0] == 'a'",
        "self.names.all(self, self == 'a')",
    ],
)
def test_a_rule_beyond_the_translation_stops_the_build(rule: str) -> None:
    with pytest.raises((UntranslatableError, ValueError)):
        code(rule)


@pytest.mark.parametrize("text", ["", "a b", "a ? b", "(a", "a &", "'a", "[1, 2", "a.b("])
def test_what_is_not_cel_is_refused(text: str) -> None:
    with pytest.raises(CelSyntaxError):
        parse(text)


def test_operators_bind_as_in_cel() -> None:
    assert parse("a || b && !c == d + e * f") == parse("a || (b && ((!c) == (d + (e * f))))")
    assert parse("a ? b : c ? d : e") == parse("a ? b : (c ? d : e)")
