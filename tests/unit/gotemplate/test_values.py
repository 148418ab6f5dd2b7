from __future__ import annotations

from meshctl.gotemplate.values import (
    BOOL,
    INT64,
    MISSING,
    STRING,
    Field,
    enum_type,
    map_of,
    named_string,
    plain,
    pointer_to,
    slice_of,
    struct_type,
)

MODE = enum_type("v1.Mode", {"OFF": 0, "ON": 1})
ROOM = struct_type("v1.Room", {"Name": Field(json="name", type=STRING)})


def test_the_json_value_behind_a_struct_is_the_one_it_was_given() -> None:
    raw = {"name": "hall", "unknown": [1]}
    assert plain(ROOM.view(raw)) is raw
    assert plain(pointer_to(ROOM).view(raw)) is raw


def test_views_inside_maps_and_lists_are_undone_too() -> None:
    rooms = map_of(slice_of(ROOM)).view({"a": [{"name": "x"}], "b": None})
    assert plain({"rooms": rooms, "n": [INT64.view("7")]}) == {"rooms": {"a": [{"name": "x"}], "b": None}, "n": [7]}


def test_nil_and_missing_are_none_and_enums_are_names() -> None:
    assert plain(MISSING) is None
    assert plain(pointer_to(ROOM).view(None)) is None
    assert plain(pointer_to(BOOL).view(False)) is False
    assert plain(MODE.view(1)) == "ON"
    assert type(plain(named_string("v1.Tier").view("gold"))) is str
    assert type(plain(INT64.view(5))) is int
