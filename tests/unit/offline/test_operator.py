from __future__ import annotations

from collections.abc import Callable

import pytest

from meshctl.errors import SettingsError
from meshctl.offline.operator import read_operator

Write = Callable[[str], str]


def test_short_fields_become_values_and_the_values_of_the_file_beat_them(write: Write) -> None:
    operator = read_operator(
        write(
            """\
kind: IstioOperator
spec:
  hub: h.example.org
  tag: "1.2"
  revision: canary
  components: {cni: {enabled: true}}
  values:
    global: {tag: "9.9", network: net}
  meshConfig: {trustDomain: td}
"""
        )
    )
    assert operator.values == {
        "global": {"hub": "h.example.org", "tag": "9.9", "network": "net"},
        "revision": "canary",
        "pilot": {"cni": {"enabled": True}},
    }
    assert operator.revision == "canary"
    assert operator.mesh is not None
    assert operator.mesh.value == {"trustDomain": "td"}


def test_an_operator_without_settings_asks_for_nothing(write: Write) -> None:
    operator = read_operator(write("kind: IstioOperator\n"))
    assert (operator.values, operator.mesh, operator.revision) == ({"global": {}}, None, "")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("3", "spec: expected a mapping, found the number 3"),
        ("{components: 3}", "spec.components: expected a mapping"),
        ("{components: {cni: [1]}}", "spec.components.cni: expected a mapping, found a list"),
        ("{values: [1]}", "spec.values: expected a mapping, found a list"),
        ("{meshConfig: x}", "spec.meshConfig: expected a mapping, found the text 'x'"),
        ("{revision: 1.2}", "spec.revision: expected text"),
    ],
)
def test_a_field_of_the_wrong_type_is_named(write: Write, spec: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message.replace("[", r"\[")):
        read_operator(write(f"kind: IstioOperator\nspec: {spec}\n"))


@pytest.mark.parametrize(
    ("text", "found"), [("a: 1\n", "no kind"), ("kind: Service\n", "kind Service"), ("", "no kind")]
)
def test_a_file_of_another_kind_is_refused(write: Write, text: str, found: str) -> None:
    with pytest.raises(SettingsError, match=f"found {found}, expected IstioOperator"):
        read_operator(write(text))
