"""Running the CEL rules of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshctl.analyze.schema.cel_library import FAILURES, EvaluationError
from meshctl.analyze.schema.violations import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from meshctl.analyze.schema.nodes import Check, Rule
    from meshctl.k8s.types import JSONValue


def with_rules(check: Check, rules: Sequence[Rule]) -> Check:
    """`check`, and after it the rules on the value that it gives, with defaults filled in.

    As in the API server a rule does not see a null, and does not run where a blocking fault leaves the shape of its
    input open. The API server then leaves out all rules of the resource; here only those whose own input is affected
    wait, so that one pass shows as much as it can.
    """
    functions = [(rule_function(rule["check"]), rule["message"]) for rule in rules]

    def check_with_rules(value: JSONValue, faults: list[Fault]) -> JSONValue:
        start = len(faults)
        seen = check(value, faults)
        if seen is None or any(fault.blocking for fault in faults[start:]):
            return seen
        for function, message in functions:
            if (fault := _evaluate(function, message, seen)) is not None:
                faults.append(fault)
        return seen

    return check_with_rules


def rule_function(name: str) -> Callable[[Any], bool]:
    """The translated rule called `name`; the module is imported at the first kind that has rules."""
    from meshctl.analyze.schema import cel_rules

    function: Callable[[Any], bool] = getattr(cel_rules, name)
    return function


def _evaluate(function: Callable[[Any], bool], message: str, value: JSONValue) -> Fault | None:
    try:
        if function(value):
            return None
    except (*FAILURES, RecursionError) as error:
        reason = str(error) if isinstance(error, EvaluationError) else type(error).__name__
        return Fault(rule="cel", message=f"{message} (the rule cannot be evaluated: {reason})", expected=message)
    return Fault(rule="cel", message=message, expected=message)
