"""The kinds whose schemas travel with meshctl, by apiVersion, kind and channel; a table is read when asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

from meshctl.analyze.schema.compiler import Compiler

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshctl.analyze.schema.nodes import Check, Node

# Istio and Kubernetes kinds have one channel. For the Gateway API "any" is what a file without knowledge of its cluster
# can be held to: the experimental schemas, which contain the standard ones, with a note on each experimental field.
Channel = Literal["any", "standard", "experimental"]

_DATA = Path(__file__).with_name("data")


class _Entry(TypedDict):
    """One line of the index: a version of a kind in a channel, and where its schema stands."""

    apiVersion: str
    kind: str
    plural: str
    scope: Literal["Namespaced", "Cluster"]
    channel: Literal["", "standard", "experimental"]
    origin: Literal["istio", "gateway-api", "kubernetes"]
    served: bool
    deprecated: str
    storage: bool
    file: str
    root: int


class _Table(TypedDict):
    nodes: list[Node]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSchema:
    """One version of a kind, as one channel has it.

    `deprecated` is the warning of the API server, empty where there is none. `channel` is empty outside the Gateway
    API. `served` is false for a version that the CRD still declares but no longer answers for.
    """

    api_version: str
    kind: str
    plural: str
    namespaced: bool
    channel: Literal["", "standard", "experimental"]
    origin: Literal["istio", "gateway-api", "kubernetes"]
    served: bool
    storage: bool
    deprecated: str
    notes_experimental: bool
    table: str
    root: int

    @property
    def group(self) -> str:
        """The API group, empty for the core group."""
        return _group(self.api_version)

    def check(self) -> Check:
        """The compiled check of the whole resource, made at the first call."""
        return _compiler(self.table).check(self.root)


@cache
def find_kind(api_version: str, kind: str, channel: Channel = "any") -> KindSchema | None:
    """The schema of a kind in just this version, None for a kind or version that meshctl does not know.

    With channel "any" the experimental schema answers where there is one: it accepts all that the standard one accepts.
    """
    candidates = _index().get((api_version, kind), ())
    by_channel = {entry["channel"]: entry for entry in candidates}
    wanted = "experimental" if channel == "any" else channel
    entry = by_channel.get(wanted) or by_channel.get("")
    return None if entry is None else _schema(entry, notes_experimental=channel == "any")


def known_versions(group: str, kind: str) -> tuple[str, ...]:
    """The apiVersions served for a kind of `group` in some channel, storage version first; empty if unknown."""
    entries = [entry for entry in _entries() if entry["kind"] == kind and _group(entry["apiVersion"]) == group]
    served = sorted((not entry["storage"], entry["apiVersion"]) for entry in entries if entry["served"])
    return tuple(dict.fromkeys(version for _, version in served))


def known_kinds() -> tuple[KindSchema, ...]:
    """Every version of every kind in every channel, in the order of the index."""
    return tuple(_schema(entry, notes_experimental=False) for entry in _entries())


def _group(api_version: str) -> str:
    group, slash, _ = api_version.rpartition("/")
    return group if slash else ""


def _schema(entry: _Entry, *, notes_experimental: bool) -> KindSchema:
    return KindSchema(
        api_version=entry["apiVersion"],
        kind=entry["kind"],
        plural=entry["plural"],
        namespaced=entry["scope"] == "Namespaced",
        channel=entry["channel"],
        origin=entry["origin"],
        served=entry["served"],
        storage=entry["storage"],
        deprecated=entry["deprecated"],
        notes_experimental=notes_experimental and entry["channel"] == "experimental",
        table=entry["file"],
        root=entry["root"],
    )


@cache
def _index() -> dict[tuple[str, str], list[_Entry]]:
    index: dict[tuple[str, str], list[_Entry]] = {}
    for entry in _entries():
        index.setdefault((entry["apiVersion"], entry["kind"]), []).append(entry)
    return index


@cache
def _entries() -> Sequence[_Entry]:
    entries: list[_Entry] = json.loads(_read("index.json"))["kinds"]
    return entries


def table_nodes(kind: KindSchema) -> Sequence[Node]:
    """The nodes of the table that `kind` stands in; `kind.root` is the index of its own."""
    return _compiler(kind.table).nodes


@cache
def _compiler(table: str) -> Compiler:
    content: _Table = json.loads(_read(table))
    return Compiler(content["nodes"])


def _read(name: str) -> str:
    # importlib.resources would add ten milliseconds to every start; wheels are unpacked, so the files are beside us.
    return (_DATA / name).read_text(encoding="utf-8")
