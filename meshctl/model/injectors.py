"""What the set tells about sidecar injectors: their ConfigMaps' values and the webhooks that would take a pod."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from meshctl.model.fields import JSONObject, dig, mapping, objects, sequence, text, texts
from meshctl.model.kinds import CONFIG_MAP, MUTATING_WEBHOOK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshctl.k8s.types import JSONValue
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

INJECTOR_CONFIG = "istio-sidecar-injector"
_DEFAULT_REVISION = "default"


def config_map_name(revision: str) -> str:
    """Name of the injector's ConfigMap for a revision."""
    return INJECTOR_CONFIG if revision in ("", _DEFAULT_REVISION) else f"{INJECTOR_CONFIG}-{revision}"


def injector_values(snapshot: Snapshot) -> dict[str, JSONObject]:
    """The `values` of each loaded injector ConfigMap by its name; unreadable ones are left out."""
    found: dict[str, JSONObject] = {}
    for resource in snapshot.of_kind(CONFIG_MAP):
        if resource.name.startswith(INJECTOR_CONFIG):
            values = _parse(text(dig(resource.value, "data", "values")))
            if values is not None:
                found[resource.name] = values
    return found


def _parse(written: str) -> JSONObject | None:
    try:
        return mapping(json.loads(written))
    except ValueError:
        return None


def is_injector_webhook(webhook: JSONObject) -> bool:
    """Whether a webhook entry belongs to Istio's injector, told by its name."""
    return text(webhook.get("name")).endswith("istio.io")


def webhooks(resource: MeshResource) -> Iterator[tuple[int, JSONObject]]:
    """Index and entry of each webhook of a configuration."""
    return objects(resource.value.get("webhooks"))


def injector_webhooks(snapshot: Snapshot) -> list[JSONObject]:
    """All entries of mutating configurations that belong to Istio's injector."""
    return [
        webhook
        for resource in snapshot.of_kind(MUTATING_WEBHOOK)
        for _, webhook in webhooks(resource)
        if is_injector_webhook(webhook)
    ]


def selects(webhook: JSONObject, namespace: Mapping[str, str], pod: Mapping[str, str]) -> bool:
    """Whether both selectors of a webhook take these labels; an absent selector takes all."""
    return label_selector_matches(webhook.get("namespaceSelector"), namespace) and label_selector_matches(
        webhook.get("objectSelector"), pod
    )


def label_selector_matches(selector: JSONValue, labels: Mapping[str, str]) -> bool:
    """Kubernetes' matchLabels and matchExpressions, all of which must hold; unknown operators never do."""
    wanted = mapping(mapping(selector).get("matchLabels"))
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    return all(
        _expression_holds(mapping(expression), labels)
        for expression in sequence(mapping(selector).get("matchExpressions"))
    )


def _expression_holds(expression: JSONObject, labels: Mapping[str, str]) -> bool:
    key, values = text(expression.get("key")), texts(expression.get("values"))
    match expression.get("operator"):
        case "In":
            return labels.get(key) in values if key in labels else False
        case "NotIn":
            return key not in labels or labels[key] not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            return False
