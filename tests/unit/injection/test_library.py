from __future__ import annotations

from typing import Any

import pytest

from meshctl.errors import TemplateError
from meshctl.gotemplate import BUILTINS, compile_template
from meshctl.injection.library import Library


def library(**more: Any) -> Library:
    return Library(
        texts={"sidecar": "a", "gateway": "b", "bad": "{{ if }}"},
        compile=lambda name, text: compile_template(name, text, BUILTINS),
        **more,
    )


ALIASES = {"both": ("sidecar", "gateway"), "chain": ("both",), "none": (), "sidecar": ("gateway",)}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (None, ("sidecar",)),
        ("gateway", ("gateway",)),
        (" sidecar , gateway ", ("sidecar", "gateway")),
        ("gateway,gateway,sidecar", ("gateway", "gateway", "sidecar")),
    ],
)
def test_names_are_taken_in_order_with_repeats(wanted: str | None, expected: tuple[str, ...]) -> None:
    assert library().select(wanted) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("both", ("sidecar", "gateway")),
        ("both,gateway", ("sidecar", "gateway", "gateway")),
        ("none", ()),
        ("sidecar", ("gateway",)),
    ],
)
def test_an_alias_stands_for_its_list_one_level_deep(wanted: str, expected: tuple[str, ...]) -> None:
    assert library(aliases=ALIASES).select(wanted) == expected


def test_aliases_hold_for_the_defaults_too() -> None:
    assert library(aliases=ALIASES, defaults=("both",)).select(None) == ("sidecar", "gateway")


@pytest.mark.parametrize(
    ("wanted", "name"), [("", ""), (" ", ""), ("sidecar,", ""), ("nope", "nope"), ("chain", "both")]
)
def test_an_unknown_name_lists_those_there_are(wanted: str, name: str) -> None:
    with pytest.raises(TemplateError) as caught:
        library(aliases=ALIASES).select(wanted)
    assert caught.value.message == f'requested template "{name}" not found; have bad, gateway, sidecar'


def test_a_template_is_compiled_once_and_only_when_wanted() -> None:
    found = library()
    assert found.template("sidecar") is found.template("sidecar")
    with pytest.raises(TemplateError):
        found.template("bad")


def test_one_template_that_does_not_parse_rejects_the_whole_configuration() -> None:
    with pytest.raises(TemplateError):
        library().compile_all()
