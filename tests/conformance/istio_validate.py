"""Published rows of Istio's own validation: rule code (semantic) and the validate command on whole documents."""

from __future__ import annotations

import base64
from functools import partial
from typing import TYPE_CHECKING, Any

from meshctl.analyze.rules.resource import invalid_resource
from meshctl.analyze.rules.service import external_name_port, unclear_port_protocol
from meshctl.analyze.runner import check_resources, check_rules
from meshctl.analyze.semantic import Violation, validate
from meshctl.analyze.semantic.envoy_filter import REMINDER
from meshctl.analyze.settings import LintSettings
from meshctl.model.resource import mesh_resource
from meshctl.model.snapshot import build_snapshots
from tests.conformance.istio_validate_crd import expanded
from tests.conformance.model import Result, checked, read_cases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from meshctl.analyze.findings import Finding
    from meshctl.model.resource import MeshResource

Row = dict[str, Any]

# What the validate command looks at in a document: the fields and rules of Istio kinds, and port names.
_COMMAND_CODES = frozenset({"IST0106", "MSH0020", "IST0118", "IST0150"})


def run(root: Path) -> Iterator[Result]:
    """One result a row, in sets by layer, kind and published verdict."""
    for row in rows(root):
        name = f"istio-validate {row['layer']} {row['kind']} {'valid' if row['valid'] else 'invalid'}"
        yield checked(name, row["id"], partial(run_case, row))


def rows(root: Path) -> list[Row]:
    """All rows but those of the crd layer, which have a module of their own."""
    return [row for row in read_cases(root / "istio-validate" / "cases.jsonl") if row["layer"] != "crd"]


def run_case(row: Row) -> str | None:
    """What differs from the published verdict, None where we agree."""
    return _run_semantic(row) if row["layer"] == "semantic" else _run_command(row)


def _run_semantic(row: Row) -> str | None:
    found = [violation for violation in validate(_as_written(row["resource"])) if violation.slug != REMINDER]
    is_valid = not any(violation.severity == "error" for violation in found)
    warns = any(violation.severity == "warning" for violation in found)
    if is_valid != row["valid"]:
        return f"published {_verdict(row['valid'])}, found {_verdict(is_valid)}: {_told(found)}"
    if row["warning"] is not None and row["warning"] != warns:
        return f"published warning {row['warning']}, found {warns}: {_told(found)}"
    return None


def _as_written(resource: Any) -> Any:
    """The resource as a manifest holds it: the rows leave `body.bytes` undecoded."""
    resource = expanded(resource)
    for route in resource["spec"].get("http") or []:
        body = route.get("directResponse", {}).get("body", {})
        if "bytes" in body:
            body["bytes"] = base64.b64encode(body["bytes"].encode()).decode()
    return resource


def _verdict(valid: object) -> str:
    return "valid" if valid else "invalid"


def _told(violations: list[Violation]) -> str:
    return "; ".join(f"{'.'.join(map(str, each.path))}: {each.message}" for each in violations)


def _run_command(row: Row) -> str | None:
    found = [each for each in _findings(expanded(row["resource"])) if each.code in _COMMAND_CODES]
    if row["valid"] == (not found):
        return None
    told = "; ".join(f"{each.code} {'.'.join(map(str, each.field_path))}: {each.message}" for each in found)
    return f"published {_verdict(row['valid'])}, found {_verdict(not found)}: {told}"


def _findings(document: Row) -> list[Finding]:
    settings = LintSettings(default_namespace="default")
    values = document["items"] if document["kind"] == "List" else [document]
    resources = [_resource(value) for value in values]
    [snapshot] = build_snapshots({"": resources}, settings).values()
    port_rules = (unclear_port_protocol, external_name_port)
    found = check_resources((invalid_resource,), resources, snapshot, settings)
    return [*found, *check_rules(port_rules, {"": snapshot}, settings)]


def _resource(value: Row) -> MeshResource:
    api_version = value.get("apiVersion", "")
    return mesh_resource(value, api_version=api_version, kind=value["kind"], default_namespace="default")
