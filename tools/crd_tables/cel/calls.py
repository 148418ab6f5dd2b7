"""CEL's functions and methods in Python: for each signature the source, the result type, and whether it can fail.

Only what the bundles use is here. A rule with another function stops the build; add the row here, what it needs at run
time to `meshctl/analyze/schema/cel_library.py`, and a case to the comparison with the reference evaluator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.crd_tables.cel import syntax
from tools.crd_tables.cel.types import BOOL, DURATION, INT, OPTIONAL, STRING, URL, Type
from tools.crd_tables.re2 import to_python

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Form:
    """Python source with `{0}` for the target or argument and `{1}`, `{2}` for the arguments of a method."""

    code: str
    type: Type
    fails: bool = False


_SIZE = Form("len({0})", INT)

# (name, type of the argument)
FUNCTIONS: dict[tuple[str, str], Form] = {
    ("size", "string"): _SIZE,
    ("size", "list"): _SIZE,
    ("size", "map"): _SIZE,
    ("int", "string"): Form("cel.to_int({0})", INT, fails=True),
    ("duration", "string"): Form("cel.duration({0})", DURATION, fails=True),
    ("url", "string"): Form("cel.url({0})", URL, fails=True),
    ("isURL", "string"): Form("cel.is_url({0})", BOOL),
    ("isIP", "string"): Form("cel.is_ip({0})", BOOL),
}

# (type of the target, name, number of arguments)
METHODS: dict[tuple[str, str, int], Form] = {
    ("string", "size", 0): _SIZE,
    ("list", "size", 0): _SIZE,
    ("map", "size", 0): _SIZE,
    ("string", "contains", 1): Form("({1} in {0})", BOOL),
    ("string", "startsWith", 1): Form("{0}.startswith({1})", BOOL),
    ("string", "endsWith", 1): Form("{0}.endswith({1})", BOOL),
    ("string", "matches", 1): Form("cel.matches({0}, {1})", BOOL),
    ("string", "split", 1): Form("{0}.split({1})", Type("list", STRING)),
    ("string", "substring", 1): Form("cel.substring({0}, {1})", STRING, fails=True),
    ("string", "substring", 2): Form("cel.substring({0}, {1}, {2})", STRING, fails=True),
    ("url", "getScheme", 0): Form("{0}.scheme", STRING),
    ("format", "validate", 1): Form("{0}.validate({1})", OPTIONAL),
}


def emit_method_text(form: Form, node: syntax.Call, target: str, arguments: Sequence[str]) -> str:
    """The source of a method call; a regular expression is rewritten on the way.

    Raises:
        ValueError: the pattern does not stand in the rule as a literal, or the separator of split is empty.
    """
    match node.function, node.arguments:
        case "matches", (syntax.Literal(str(pattern)),):
            return form.code.format(target, repr(to_python(pattern)))
        case "matches", _:
            raise ValueError("the pattern of matches() must be a literal, so that it can be rewritten for Python")
        case "split", (syntax.Literal(""),):
            raise ValueError("split('') cuts into letters in CEL and raises in Python")
    return form.code.format(target, *arguments)
