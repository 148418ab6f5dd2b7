"""An injection webhook overlaps with another, or calls a Service that does not exist.

## What it checks
For all combinations of injection and revision labels on namespace and pod, at most one of the set's injection webhooks
matches. The Service a webhook calls is in the set.

## Why it matters
Two matching webhooks inject twice; a missing Service fails every pod creation, or skips injection.

## Example
Bad: two configurations, both with
```yaml
namespaceSelector: {matchLabels: {istio-injection: enabled}}
```
Good: one of them selects `istio.io/rev: canary` instead.

## How to fix
Separate the selectors by revision, remove the stale configuration, or correct the Service.

## Source
istio/istio pkg/config/analysis/analyzers/webhook/webhook.go
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0139
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import JSONObject, dig, mapping, objects, text, texts
from meshctl.model.injectors import is_injector_webhook, selects, webhooks
from meshctl.model.kinds import MUTATING_WEBHOOK, SERVICE
from meshctl.model.workloads import INJECT, NAMESPACE_INJECTION, REVISION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="control-plane/overlapping-webhooks",
    messages=(IST0139,),
    kinds=(MUTATING_WEBHOOK, SERVICE),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0139/",
    analyzers=("webhook.Analyzer",),
)

_SELECTORS = ("namespaceSelector", "objectSelector")
_Hook = tuple["MeshResource", int, JSONObject]


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a webhook and set of rivals, and one a webhook whose Service is missing."""
    configurations = [each for each in snapshot.of_kind(MUTATING_WEBHOOK) if _is_injector(each)]
    hooks: list[_Hook] = [(each, index, hook) for each in configurations for index, hook in webhooks(each)]
    yield from _overlaps(hooks)
    for configuration, index, hook in hooks:
        service = mapping(dig(hook, "clientConfig", "service"))
        namespace, name = text(service.get("namespace")), text(service.get("name"))
        if service and snapshot.find(SERVICE, namespace, name) is None:
            yield IST0139.at(
                configuration,
                ("webhooks", index, "clientConfig", "service", "name"),
                absent=True,
                detail=f"webhook {text(hook.get('name'))} calls Service {namespace}/{name}, which is not in the set",
                remedy="Correct the Service, remove a stale configuration, or lint the control plane's Service along.",
            )


def _is_injector(configuration: MeshResource) -> bool:
    hooks = [hook for _, hook in webhooks(configuration)]
    return REVISION in configuration.labels or any(is_injector_webhook(hook) or _revisions(hook) for hook in hooks)


def _revisions(hook: JSONObject) -> set[str]:
    """Revisions that the selectors of a webhook name."""
    found: set[str] = set()
    for selector in (mapping(hook.get(name)) for name in _SELECTORS):
        found.add(text(mapping(selector.get("matchLabels")).get(REVISION)))
        for _, expression in objects(selector.get("matchExpressions")):
            if expression.get("key") == REVISION:
                found.update(texts(expression.get("values")))
    return found - {""}


def _overlaps(hooks: list[_Hook]) -> Iterator[Problem]:
    revisions = {revision for _, _, hook in hooks for revision in _revisions(hook)}
    revisions |= {each.labels[REVISION] for each, _, _ in hooks if REVISION in each.labels}
    namespaces = _label_sets(NAMESPACE_INJECTION, ("enabled", "disabled"), revisions)
    pods = _label_sets(INJECT, ("true", "false"), revisions)
    reported: set[tuple[MeshResource, str]] = set()
    for namespace, pod in product(namespaces, pods):
        matching = [hook for hook in hooks if selects(hook[2], namespace, pod)]
        for hook in matching if len(matching) > 1 else ():
            rivals = [each for each in matching if each is not hook]
            shown = ", ".join(sorted(f"{each[0].name}/{text(each[2].get('name'))}" for each in rivals))
            if (hook[0], shown) not in reported:
                reported.add((hook[0], shown))
                yield _overlap(hook, rivals, shown)


def _label_sets(name: str, values: tuple[str, str], revisions: set[str]) -> list[dict[str, str]]:
    choices = [{}, *({name: value} for value in values)]
    tags = [{}, *({REVISION: revision} for revision in sorted(revisions))]
    return [{**choice, **tag} for choice, tag in product(choices, tags)]


def _overlap(hook: _Hook, rivals: list[_Hook], shown: str) -> Problem:
    configuration, index, value = hook
    return IST0139.at(
        configuration,
        ("webhooks", index, "name"),
        related=tuple(
            Place(resource=each, path=("webhooks", number, "name"), message="matches the same pods")
            for each, number, _ in rivals
        ),
        detail=f"webhook {text(value.get('name'))} matches pods that {shown} would inject too",
        remedy="Separate the selectors by revision, or remove the stale configuration.",
    )
