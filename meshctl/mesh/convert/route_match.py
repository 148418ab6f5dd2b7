"""MatchCondition of a RouteRule: source, HTTP request, TCP and UDP addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.mesh.convert.legacy_field import LegacyField, without_absent
from meshctl.mesh.convert.service_name import labels_of

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue

# Attributes of the request that were written as if they were headers.
_PSEUDO_HEADERS = ("uri", "scheme", "method", "authority")
_FORMS = ("exact", "prefix", "regex")


def http_match(match: LegacyField, *, carry_all: bool) -> list[JSONValue]:
    """The match of an HTTP route; with `carry_all` source labels are part of it, else they are noted as lost."""
    if not match:
        return []
    for name in ("tcp", "udp"):
        match.lose(name, because=f"a match of {name.upper()} addresses cannot stand in an HTTP route")
    headers = match["request"]["headers"].members()
    converted: dict[str, JSONValue] = {name: _string(field) for name, field in headers if name in _PSEUDO_HEADERS}
    converted["headers"] = {name: _string(field) for name, field in headers if name not in _PSEUDO_HEADERS}
    converted["sourceLabels"] = _source_labels(match["source"], carry_all=carry_all)
    bare = without_absent(converted)
    return [bare] if bare else []


def tcp_match(match: LegacyField) -> list[JSONValue]:
    """The match of a TCP route; only destinations can be compared today."""
    match["tcp"].lose("sourceSubnet", because="the source address of a connection cannot be matched")
    converted: dict[str, JSONValue] = {
        "destinationSubnets": [subnet.text() for subnet in match["tcp"]["destinationSubnet"].items()],
        "sourceLabels": _source_labels(match["source"], carry_all=True),
    }
    return [without_absent(converted)]


def _source_labels(source: LegacyField, *, carry_all: bool) -> dict[str, JSONValue]:
    if source["name"] or source["service"]:
        source.note("the calling service cannot be matched by name; match its labels (sourceLabels)")
    if carry_all or not source["labels"]:
        return labels_of(source)
    source["labels"].note(
        "the labels of the caller were left out, so the route applies to all callers; carry them over as sourceLabels"
    )
    return {}


def _string(field: LegacyField) -> JSONValue:
    """A StringMatch; version 0.1 wrote a plain text for an exact match."""
    if field.text():
        return {"exact": field.text()}
    form = next((name for name in _FORMS if field[name].value is not None), "")
    if form == "regex":
        field["regex"].note("regular expressions were ECMAScript and are RE2 today: no look-ahead", lost=False)
    return {form: field[form].value} if form else {}
