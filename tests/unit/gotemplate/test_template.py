from __future__ import annotations

import pytest

from meshctl.errors import Place, SettingsError, TemplateError
from meshctl.gotemplate import (
    BUILTINS,
    SPRIG,
    Fault,
    FunctionSet,
    Limits,
    Template,
    compile_template,
    dumps,
    function,
    loads,
)
from meshctl.gotemplate import types as go

ALL = BUILTINS | SPRIG


def fault_of(text: str, data: object = None, **options: object) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        compile_template("pod.yaml", text, ALL, **options).render(data)  # type: ignore[arg-type]
    return caught.value


def test_a_failure_names_template_line_and_column_and_quotes_the_action() -> None:
    fault = fault_of("a: 1\nb: {{ upper\n  .list }}\n", {"list": [1]})
    assert fault.place == Place("pod.yaml", 3, 3)
    assert fault.message == (
        'executing "pod.yaml" at <.list>: wrong type for value; expected string; got []interface {}'
    )


def test_a_failure_inside_a_definition_is_placed_there_and_names_it() -> None:
    fault = fault_of('{{ define "part" }}\n{{ index . 5 }}{{ end }}{{ template "part" .list }}', {"list": [1]})
    assert fault.place == Place("pod.yaml", 2, 4)
    assert fault.message == 'executing "part" at <index . 5>: error calling index: index out of range: 5'


def test_a_failure_in_an_associated_text_is_placed_in_that_text() -> None:
    fault = fault_of('{{ template "part" . }}', {}, associated={"part": "\n\n{{ fail `no` }}"})
    assert fault.place == Place("part", 3, 4)


def test_associated_texts_can_be_invoked_and_their_definitions_replaced() -> None:
    parts = {"one": '{{ define "shared" }}old{{ end }}1', "two": "2{{ template `shared` }}"}
    text = '{{ define "shared" }}new{{ end }}{{ template "one" }}{{ template "two" }}'
    assert compile_template("main", text, ALL, associated=parts).render({}) == "12new"


def test_a_long_action_is_quoted_in_part() -> None:
    fault = fault_of("{{ fail (print " + '"word" ' * 60 + ") }}")
    assert "..." in fault.message
    assert len(fault.message) < 700


def test_what_a_function_raises_keeps_its_remedy() -> None:
    def refuse() -> str:
        raise SettingsError("no such setting", remedy="set it")

    functions = BUILTINS | FunctionSet({"setting": function("-> string", refuse)})
    with pytest.raises(TemplateError, match="error calling setting: no such setting") as caught:
        compile_template("t", "{{ setting }}", functions).render(None)
    assert caught.value.remedy == "set it"
    assert isinstance(caught.value.__cause__, SettingsError)


def test_an_unexpected_exception_of_a_function_is_a_placed_template_error() -> None:
    functions = BUILTINS | FunctionSet({"broken": function("-> string", lambda: dict[str, str]()["key"])})
    with pytest.raises(TemplateError, match="error calling broken: KeyError: 'key'") as caught:
        compile_template("t", "\n{{ broken }}", functions).render(None)
    assert caught.value.place == Place("t", 2, 4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ range 300000 }}x{{ end }}", "loops run too long"),
        ("{{ range 600 }}{{ range 600 }}{{ end }}{{ end }}", "loops run too long"),
        ('{{ define "x" }}{{ template "x" }}{{ end }}{{ template "x" }}', "maximum template depth"),
        ("{{ range 2000 }}" + "x" * 10_000 + "{{ end }}", "output grows beyond"),
        ('{{ $x := "ab" }}{{ range 99 }}{{ $x = print $x $x }}{{ end }}', "text grows beyond"),
        ("{{ $x := list 1 }}{{ range 99 }}{{ $x = list $x $x }}{{ end }}{{ $x }}", "printing a value"),
        (
            "{{ $x := list 1 }}{{ range 99 }}{{ $x = list $x $x }}{{ end }}{{ toJson $x }}",
            "JSON of a value",
        ),
        ("{{ $x := list 1 }}{{ range 99 }}{{ $x = concat $x $x }}{{ end }}", "a list grows beyond"),
        (
            "{{ $x := list 1 }}{{ range 99 }}{{ $x = list $x $x }}{{ end }}{{ deepCopy $x }}",
            "copying a value",
        ),
        ('{{ repeat 999999999 "ab" }}', "text grows beyond"),
        ('{{ replace "" (repeat 9999 "x") (repeat 9999 "y") }}', "text grows beyond"),
        ('{{ indent 99999 (repeat 99999 "\\n") }}', "text grows beyond"),
        ("{{ until 99999999 }}", "a list grows beyond"),
        ('{{ $x := dict }}{{ $_ := set $x "self" $x }}{{ $x }}', "nested too deeply"),
        ("{{ if 1 }}" * 41 + "{{ end }}" * 41, "nested too deeply"),
        ("{{ range 1 }}" * 16 + "{{ end }}" * 16, "nested too deeply"),
        ("{{" + "(" * 41 + "1" + ")" * 41 + "}}", "expression depth exceeded"),
        ("{{ 1" + " | print" * 300 + " }}", "nested too deeply"),
    ],
)
def test_what_a_template_can_make_is_bounded(text: str, message: str) -> None:
    assert message in fault_of(text, {}).message


def test_blocks_may_nest_up_to_the_limit() -> None:
    text = "{{ if 1 }}" * 40 + "x" + "{{ end }}" * 40
    assert compile_template("t", text, ALL).render(None) == "x"
    text = "{{ range 1 }}" * 15 + "y" + "{{ end }}" * 15
    assert compile_template("t", text, ALL).render(None) == "y"


def test_a_long_else_if_chain_is_no_nesting() -> None:
    arms = "".join(f"{{{{ else if eq . {number} }}}}{number}" for number in range(300))
    assert compile_template("t", "{{ if false }}" + arms + "{{ end }}", ALL).render(299) == "299"


def test_limits_can_be_set() -> None:
    template = compile_template("t", "{{ range 5 }}x{{ end }}", ALL, limits=Limits(iterations=4))
    with pytest.raises(TemplateError, match="limit 4 turns"):
        template.render(None)


def test_break_may_leave_a_range_that_would_be_too_long() -> None:
    text = "{{ range 1000000000 }}{{ if eq . 3 }}{{ break }}{{ end }}{{ . }}{{ end }}"
    assert compile_template("t", text, ALL).render(None) == "012"


def test_a_template_that_changes_maps_leaves_its_data_alone() -> None:
    data = {"values": {"a": 1, "deep": {"b": [1]}}}
    text = '{{ $_ := set .values "a" 2 }}{{ $_ := unset .values.deep "b" }}{{ .values }}'
    template = compile_template("t", text, ALL)
    assert template.render(data) == "map[a:2 deep:map[]]"
    assert template.render(data) == "map[a:2 deep:map[]]"
    assert data == {"values": {"a": 1, "deep": {"b": [1]}}}


def test_what_lies_behind_a_struct_is_left_alone_too() -> None:
    root = go.struct_type("t.Root", {"Values": go.Field(json="values", type=go.MAP_ANY)})
    raw = {"values": {"a": {"b": 1}}}
    template = compile_template("t", '{{ $_ := set .Values.a "b" 2 }}{{ .Values.a.b }}', ALL)
    assert template.render(root.view(raw)) == "2"
    assert raw == {"values": {"a": {"b": 1}}}


def test_cutting_a_character_apart_is_an_error_that_says_so() -> None:
    fault = fault_of('{{ trunc 1 "é" }}')
    assert fault.message == "the output holds bytes that are not UTF-8"
    assert fault.remedy is not None
    assert "trunc" in fault.remedy


def test_the_names_of_all_templates_of_a_set_are_known() -> None:
    template = compile_template("main", '{{ define "a" }}{{ end }}{{ block "b" . }}{{ end }}', ALL)
    assert template.defined == ("a", "b", "main")


# Storing.


def stored_and_loaded(text: str, functions: FunctionSet = ALL) -> Template | None:
    return loads(dumps(compile_template("pod.yaml", text, functions)), functions)


def test_a_stored_template_renders_and_fails_as_the_one_it_was_made_from() -> None:
    text = '{{ upper .a }}{{ trunc 2 .a | quote }}\n{{ index .l 3 }}{{ date "2006" 0 }}'
    loaded = stored_and_loaded(text)
    assert loaded is not None
    with pytest.raises(TemplateError) as caught:
        loaded.render({"a": "abc", "l": []})
    assert caught.value.place == Place("pod.yaml", 2, 4)
    assert loaded.render({"a": "abc", "l": [1, 2, 3, 4]}) == 'ABC"ab"\n41970'


def test_a_stored_template_that_changes_maps_still_copies_its_data() -> None:
    loaded = stored_and_loaded('{{ $_ := set . "a" 2 }}{{ .a }}')
    assert loaded is not None
    data = {"a": 1}
    assert loaded.render(data) == "2"
    assert data == {"a": 1}


@pytest.mark.parametrize("stored", [b"", b"nonsense", dumps(compile_template("t", "x", ALL))[:-20]])
def test_what_was_not_stored_whole_is_not_loaded(stored: bytes) -> None:
    assert loads(stored, ALL) is None


def test_a_template_stored_with_functions_of_other_parameters_is_not_loaded() -> None:
    stored = dumps(compile_template("t", '{{ f "x" }}', BUILTINS | FunctionSet({"f": function("string", str.upper)})))
    assert loads(stored, BUILTINS) is None
    assert loads(stored, BUILTINS | FunctionSet({"f": function("any", str)})) is None
    again = loads(stored, BUILTINS | FunctionSet({"f": function("string", str.title)}))
    assert again is not None
    assert again.render(None) == "X"


def test_a_fault_can_be_raised_by_custom_functions_with_a_remedy() -> None:
    def refuse(_value: object) -> str:
        raise Fault("no", remedy="try another")

    functions = BUILTINS | FunctionSet({"refuse": function("any -> string", refuse)})
    with pytest.raises(TemplateError) as caught:
        compile_template("t", "{{ refuse .x }}", functions).render({})
    assert caught.value.remedy == "try another"


@pytest.mark.parametrize("empty", ["", "  \n", "{{/* nothing */}}", " {{- /* nothing */ -}} "])
def test_an_empty_redefinition_leaves_what_was_defined(empty: str) -> None:
    full, nothing = '{{define "a"}}x{{end}}', f'{{{{define "a"}}}}{empty}{{{{end}}}}'
    invoked = '{{template "a"}}'
    assert compile_template("t", full + nothing + invoked, ALL).render({}) == "x"
    assert compile_template("t", nothing + full + invoked, ALL).render({}) == "x"


@pytest.mark.parametrize("text", ["{{.a.b}}", "{{(.a).b}}", "{{.a.b|print}}", "{{print (.a.b)}}", "{{$x:=.a.b}}{{$x}}"])
def test_what_may_follow_a_name(text: str) -> None:
    assert compile_template("t", text, ALL).render({"a": {"b": "v"}}) == "v"


@pytest.mark.parametrize("follower", list("=+\"'`${}[]/*-<>;&%#@!"))
@pytest.mark.parametrize("name", [".a", "$x", "print"])
def test_what_may_not_follow_a_name(name: str, follower: str) -> None:
    with pytest.raises(TemplateError, match=f"bad character U\\+00{ord(follower):02X}"):
        compile_template("t", f"{{{{$x := 1}}}}{{{{{name}{follower}1 }}}}", ALL)


@pytest.mark.parametrize("text", ["{{print(1)}}", "{{.a(1)}}"])
def test_a_parenthesis_right_after_a_name_is_no_bad_character_but_no_argument_either(text: str) -> None:
    with pytest.raises(TemplateError, match=r'unexpected "\(" in operand'):
        compile_template("t", text, ALL)
