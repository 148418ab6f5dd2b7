from __future__ import annotations

import ast
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshctl.gotemplate import BUILTINS, SPRIG, compile_template
from meshctl.gotemplate.compiler import generate
from meshctl.gotemplate.parser import parse
from meshctl.gotemplate.quoting import quote
from meshctl.gotemplate.template import _NAMESPACE
from tests.unit.gotemplate.random_templates import random_cases

ALL = BUILTINS | SPRIG
LOCALS = re.compile(r"(?:[dvxyrjtfk]\d+|[oxstn]|st|_|float)")


def source_of(text: str) -> str:
    return generate(parse("t", text, ALL), ALL, "default").source


def names_in(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


# Ids are numbers: text of templates holds what no test can be chosen by on a command line.
@pytest.mark.parametrize("case", list(random_cases(4, 150)), ids=[str(number) for number in range(150)])
def test_generated_source_holds_generated_names_only(case: object) -> None:
    text = getattr(case, "text", "")
    try:
        source = source_of(text)
    except Exception:  # noqa: BLE001  broken templates make no source at all
        return
    assert {name for name in names_in(source) if not LOCALS.fullmatch(name)} <= set(_NAMESPACE)
    calls = {type(node) for node in ast.walk(ast.parse(source))}
    assert not calls & {ast.Import, ast.ImportFrom, ast.Global, ast.ClassDef, ast.Await}


HOSTILE = st.text(
    alphabet=st.one_of(st.sampled_from("'\"\\\n\r\t\x00\x01\x02`{}()#;:\x1a\u2028éx"), st.characters()), max_size=40
).filter(lambda text: not any("\ud800" <= character <= "\udfff" for character in text))


@settings(max_examples=200, deadline=None)
@given(HOSTILE)
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    plain = text.replace("{{", "{ {")
    if not plain.endswith("{"):
        assert compile_template("t", plain + "{{ 1 }}", ALL).render(None) == plain + "1"
    assert compile_template("t", "{{ " + quote(text) + " }}", ALL).render(None) == text
    assert compile_template("t", "{{ .a." + "b }}{{ index . " + quote(text) + " }}", ALL).render({text: "v"}) in {
        "<no value>v",
        "vv",
    }


def test_names_of_templates_fields_and_variables_cannot_break_out() -> None:
    name = 'x"); import os #\n'
    text = (
        f"{{{{ define {quote(name)} }}}}{{{{ . }}}}{{{{ end }}}}{{{{ $os := 1 }}}}{{{{ template {quote(name)} $os }}}}"
    )
    assert compile_template(name + "main", text, ALL).render(None) == "1"


def test_straight_output_is_one_statement() -> None:
    source = source_of("a {{ .x }} b {{ .y }} c")
    assert len(ast.parse(source).body[0].body) == 2  # type: ignore[attr-defined]
