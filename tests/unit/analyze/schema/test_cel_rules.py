"""Every translated CEL rule against cel-python, an evaluator that shares no code with the translation."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from meshctl.analyze.schema import cel_library, cel_rules, known_kinds
from meshctl.analyze.schema.compiler import Compiler
from meshctl.analyze.schema.kinds import table_nodes
from meshctl.analyze.schema.rules import rule_function
from tests.e2e.crd_mutations import ORDINARY, Generator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshctl.analyze.schema.nodes import Node
    from meshctl.analyze.schema.violations import Fault

celpy = pytest.importorskip("celpy", reason="the reference evaluator cel-python is not installed")

_INPUTS = 60
_FUNCTION = re.compile(r"((?:^# .*\n)+)def (\w+)\(", re.MULTILINE)


def _sources() -> dict[str, str]:
    """CEL by function name, from the comments of the generated module."""
    text = Path(cel_rules.__file__).read_text("utf-8")
    return {
        name: "\n".join(line.removeprefix("# ") for line in comment.splitlines())
        for comment, name in _FUNCTION.findall(text)
        if "ruff: noqa" not in comment
    }


def _places() -> dict[str, tuple[Node, Sequence[Node]]]:
    """A node that carries each rule, with its table."""
    places: dict[str, tuple[Node, Sequence[Node]]] = {}
    for kind in known_kinds():
        nodes = table_nodes(kind)
        for node in nodes:
            for rule in node.get("rules", ()):
                places.setdefault(rule["check"], (node, nodes))
    return places


_SOURCES, _PLACES = _sources(), _places()


def _inputs(name: str) -> Iterator[Any]:
    """Values that the rule could meet: of the right shape all the way down, defaults filled in."""
    node, nodes = _PLACES[name]
    bare: Node = {**node, "rules": []}
    table = [*nodes, bare]
    check = Compiler(table).check(len(table) - 1)
    generator = Generator(table, random.Random(11), _texts(_SOURCES[name]))  # noqa: S311  the same inputs each time
    found = 0
    for _ in range(_INPUTS * 60):
        faults: list[Fault] = []
        value = check(generator.value(bare), faults)
        if value is not None and not any(fault.blocking for fault in faults):
            found += 1
            yield value
        if found == _INPUTS:
            return


def _texts(source: str) -> list[str]:
    """What the rule speaks of, alone and with something around it: the texts on which it turns."""
    spoken = re.findall(r"'([^']*)'|\"([^\"]*)\"", source)
    words = [left or right for left, right in spoken if len(left or right) < 40]
    return [
        *ORDINARY,
        "",
        "Exact",
        "10.0.0.1",
        *words,
        *words,
        *(f"/{word}/b" for word in words),
        *(f"{w}a" for w in words),
    ]


def _reference(source: str) -> Any:
    environment = celpy.Environment()
    return environment.program(environment.compile(source), functions=_library())


def _library() -> dict[str, Any]:
    """The functions of Kubernetes, which cel-python lacks; a text stands for the URL."""
    from celpy import celtypes

    def substring(text: str, start: int, end: int | None = None) -> Any:
        return celtypes.StringType(cel_library.substring(str(text), int(start), None if end is None else int(end)))

    def split(text: str, separator: str) -> Any:
        return celtypes.ListType([celtypes.StringType(part) for part in str(text).split(str(separator))])

    return {
        "substring": substring,
        "split": split,
        "isURL": lambda text: celtypes.BoolType(cel_library.is_url(str(text))),
        "url": lambda text: celtypes.StringType(cel_library.url(str(text)).scheme),
        "getScheme": lambda scheme: scheme,
        "isIP": lambda text: celtypes.BoolType(cel_library.is_ip(str(text))),
    }


def _escaped(value: Any) -> Any:
    """Keys as CEL writes them: `namespace` is a reserved word."""
    if isinstance(value, dict):
        return {"__namespace__" if key == "namespace" else key: _escaped(member) for key, member in value.items()}
    return [_escaped(item) for item in value] if isinstance(value, list) else value


def _holds(evaluate: Any) -> bool:
    """Whether a rule holds; an evaluation error is a refusal, as in the API server."""
    try:
        return bool(evaluate())
    except (celpy.CELEvalError, *cel_library.FAILURES):
        return False


# What cel-python 0.5 cannot say: it has no named formats, and its exists_one() raises where `true || error` is true.
_NOT_COMPARED = {
    name for name, source in _SOURCES.items() if "format." in source or "!has(l1.name) || self.exists_one" in source
}


@pytest.mark.parametrize("name", sorted(set(_SOURCES) - _NOT_COMPARED))
def test_a_translated_rule_gives_the_verdict_of_the_reference_evaluator(name: str) -> None:
    program, function = _reference(_SOURCES[name]), rule_function(name)
    differing = []
    for value in _inputs(name):
        activation = {"self": celpy.json_to_cel(_escaped(value))}
        expected = _holds(lambda activation=activation: program.evaluate(activation))
        if _holds(lambda value=value: function(value)) != expected:
            differing.append((value, expected))
    assert differing == []


def test_every_function_belongs_to_a_rule_of_some_table() -> None:
    assert set(_SOURCES) == set(_PLACES)


def test_the_inputs_make_most_rules_hold_and_fail() -> None:
    seen: dict[str, set[bool]] = defaultdict(set)
    for name in _PLACES:
        function = rule_function(name)
        for value in _inputs(name):
            seen[name].add(_holds(lambda function=function, value=value: function(value)))
    both = sum(verdicts == {True, False} for verdicts in seen.values())
    assert both >= len(_PLACES) * 3 // 4, "the comparison above would prove little"
