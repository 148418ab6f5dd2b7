from __future__ import annotations

import re

import pytest

from meshctl.gotemplate import Fault
from meshctl.gotemplate import types as go
from meshctl.gotemplate.calls import argument
from meshctl.gotemplate.types import type_of
from meshctl.gotemplate.views import MISSING, StructView

POD = go.struct_type("v1.Pod", {})
OTHER = go.struct_type("v1.Service", {})


def test_a_struct_is_taken_by_a_parameter_that_points_at_one_of_its_type() -> None:
    value = StructView({"a": 1}, POD)
    taken = argument(value, go.pointer_to(POD))
    assert isinstance(taken, StructView)
    assert taken.value is value.value
    assert type_of(taken) is not None
    assert getattr(type_of(taken), "name", "") == "*v1.Pod"


def test_a_pointer_is_taken_by_a_parameter_of_what_it_points_at() -> None:
    taken = argument(StructView({"a": 1}, POD, go.pointer_to(POD)), POD)
    assert getattr(type_of(taken), "name", "") == "v1.Pod"


@pytest.mark.parametrize("parameter", [go.pointer_to(OTHER), OTHER, go.STRING], ids=lambda each: each.name)
def test_a_struct_of_another_type_is_refused_in_gos_words(parameter: go.Type) -> None:
    with pytest.raises(Fault, match=re.escape(f"expected {parameter.name}; got v1.Pod")):
        argument(StructView({"a": 1}, POD), parameter)


def test_nothing_is_taken_by_what_can_be_nil_alone() -> None:
    assert argument(MISSING, go.ANY) is None
    with pytest.raises(Fault, match="invalid value; expected string"):
        argument(MISSING, go.STRING)
