"""Checks of mappings: known members (objects), free members (maps), and what must or must not stand together."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from meshctl.analyze.schema.describe import listed, quoted, value_phrase
from meshctl.analyze.schema.nearest import nearest_name
from meshctl.analyze.schema.scalars import wrong_type
from meshctl.analyze.schema.violations import Fault, extend_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshctl.analyze.schema.nodes import Check, Choice, Node
    from meshctl.k8s.types import JSONValue

    JSONObject = dict[str, JSONValue]
    ObjectTest = Callable[[JSONObject, list[Fault]], None]


class Members:
    """The members of an object: a check and, where there is one, a default for each known name."""

    def __init__(self, node: Node, checks: Mapping[str, Check], nodes: Mapping[str, Node]) -> None:
        self.checks = dict(checks)
        # The API server drops a null that may not be null, or puts the default in its place, before it validates.
        self.dropped_if_null = frozenset(name for name, member in nodes.items() if not member.get("nullable"))
        self.defaults = {
            name: _complete_default(member["default"], checks[name])
            for name, member in nodes.items()
            if "default" in member
        }
        self.preserve = node.get("preserve", False)
        self.experimental = frozenset(node.get("experimental", ()))


def _complete_default(value: JSONValue, check: Check) -> JSONValue:
    """A default with the defaults of its own members; the API server admits only defaults that are valid."""
    return check(deepcopy(value), [])


def object_check(node: Node, checks: Mapping[str, Check], nodes: Mapping[str, Node]) -> Check:
    """A check of an object with known members."""
    members = Members(node, checks, nodes)
    tests = _object_tests(node)
    known, dropped_if_null, experimental = members.checks, members.dropped_if_null, members.experimental

    def check(value: JSONValue, faults: list[Fault]) -> JSONValue:
        if not isinstance(value, dict):
            faults.append(wrong_type(value, "object"))
            return value
        changed: JSONObject | None = None
        count = len(faults)
        for name, member in value.items():
            member_check = known.get(name)
            if member_check is None:
                changed = _unknown_member(name, value, changed, members, faults)
            elif member is None and name in dropped_if_null:
                changed = _without(name, value, changed)
            else:
                seen = member_check(member, faults)
                if seen is not member:
                    changed = _with(name, seen, value, changed)
                if name in experimental:
                    faults.append(_experimental_member(name, known=True))
            if len(faults) != count:
                extend_paths(faults, count, name)
                count = len(faults)
        if members.defaults:
            changed = _with_defaults(members.defaults, value, changed)
        result = value if changed is None else changed
        for test in tests:
            test(result, faults)
        return result

    return check


def _with(name: str, member: JSONValue, value: JSONObject, changed: JSONObject | None) -> JSONObject:
    copy = dict(value) if changed is None else changed
    copy[name] = member
    return copy


def _without(name: str, value: JSONObject, changed: JSONObject | None) -> JSONObject:
    copy = dict(value) if changed is None else changed
    copy.pop(name, None)
    return copy


def _with_defaults(defaults: JSONObject, value: JSONObject, changed: JSONObject | None) -> JSONObject | None:
    present = value if changed is None else changed
    for name, default in defaults.items():
        if name not in present:
            # Shared, not copied: checks and rules never change what they are given.
            present = changed = _with(name, default, value, changed)
    return changed


def _unknown_member(
    name: str, value: JSONObject, changed: JSONObject | None, members: Members, faults: list[Fault]
) -> JSONObject | None:
    if members.preserve:
        return changed
    if name in members.experimental:
        faults.append(_experimental_member(name, known=False))
    else:
        faults.append(unknown_member(name, members.checks, value))
    return _without(name, value, changed)


def unknown_member(name: object, known: Mapping[str, object], siblings: Mapping[str, object]) -> Fault:
    """The fault of a member that the schema does not have."""
    if not isinstance(name, str):
        return Fault(rule="unknown-field", message=f"{value_phrase(name)} is no field name", found=value_phrase(name))
    suggestion = nearest_name(name, known)
    taken = suggestion is not None and suggestion in siblings
    return Fault(
        rule="unknown-field",
        message=f"unknown field {quoted(name)}" + (f", perhaps a second {suggestion}" if taken else ""),
        found=name,
        expected=f"one of {listed(sorted(known))}" if known else "no fields",
        suggestion=suggestion,
        suggestion_taken=taken,
        allowed=tuple(sorted(known)),
    )


def _experimental_member(name: str, *, known: bool) -> Fault:
    """A note where the schema has the member, as some clusters will not; a fault where it has it not."""
    return Fault(
        rule="experimental-field" if known else "unknown-field",
        message=f"{name} exists only in the experimental channel of the Gateway API",
        found=name,
        expected="a cluster with the experimental CRDs",
        severity="info" if known else "error",
    )


def map_check(node: Node, values: Check, value_node: Node) -> Check:
    """A check of a mapping whose keys are free and whose values are alike."""
    tests = _object_tests(node)
    default = None if value_node.get("nullable") else value_node.get("default")
    drop_nulls = not value_node.get("nullable") and default is None

    def check(value: JSONValue, faults: list[Fault]) -> JSONValue:
        if not isinstance(value, dict):
            faults.append(wrong_type(value, "object"))
            return value
        changed: JSONObject | None = None
        count = len(faults)
        for name, member in value.items():
            if member is None and drop_nulls:
                changed = _without(name, value, changed)
                continue
            seen = values(default if member is None else member, faults)
            if seen is not member:
                changed = _with(name, seen, value, changed)
            if len(faults) != count:
                extend_paths(faults, count, name)
                count = len(faults)
        result = value if changed is None else changed
        for test in tests:
            test(result, faults)
        return result

    return check


def free_object_check(node: Node) -> Check:
    """A check of a mapping that may hold anything, or, where the schema names no member, nothing."""
    preserve = node.get("preserve", False)
    tests = _object_tests(node)

    def check(value: JSONValue, faults: list[Fault]) -> JSONValue:
        if not isinstance(value, dict):
            faults.append(wrong_type(value, "object"))
            return value
        result: JSONObject = value
        if not preserve and value:
            for name in value:
                faults.append(unknown_member(name, {}, value))
                faults[-1].path.append(name)
            result = {}
        for test in tests:
            test(result, faults)
        return result

    return check


def _object_tests(node: Node) -> list[ObjectTest]:
    tests: list[ObjectTest] = []
    if node.get("required"):
        tests.append(_required_test(node["required"]))
    tests.extend(_choice_test(choice) for choice in node.get("choices", ()))
    if "minProperties" in node or "maxProperties" in node:
        tests.append(_size_test(node.get("minProperties", 0), node.get("maxProperties")))
    return tests


def _required_test(required: list[str]) -> ObjectTest:
    def test(value: JSONObject, faults: list[Fault]) -> None:
        for name in required:
            if name not in value:
                message = f"required field {name} is missing"
                faults.append(Fault(rule="required", message=message, expected=name, blocking=True, path=[name]))

    return test


def _choice_test(choice: Choice) -> ObjectTest:
    members, least = choice["members"], choice["least"]

    def test(value: JSONObject, faults: list[Fault]) -> None:
        present = [name for name in members if name in value]
        if len(present) > 1:
            faults.append(_too_many_chosen(present, members))
        elif len(present) < least:
            faults.append(_none_chosen(members))

    return test


def _too_many_chosen(present: list[str], members: list[str]) -> Fault:
    found = " and ".join(present)
    return Fault(
        rule="choice",
        message=f"{found} exclude each other; only one of {listed(members)} may be set",
        found=found,
        expected=f"one of {listed(members)}",
        allowed=tuple(members),
        path=[present[1]],
    )


def _none_chosen(members: list[str]) -> Fault:
    expected = f"one of {listed(members)}" if len(members) > 1 else members[0]
    return Fault(
        rule="choice", message=f"{expected} must be set", found="none", expected=expected, allowed=tuple(members)
    )


def _size_test(least: int, most: int | None) -> ObjectTest:
    def test(value: JSONObject, faults: list[Fault]) -> None:
        if least <= len(value) and (most is None or len(value) <= most):
            return
        too_many = len(value) > least
        expected = f"at most {most} entries" if too_many else f"at least {least} entries"
        message = f"must have {expected}, not {len(value)}"
        found = f"{len(value)} entries"
        faults.append(Fault(rule="properties", message=message, found=found, expected=expected, blocking=too_many))

    return test
