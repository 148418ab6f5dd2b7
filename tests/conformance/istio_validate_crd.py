"""The crd layer against published rows: what the schemas and CEL rules of the CRDs accept and refuse."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from meshctl.analyze.schema import check_resource, find_kind
from tests.conformance.model import Result, checked, read_cases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from meshctl.analyze.schema import Channel

# Rows that the API server itself decides the other way, as the resource is written; each with the reason.
KNOWN_GAPS = {
    "httproute-httprouterule-3": "extensionRef.group is required by the CRD and absent from the row; the Go value it "
    "was made from writes it as an empty text",
}


def run(root: Path) -> Iterator[Result]:
    """One result a row and channel, in sets by kind and published verdict."""
    for row in crd_rows(root):
        verdict = "valid" if row["valid"] else "invalid"
        for channel in channels(row):
            name = f"istio-validate crd {row['kind']} {verdict}"
            yield checked(
                name, f"{row['id']} ({channel})", partial(run_case, row, channel), declared=KNOWN_GAPS.get(row["id"])
            )


def crd_rows(root: Path) -> list[dict[str, Any]]:
    """The rows of the crd layer."""
    return [row for row in read_cases(root / "istio-validate" / "cases.jsonl") if row["layer"] == "crd"]


def channels(row: dict[str, Any]) -> tuple[Channel, ...]:
    """The channels a row holds for; Istio's kinds have none, and are checked as an ordinary user would."""
    named = row.get("channel")
    return ("standard", "experimental") if named == "both" else (named or "any",)


def run_case(row: dict[str, Any], channel: Channel) -> str | None:
    """What differs from the published verdict, None where we agree."""
    resource = expanded(row["resource"])
    kind = find_kind(resource["apiVersion"], resource["kind"], channel)
    if kind is None:
        return f"no schema for {resource['apiVersion']} {resource['kind']} in channel {channel}"
    errors = [fault for fault in check_resource(resource, kind) if fault.severity == "error"]
    if row["valid"] == (not errors):
        return None
    found = "; ".join(f"{'.'.join(map(str, fault.path))}: {fault.message}" for fault in errors) or "valid"
    return f"published {'valid' if row['valid'] else 'invalid'}, found {found}"


def expanded(value: Any) -> Any:
    """The value with `{"$repeat": [text, count]}` written out."""
    if isinstance(value, dict):
        if set(value) == {"$repeat"}:
            text, count = value["$repeat"]
            return text * count
        return {key: expanded(member) for key, member in value.items()}
    return [expanded(item) for item in value] if isinstance(value, list) else value
