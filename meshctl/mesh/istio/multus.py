"""The networks annotation of Multus, the meta plug-in that attaches several networks to a pod.

Source: istio pkg/kube/inject/template.go (appendMultusNetwork).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue


def append_multus_network(existing: str, network: str) -> str:
    """The list of networks with `network` (`name` or `namespace/name`) in it; nothing changes where it is already.

    The list is plain (`a, b`) or JSON; JSON that does not parse is left as it is.
    """
    if not existing:
        return network
    if "]" in existing:
        return _append_to_json(existing, network)
    if network in (entry.strip() for entry in existing.split(",")):
        return existing
    return f"{existing}, {network}"


def _append_to_json(existing: str, network: str) -> str:
    namespace, slash, name = network.rpartition("/")
    wanted: dict[str, JSONValue] = {"name": name, "namespace": namespace} if slash else {"name": name}
    try:
        elements = json.loads(existing)
    except ValueError:
        return existing
    if not isinstance(elements, list) or not all(isinstance(element, dict) for element in elements):
        return existing
    if any(_is_same(element, wanted) for element in elements):
        return existing
    before, _, after = existing.rpartition("]")
    comma = ", " if elements else ""  # upstream writes one into an empty list too, which is no JSON
    return f"{before}{comma}{json.dumps(wanted)}]{after}"


def _is_same(element: dict[str, JSONValue], wanted: dict[str, JSONValue]) -> bool:
    return element.get("name") == wanted["name"] and (element.get("namespace") or "") == wanted.get("namespace", "")
