"""A pod still has the placeholder image of a gateway.

## What it checks
A container istio-proxy with image `auto`: on a Pod always, on a Deployment if the set's injection webhooks do not match
its namespace and template labels.

## Why it matters
`auto` is replaced by injection. Without it Kubernetes tries to pull an image called auto.

## Example
Bad: the namespace has no injection label and the template opts out.
```yaml
template:
  metadata: {labels: {sidecar.istio.io/inject: "false"}}
  spec: {containers: [{name: istio-proxy, image: auto}]}
```
Good:
```yaml
template:
  metadata: {labels: {sidecar.istio.io/inject: "true"}}
  spec: {containers: [{name: istio-proxy, image: auto}]}
```

## How to fix
Label namespace or template for injection.

## Source
istio/istio pkg/config/analysis/analyzers/injection/image-auto.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0146, IST0147
from meshctl.analyze.rule import RuleMeta
from meshctl.model.injectors import injector_webhooks, selects
from meshctl.model.kinds import DEPLOYMENT, MUTATING_WEBHOOK, NAMESPACE, POD, short_kind
from meshctl.model.snapshot import namespace_labels
from meshctl.model.workloads import PROXY_CONTAINER, workload_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="injection/auto-image",
    messages=(IST0146, IST0147),
    kinds=(NAMESPACE, POD, DEPLOYMENT, MUTATING_WEBHOOK),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0146/",
    analyzers=("injection.ImageAutoAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Pod or Deployment; a Deployment is uncertain while the set holds no injection webhook."""
    for resource in snapshot.every(POD):
        for path in _placeholders(resource):
            yield IST0147.at(resource, path, kind="Pod", name=resource.full_name)
    webhooks = injector_webhooks(snapshot)
    for resource in snapshot.every(DEPLOYMENT):
        labels = namespace_labels(snapshot, resource.namespace or "default") or {}
        template = workload_of(resource)
        if not any(selects(webhook, labels, template.labels) for webhook in webhooks):
            for path in _placeholders(resource):
                kind = short_kind(resource.kind)
                yield IST0146.at(resource, path, absent=not webhooks, kind=kind, name=resource.full_name)


def _placeholders(resource: MeshResource) -> Iterator[FieldPath]:
    for path, container in workload_of(resource).containers():
        if container.get("name") == PROXY_CONTAINER and container.get("image") == "auto":
            yield (*path, "image")
