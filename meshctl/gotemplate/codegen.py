"""The vocabulary of code generation: expressions, the source of a set of templates, and the places of its lines.

Text of a template enters generated source only as `repr()` of a str, int, float, complex or a tuple of these, and
every name is generated, so no template can become code.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from meshctl.gotemplate import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from meshctl.gotemplate.functions import FunctionSet
    from meshctl.gotemplate.spots import Spot
    from meshctl.gotemplate.types import Type

# Around the number of a mark; neither can stand in the source of a literal, where repr() escapes them.
_MARK, _MARK_END = "\x01", "\x02"
_CHECKED_BY_RUNTIME: Final = {"string": "as_string"}


class Code(NamedTuple):
    """A Python expression and what is known of its value.

    `go_type` is the name of its type or "" where that shows only at run time. What functions return is never the
    missing value, though it may be nil. `simple` expressions are constants and locals, which neither fail nor change
    anything.
    """

    text: str
    go_type: str = ""
    may_be_nil: bool = False
    simple: bool = False
    may_be_missing: bool = True


@dataclass(frozen=True, slots=True)
class Generated:
    """Source and what binds it: Python names of functions, parameter checks and templates; the spots of its lines."""

    source: str
    functions: Mapping[str, str]
    checks: Mapping[str, tuple[str, int]]
    templates: Mapping[str, str]
    spots: Sequence[Spot | None]


class Unit:
    """What the templates of a set share: the lines so far and the names handed out."""

    def __init__(self, templates: Iterable[str], functions: FunctionSet, missing_key: str) -> None:
        self.templates = {name: f"t{index}" for index, name in enumerate(templates)}
        self.functions = functions
        self.walker = {"default": "walk", "zero": "walk_zero", "error": "walk_error"}[missing_key]
        self.function_names: dict[str, str] = {}
        self.checks: dict[str, tuple[str, int]] = {}
        self.check_names: dict[str, str] = dict(_CHECKED_BY_RUNTIME)
        self.lines: list[str] = []
        self.spots: list[Spot | None] = [None]
        self.marks: list[Spot] = []

    def function(self, name: str) -> str:
        """The Python name of a template function."""
        return self.function_names.setdefault(name, f"f{len(self.function_names)}")

    def check(self, parameter: Type, function: str, index: int) -> str:
        """The Python name of the check for a type that is first met as parameter `index` of `function`."""
        known = self.check_names.get(parameter.name)
        if known is None:
            known = self.check_names[parameter.name] = f"k{len(self.checks)}"
            self.checks[known] = (function, index)
        return known

    def mark(self, spot: Spot) -> str:
        """The start of a line that stands for `spot`; only inside brackets may a line begin so."""
        self.marks.append(spot)
        return f"{_MARK}{len(self.marks) - 1}{_MARK_END}"

    def emit(self, indent: int, text: str, spot: Spot | None = None) -> None:
        """Add a statement, which stands for `spot`; marks inside it begin new lines."""
        first, *marked = text.split(_MARK)
        self.lines.append(" " * indent + first)
        self.spots.append(spot)
        for part in marked:
            number, _, line = part.partition(_MARK_END)
            self.lines.append(line)
            self.spots.append(self.marks[int(number)])

    def generated(self) -> Generated:
        """Everything written."""
        names = {python: name for name, python in self.function_names.items()}
        return Generated("\n".join(self.lines) + "\n", names, self.checks, self.templates, self.spots)


def is_spelled_as_float(text: str) -> bool:
    """Whether Go takes a number constant of no given type for a float."""
    if text.startswith("'") or (text[:2] in {"0x", "0X"} and not set(text) & set("pP")):
        return False
    return bool(set(text) & set(".eEpP"))


def float_literal(value: float) -> str:
    """A float as Python source."""
    return repr(value) if math.isfinite(value) else f"float({str(value)!r})"


def constant_for(node: nodes.Bool | nodes.String | nodes.Number, parameter: Type) -> object:
    """The value a constant has as `parameter`; None where it cannot be passed for it."""
    kind = parameter.kind
    if isinstance(node, nodes.Bool):
        return node.value if kind == "bool" else None
    if isinstance(node, nodes.String):
        return node.value if kind == "string" else None
    if kind.startswith("uint"):
        return node.unsigned
    if kind.startswith("int") and kind != "interface":
        return node.integer
    return node.floating if kind.startswith("float") else None
