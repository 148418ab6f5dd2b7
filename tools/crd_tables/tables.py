"""Whole tables: one file per kind for custom resources, one for Kubernetes' own kinds, and the index of all."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tools.crd_tables.bundles import CrdVersion, read_bundles
from tools.crd_tables.channels import mark_experimental
from tools.crd_tables.core import KINDS, OBJECT_META, CoreBuilder
from tools.crd_tables.nodes import TableBuilder
from tools.crd_tables.rules import RuleBook

if TYPE_CHECKING:
    from pathlib import Path

Schema = dict[str, Any]
Entry = dict[str, Any]

_CORE_FILE = "kubernetes.json"


def build(crds: Path, openapi: Schema) -> tuple[dict[str, str], str]:
    """File contents by name, and the source of the rule module."""
    rules = RuleBook()
    versions = read_bundles(crds)
    by_kind: dict[tuple[str, str], list[CrdVersion]] = defaultdict(list)
    for version in versions:
        by_kind[version.group, version.kind].append(version)
    files: dict[str, str] = {}
    entries: list[Entry] = []
    for (group, kind), kind_versions in sorted(by_kind.items()):
        name = f"{group}_{kind}.json"
        table = TableBuilder(rules)
        metadata = CoreBuilder(openapi, table).definition(OBJECT_META)
        entries.extend(_crd_entry(version, kind_versions, table, metadata, name) for version in kind_versions)
        files[name] = _table_text(table)
    table = TableBuilder(rules)
    entries.extend(_core_entries(openapi, table))
    files[_CORE_FILE] = _table_text(table)
    files["index.json"] = _index_text(entries, openapi["info"]["version"])
    return files, rules.module()


def _crd_entry(version: CrdVersion, siblings: list[CrdVersion], table: TableBuilder, metadata: int, file: str) -> Entry:
    return {
        "apiVersion": version.api_version,
        "kind": version.kind,
        "plural": version.plural,
        "scope": version.scope,
        "channel": version.channel,
        "origin": version.origin,
        "served": version.served,
        "storage": version.storage,
        "deprecated": version.deprecated,
        "file": file,
        "root": _crd_root(version, siblings, table, metadata),
    }


def _crd_root(version: CrdVersion, siblings: list[CrdVersion], table: TableBuilder, metadata: int) -> int:
    experimental, standard = (_schema_in(channel, version, siblings) for channel in ("experimental", "standard"))
    schema = mark_experimental(version.schema, experimental, standard)
    root = table.nodes[table.structural(schema)].copy()
    members = {"apiVersion": table.add({"type": "string"}), "kind": table.add({"type": "string"})}
    root["properties"] = {**root["properties"], **members, "metadata": metadata}
    if version.has_status and "status" in root["properties"]:
        root["properties"]["status"] = table.loose(schema["properties"]["status"])
    return table.add(root)


def _schema_in(channel: str, version: CrdVersion, siblings: list[CrdVersion]) -> Schema | None:
    """The schema of the same version in a channel; None where that channel lacks it, and for kinds without channels."""
    same = (sibling for sibling in siblings if (sibling.channel, sibling.version) == (channel, version.version))
    return next((sibling.schema for sibling in same), None)


def _core_entries(openapi: Schema, table: TableBuilder) -> list[Entry]:
    builder = CoreBuilder(openapi, table)
    return [
        {
            "apiVersion": api_version,
            "kind": definition.rpartition(".")[2],
            "plural": plural,
            "scope": "Namespaced" if namespaced else "Cluster",
            "channel": "",
            "origin": "kubernetes",
            "served": True,
            "storage": True,
            "deprecated": "",
            "file": _CORE_FILE,
            "root": builder.kind(definition),
        }
        for api_version, definition, plural, namespaced in KINDS
    ]


def _table_text(table: TableBuilder) -> str:
    """One node per line: small, quick to read, and a new release shows as a readable diff."""
    lines = ",\n".join(_line(node) for node in table.nodes)
    return f'{{"nodes":[\n{lines}\n]}}\n'


def _index_text(entries: list[Entry], kubernetes: str) -> str:
    sources = {
        "istio": "istio/istio 86c9f01fd735 manifests/charts/base/files/crd-all.gen.yaml",
        "gateway-api": "kubernetes-sigs/gateway-api 4564255ac2c3 config/crd",
        "kubernetes": f"kubernetes/kubernetes {kubernetes} api/openapi-spec/swagger.json",
    }
    lines = ",\n".join(_line(entry) for entry in entries)
    return f'{{"licence":"Apache-2.0","sources":{_line(sources)},"kinds":[\n{lines}\n]}}\n'


def _line(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)
