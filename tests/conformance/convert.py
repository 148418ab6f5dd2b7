"""Published conversions of legacy routing kinds, compared by the README beside them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from meshctl.manifests.documents import read_documents
from meshctl.manifests.sources import read_source
from meshctl.mesh.convert import convert
from meshctl.mesh.go_text import parse_duration_ns
from tests.conformance.comparison import difference
from tests.conformance.model import Result, checked, read_cases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SET = "convert"
Value = Any

# Fields that hold a duration, so that `180.000s` and `3m` compare as the same time.
_DURATIONS = frozenset(
    {"timeout", "perTryTimeout", "fixedDelay", "baseEjectionTime", "interval", "maxAge", "connectTimeout"},
)


def run(root: Path) -> Iterator[Result]:
    """Every case of the set below the root."""
    for case in read_cases(root / SET / "index.json"):
        yield checked(SET, case["name"], partial(run_case, case, root / SET))


def run_case(case: dict[str, Any], folder: Path) -> str | None:
    """What differs from the published documents, None where nothing does."""
    inputs = [value for name in case["inputs"] for value in _values(folder / name)]
    ours = {_key(value): _comparable(value) for value in convert(inputs).values}
    theirs = {_key(value): _comparable(_modern(value)) for value in _values(folder / case["expected"])}
    return difference(ours, theirs)


def _values(path: Path) -> list[Value]:
    return [document.value for document in read_documents(read_source(str(path)))]


def _key(value: Value) -> str:
    return f"{value['kind']}/{value['metadata']['name']}"


def _modern(value: Value) -> Value:
    """What was published in 2018, in the fields of today."""
    if isinstance(value, list):
        return [_modern(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _modern(member) for name, member in _renamed(dict(value)).items()}


def _renamed(members: dict[str, Value]) -> dict[str, Value]:
    if "apiVersion" in members:
        members["apiVersion"] = "networking.istio.io/v1"
    for old in ("creationTimestamp", "websocketUpgrade"):
        members.pop(old, None)
    if "consecutiveErrors" in members:
        members["consecutive5xxErrors"] = members.pop("consecutiveErrors")
    if "percent" in members:
        members["percentage"] = {"value": members.pop("percent")}
    if "allowOrigin" in members:
        members["allowOrigins"] = [{"exact": origin} for origin in members.pop("allowOrigin")]
    if "appendHeaders" in members:
        members["headers"] = {"request": {"add": members.pop("appendHeaders")}}
    if "redirect" in members:
        members["redirect"] = {"redirectCode": 302, **members["redirect"]}
    if members.get("simple") == "LEAST_CONN":
        members["simple"] = "LEAST_REQUEST"
    return members


def _comparable(value: Value) -> Value:
    """A document without the choices that the README leaves open."""
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    if not isinstance(value, dict):
        return value
    members = {name: _comparable(member) for name, member in value.items()}
    for name in _DURATIONS & members.keys():
        members[name] = parse_duration_ns(members[name])
    routes = members.get("route", [])
    if len(routes) == 1:
        routes[0] = {**routes[0], "weight": 100}
    if members.get("location") == "MESH_EXTERNAL":
        del members["location"]
    if "number" in members and "name" in members:
        members["name"] = members["name"].lower()
    return members
