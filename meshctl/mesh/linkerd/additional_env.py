"""More environment for the proxy, gathered from values, namespace and pod.

Source: linkerd/linkerd2 pkg/inject/inject.go.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from meshctl.mesh.linkerd.annotations import ADDITIONAL_ENV

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Variable = dict[str, Any]


def merged_env(values: Iterable[Variable], *annotations: Mapping[str, str]) -> list[Variable]:
    """The variables of the values, then of each set of annotations; one of a known name replaces it in its place.

    An annotation that is no JSON list of variables is left out.
    """
    found: dict[str, Variable] = {}
    for variables in (values, *(_read(each.get(ADDITIONAL_ENV)) for each in annotations)):
        for variable in variables:
            found[variable["name"]] = variable
    return list(found.values())


def _read(text: str | None) -> list[Variable]:
    try:
        entries = json.loads(text) if text else []
    except ValueError:
        return []
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        return []
    return [entry for entry in entries if isinstance(entry.get("name"), str) and entry["name"]]
