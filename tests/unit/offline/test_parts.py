from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest

from meshctl.errors import InputError, SettingsError
from meshctl.offline.parts import read_injector, read_mapping

Write = Callable[[str], str]

CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: injector}
data:
  values: '{"global": {"hub": "h"}}'
  mesh: |
    trustDomain: td
  broken: '{'
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("templates: {sidecar: x}\n", {"templates": {"sidecar": "x"}}),
        (
            "spec:\n{{ if .Values.a }}\n  containers: []\n{{ end }}\n",
            "spec:\n{{ if .Values.a }}\n  containers: []\n{{ end }}\n",
        ),
        ("kind: Pod\napiVersion: v1\nspec: {}\n", {"kind": "Pod", "apiVersion": "v1", "spec": {}}),
    ],
)
def test_injector_configuration_may_be_a_document_or_a_template_that_is_no_yaml(
    write: Write, text: str, expected: object
) -> None:
    assert read_injector(write(text)).value == expected


def test_a_template_that_is_neither_yaml_nor_has_actions_is_a_fault_of_the_text(write: Write) -> None:
    with pytest.raises(InputError) as caught:
        read_injector(write("a: 1\nb: [1\n"))
    assert caught.value.place is not None
    assert caught.value.place.line == 2


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_an_empty_injector_file_is_refused_because_it_would_inject_nothing(write: Write, text: str) -> None:
    with pytest.raises(SettingsError, match="the file is empty"):
        read_injector(write(text))


@pytest.mark.parametrize("kind", ["Deployment", "Service", "IstioOperator"])
def test_a_manifest_in_place_of_injector_configuration_is_refused(write: Write, kind: str) -> None:
    with pytest.raises(SettingsError, match=f"found a manifest of kind {kind}"):
        read_injector(write(f"apiVersion: v1\nkind: {kind}\n"))


@pytest.mark.parametrize(("key", "expected"), [("values", {"global": {"hub": "h"}}), ("mesh", {"trustDomain": "td"})])
def test_the_config_map_that_holds_a_part_stands_for_it(
    write: Write, key: Literal["values", "mesh"], expected: object
) -> None:
    path = write(CONFIG_MAP)
    part = read_mapping(path, key)
    assert part.value == expected
    assert part.place.source == f"{path} (key {key})"


def test_a_config_map_without_the_part_names_the_keys_it_has(write: Write) -> None:
    with pytest.raises(SettingsError, match='missing configuration map key "mesh" in "a", which has other'):
        read_mapping(write("kind: ConfigMap\nmetadata: {name: a}\ndata: {other: x}\n"), "mesh")


@pytest.mark.parametrize("text", ["", "# nothing\n", "null\n"])
def test_an_empty_document_is_an_empty_mapping(write: Write, text: str) -> None:
    assert read_mapping(write(text), "values").value == {}


@pytest.mark.parametrize(("text", "found"), [("- 1\n", "a list"), ("3\n", "the number 3"), ("a\n", "the text 'a'")])
def test_a_document_that_is_no_mapping_is_told_by_what_it_is(write: Write, text: str, found: str) -> None:
    with pytest.raises(SettingsError, match=f"the document: expected a mapping, found {found}"):
        read_mapping(write(text), "values")


def test_an_operator_file_in_place_of_values_points_to_its_own_flag(write: Write) -> None:
    with pytest.raises(SettingsError) as caught:
        read_mapping(write("kind: IstioOperator\nspec: {}\n"), "values")
    assert caught.value.remedy == "give it with --operatorFileName"
