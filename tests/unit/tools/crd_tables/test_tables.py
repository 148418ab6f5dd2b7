from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.shared_data import shared_path
from tools.crd_tables.channels import EXPERIMENTAL, mark_experimental
from tools.crd_tables.choices import take_choices
from tools.crd_tables.tables import build

_DATA = Path(__file__).parents[4] / "meshctl" / "analyze" / "schema" / "data"
_KUBERNETES = "k8s.io/kubernetes@v1.35.4"


def _required(*names: str) -> list[dict[str, list[str]]]:
    return [{"required": [name]} for name in names]


def test_a_protobuf_oneof_is_read_as_at_most_one() -> None:
    schema = {"type": "object", "oneOf": [{"not": {"anyOf": _required("a", "b")}}, *_required("a", "b")]}
    assert take_choices(schema) == ([{"members": ["a", "b"], "least": 0}], {"type": "object"})


def test_several_oneofs_are_read_from_all_of_and_a_plain_one_as_exactly_one() -> None:
    schema = {"allOf": [{"oneOf": _required("a", "b")}, {"properties": {}}]}
    assert take_choices(schema) == ([{"members": ["a", "b"], "least": 1}], {"allOf": [{"properties": {}}]})


def test_alternatives_that_are_no_choice_stay() -> None:
    schema = {"oneOf": [{"properties": {"a": {"enum": ["x"]}}}, *_required("b")]}
    assert take_choices(schema) == ([], schema)


def test_members_that_one_channel_lacks_are_marked_in_both() -> None:
    text = {"type": "string"}
    standard = {"properties": {"a": text, "b": {"properties": {"c": text}}}}
    experimental = {"properties": {"a": text, "b": {"properties": {"c": text, "d": text}}, "e": text}}
    for schema in (standard, experimental):
        marked = mark_experimental(schema, experimental, standard)
        assert marked[EXPERIMENTAL] == ["e"]
        assert marked["properties"]["b"][EXPERIMENTAL] == ["d"]


def test_the_packaged_tables_are_what_the_published_schemas_give() -> None:
    files, _ = build(shared_path("conformance/crds"), json.loads(_openapi().read_text("utf-8")))
    assert {path.name: path.read_text("utf-8") for path in _DATA.glob("*.json")} == files


def _openapi() -> Path:
    """The document in Go's module cache; nothing is fetched for a test."""
    try:
        cache = subprocess.run(["go", "env", "GOMODCACHE"], capture_output=True, text=True, check=True).stdout.strip()
    except FileNotFoundError:
        pytest.skip("needs Go to find the OpenAPI document of Kubernetes")
    path = Path(cache) / _KUBERNETES / "api" / "openapi-spec" / "swagger.json"
    if not path.exists():
        pytest.skip(f"{_KUBERNETES} is not in Go's module cache")
    return path
