from __future__ import annotations

import pytest

from meshctl.gotemplate import BUILTINS, SPRIG, FunctionSet, function
from meshctl.gotemplate import types as go
from meshctl.gotemplate.functions import parse_signature, parse_type


def test_a_signature_lists_parameters_a_rest_and_a_result() -> None:
    signature = parse_signature("int, map[string][]string, ...any -> []string")
    assert [parameter.name for parameter in signature.parameters] == ["int", "map[string][]string"]
    assert signature.variadic is go.ANY
    assert signature.result is go.SLICE_STRING
    assert signature.required == 2
    assert signature.parameter(7) is go.ANY


def test_a_signature_without_a_result_returns_anything() -> None:
    assert parse_signature("string").result is go.ANY
    assert parse_signature("-> bool").parameters == ()


def test_types_are_spelled_as_in_go_and_names_can_be_given() -> None:
    struct = go.struct_type("v1.Pod", {})
    assert parse_type("[]*pod", {"pod": struct}).name == "[]*v1.Pod"
    with pytest.raises(KeyError, match="unheard"):
        parse_type("unheard")


def test_the_number_of_arguments_is_checked_in_gos_words() -> None:
    fixed = parse_signature("string, int")
    assert fixed.arity_fault("f", 2) is None
    assert fixed.arity_fault("f", 1) == "wrong number of args for f: want 2 got 1"
    rest = parse_signature("string, ...int")
    assert rest.arity_fault("f", 9) is None
    assert rest.arity_fault("f", 0) == "wrong number of args for f: want at least 1 got 0"


def test_sets_of_functions_are_joined_without_changing_either() -> None:
    one = FunctionSet({"a": function("-> int", lambda: 1), "b": function("-> int", lambda: 2)})
    other = FunctionSet({"b": function("-> int", lambda: 3)})
    both = one | other
    assert set(both) == {"a", "b"}
    assert both["b"] is other["b"]
    assert one["b"] is not other["b"]
    assert len(BUILTINS) == 19
    assert (BUILTINS | SPRIG)["slice"] is SPRIG["slice"]
