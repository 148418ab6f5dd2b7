from __future__ import annotations

import pytest

from meshctl.errors import TemplateError
from meshctl.gotemplate import BUILTINS, SPRIG, FunctionSet, compile_template, function
from meshctl.gotemplate import types as go
from meshctl.gotemplate.functions import parse_signature
from meshctl.gotemplate.views import Int64, NilPointer, StructView, TypedList, TypedMap

ALL = BUILTINS | SPRIG
TIER = go.enum_type("v1.Tier", {"FREE": 0, "PAID": 1, "GOLD": 1})
PROTOCOL = go.named_string("v1.Protocol")
INNER = go.struct_type("v1.Inner", {"Level": go.Field(json="level", type=go.INT32)})


def _name(receiver: object) -> object:
    return receiver["Name"] if isinstance(receiver, StructView) else ""


OUTER = go.struct_type(
    "v1.Outer",
    {
        "Name": go.Field(json="name", type=go.STRING),
        "Labels": go.Field(json="labels", type=go.MAP_STRING),
        "Inner": go.Field(json="inner", type=go.pointer_to(INNER)),
        "Items": go.Field(json="items", type=go.slice_of(INNER)),
        "Tier": go.Field(json="tier", type=TIER),
        "Protocol": go.Field(json="protocol", type=PROTOCOL),
        "Enabled": go.Field(json="enabled", type=go.pointer_to(go.BOOL)),
        "Size": go.Field(json="size", type=go.INT64),
        "Joined": go.Field(json=None, type=go.STRING, compute=lambda raw: f"{raw.get('name')}!"),  # type: ignore[attr-defined]
    },
    {
        "GetName": go.Method(call=_name, nil_safe=True),
        "Shout": go.Method(call=lambda self: self["Name"].upper()),
        "Repeat": go.Method(call=lambda self, n: self["Name"] * n, signature=parse_signature("int -> string")),
        "Address": go.Method(call=lambda _self: "at", needs_pointer=True),
    },
)
POINTER = go.pointer_to(OUTER)
RAW = {"name": "n", "labels": {"a": "1"}, "inner": {"level": 3}, "items": [{"level": 1}, {}], "tier": "PAID",
       "protocol": "TCP", "enabled": False, "size": "99"}  # fmt: skip


def rendered(text: str, data: object, functions: FunctionSet = ALL) -> str:
    return compile_template("t", text, functions).render(data)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ .Name }} {{ .Labels.a }} {{ index .Labels `zz` }}|{{ .Inner.Level }} {{ .Joined }}", "n 1 |3 n!"),
        ("{{ range .Items }}{{ .Level }},{{ end }}", "1,0,"),
        ("{{ .Tier }} {{ printf `%d` .Tier }} {{ eq .Tier 1 }} {{ typeOf .Tier }}", "PAID 1 true v1.Tier"),
        ("{{ .Protocol }} {{ typeOf .Protocol }} {{ eq .Protocol `TCP` }}", "TCP v1.Protocol true"),
        ("{{ .Enabled }} {{ if .Enabled }}set{{ end }} {{ kindOf .Enabled }}", "false set ptr"),
        ("{{ .Size }} {{ typeOf .Size }} {{ add .Size 1 }}", "99 int64 100"),
        ("{{ .GetName }} {{ .Shout }} {{ .Repeat 3 }}", "n N nnn"),
    ],
)
def test_a_struct_over_json_answers_by_go_names(text: str, expected: str) -> None:
    assert rendered(text, OUTER.view(RAW)) == expected


def test_absent_fields_are_zero_values_and_nil_pointers() -> None:
    text = "[{{ .Name }}][{{ .Labels }}][{{ .Inner }}][{{ .Items }}][{{ .Tier }}][{{ .Enabled }}][{{ .Size }}]"
    assert rendered(text, OUTER.view(None)) == "[][map[]][<nil>][[]][FREE][<nil>][0]"


def test_a_field_below_a_nil_pointer_is_an_error_that_names_the_type() -> None:
    with pytest.raises(TemplateError, match=r"nil pointer evaluating \*v1\.Inner\.Level"):
        rendered("{{ .Inner.Level }}", OUTER.view({}))
    with pytest.raises(TemplateError, match=r"can't evaluate field Nope in type \*v1\.Inner"):
        rendered("{{ .Inner.Nope }}", OUTER.view({}))


def test_methods_that_allow_nil_can_be_called_on_it_and_others_cannot() -> None:
    nil = POINTER.view(None)
    assert isinstance(nil, NilPointer)
    assert rendered("[{{ .GetName }}]", nil) == "[]"
    with pytest.raises(TemplateError, match="error calling Shout"):
        rendered("{{ .Shout }}", nil)


def test_methods_of_the_pointer_are_found_only_where_go_could_take_an_address() -> None:
    assert rendered("{{ .Address }}", POINTER.view(RAW)) == "at"
    with pytest.raises(TemplateError, match=r"can't evaluate field Address in type v1\.Outer"):
        rendered("{{ .Address }}", OUTER.view(RAW))
    items = go.slice_of(OUTER).view([RAW])
    assert rendered("{{ range . }}{{ .Address }}{{ end }}", items) == "at"


def test_fields_are_read_when_asked_for_and_then_remembered() -> None:
    reads: list[object] = []

    def read(raw: object) -> str:
        reads.append(raw)
        return "v"

    struct = go.struct_type(
        "t.Lazy", {"A": go.Field(json=None, type=go.STRING, compute=read), "B": go.Field(json="b", type=go.STRING)}
    )
    view = struct.view({})
    assert rendered("{{ .B }}", view) == ""
    assert reads == []
    assert rendered("{{ .A }}{{ .A }}", view) == "vv"
    assert len(reads) == 1


def test_parameter_types_are_checked_as_go_does() -> None:
    functions = ALL | FunctionSet(
        {
            "level": function("inner -> any", lambda inner: inner["Level"], types={"inner": go.pointer_to(INNER)}),
            "count": function("map[string]string -> int", len),
        }
    )
    view = OUTER.view(RAW)
    assert rendered("{{ level .Inner }} {{ count .Labels }}", view, functions) == "3 1"
    assert rendered("{{ count nil }}{{ count .Labels.x }}", view, functions) == "00"
    with pytest.raises(TemplateError, match=r"expected \*v1\.Inner; got v1\.Outer"):
        rendered("{{ level . }}", view, functions)
    with pytest.raises(TemplateError, match=r"expected string; got v1\.Protocol"):
        rendered("{{ upper .Protocol }}", view)
    with pytest.raises(TemplateError, match="expected int; got int64"):
        rendered("{{ until .Size }}", view)


def test_a_pointer_is_followed_where_the_parameter_wants_what_it_points_at() -> None:
    functions = ALL | FunctionSet({"not2": function("bool -> bool", lambda value: not value)})
    assert rendered("{{ not2 .Enabled }}", OUTER.view(RAW), functions) == "true"
    with pytest.raises(TemplateError, match="dereference of nil pointer of type bool"):
        rendered("{{ not2 .Enabled }}", OUTER.view({}), functions)


def test_results_take_the_type_that_a_signature_gives_them() -> None:
    functions = ALL | FunctionSet(
        {
            "words": function("-> []string", lambda: ["a"]),
            "table": function("-> map[string]string", lambda: {"a": "b"}),
            "big": function("-> int64", lambda: 5),
        }
    )
    text = "{{ typeOf words }} {{ typeOf table }} {{ typeOf big }} [{{ index table `zz` }}]"
    assert rendered(text, None, functions) == "[]string map[string]string int64 []"


def test_subclasses_of_dict_and_list_stand_for_what_these_do() -> None:
    class Positioned(dict[str, object]):
        pass

    data = Positioned(a=Positioned(b="x"), n=None)
    text = "{{ .a.b }} {{ index .a `b` }} {{ .zz.y }} {{ typeOf . }} {{ get .a `b` }}"
    assert rendered(text, data) == "x x <no value> map[string]interface {} x"


def test_descriptions_of_one_type_are_one_object() -> None:
    assert go.map_of(go.STRING) is go.MAP_STRING
    assert go.slice_of(INNER) is go.slice_of(INNER)
    assert go.type_of(Int64(1)) is go.INT64
    assert go.type_of({}) is go.MAP_ANY
    assert go.type_of(None) is None


def test_views_of_maps_and_lists_copy_no_more_than_one_level() -> None:
    item = {"level": 1}
    raw = {"items": [item], "labels": {"a": "1"}}
    view = OUTER.view(raw)
    assert isinstance(view, StructView)
    items, labels = view["Items"], view["Labels"]
    assert isinstance(items, TypedList)
    assert isinstance(labels, TypedMap)
    assert isinstance(items[0], StructView)
    assert items[0].value is item
    assert labels == {"a": "1"}
