"""The CEL rules of all bundles, translated once each, and the module they are written to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tools.crd_tables.cel.emitter import Scope, UntranslatableError, emit
from tools.crd_tables.cel.parser import CelSyntaxError, parse
from tools.crd_tables.cel.types import type_of_schema

if TYPE_CHECKING:
    from meshctl.analyze.schema.nodes import Rule

Schema = dict[str, Any]

_LONGEST_NAME = 60
_HANDLED = {"rule", "message"}

_HEADER = '''"""The CEL rules of the packaged CRDs in Python. Made by `python -m tools.crd_tables`; do not edit.

Each function gets the value of the node that its rule stands at, defaults filled in, and says whether the rule holds.
An exception stands for an evaluation error of CEL. The rule itself stands above its function, and is the property of
its project: Istio and the Gateway API, both under the Apache License 2.0.
"""

# Rules are translated as they stand, clumsy or not: null compared, conditions that repeat, whole lines of them.
# ruff: noqa: D103, E501, E711, E713, E741, PLR1716, SIM211, SIM300, SIM401, UP034

from __future__ import annotations

from typing import Any

from meshctl.analyze.schema import cel_library as cel
'''


@dataclass(slots=True)
class RuleBook:
    """Functions by source. Two rules that mean the same Python over their schemas share one function."""

    names: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def node_rules(self, schema: Schema) -> list[Rule]:
        """The rules of a node as its table names them; rules that compare with the stored object are left out."""
        rules = schema["x-kubernetes-validations"]
        return [self._rule(rule, schema) for rule in rules if "oldSelf" not in rule["rule"]]

    def _rule(self, rule: dict[str, str], schema: Schema) -> Rule:
        unknown = set(rule) - _HANDLED
        if unknown:
            raise UntranslatableError(f"rule keys {sorted(unknown)} of {rule['rule']}")
        try:
            code = emit(parse(rule["rule"]), Scope({"self": type_of_schema(schema)})).code
        except (CelSyntaxError, ValueError) as error:
            raise UntranslatableError(f"{rule['rule']}: {error}") from error
        return {"check": self._name(code, rule), "message": rule["message"].strip()}

    def _name(self, code: str, rule: dict[str, str]) -> str:
        if code not in self.names:
            slug = re.sub(r"[^a-z0-9]+", "_", rule["message"].lower()).strip("_")
            base = name = slug[:_LONGEST_NAME].rstrip("_")
            number = 2
            while name in self.sources:
                name, number = f"{base}_{number}", number + 1
            self.names[code] = name
            self.sources[name] = rule["rule"]
        return self.names[code]

    def module(self) -> str:
        """The source of the generated module, functions in the order of their names."""
        code_of = {name: code for code, name in self.names.items()}
        return _HEADER + "".join(_function(name, self.sources[name], code_of[name]) for name in sorted(code_of))


def _function(name: str, source: str, code: str) -> str:
    comment = "".join(f"# {line.strip()}\n" for line in source.strip().splitlines())
    bare = code[1:-1] if _is_wrapped(code) else code
    return f"\n\n{comment}def {name}(self: Any) -> Any:\n    return {bare}\n"


def _is_wrapped(code: str) -> bool:
    """Whether one pair of parentheses encloses all of `code`. Literals may hold parentheses; then it stays as it is."""
    if not code.startswith("(") or "'(" in code or ")'" in code or '"(' in code:
        return False
    depth = 0
    for position, char in enumerate(code):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return position == len(code) - 1
    return False
