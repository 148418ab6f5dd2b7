"""A Gateway selects no workload.

## What it checks
Some pod, or pod template, of the set carries all labels of `spec.selector`, in any namespace. The default ingress
gateway (`istio: ingressgateway`) is always assumed to exist.

## Why it matters
Without a workload nothing listens.

## Example
Bad: the gateway's pods are labelled `istio: ingress`.
```yaml
selector: {istio: ingresgateway}
```
Good:
```yaml
selector: {istio: ingress}
```

## How to fix
Correct the selector, or lint the gateway's Deployment along.

## Source
istio/istio pkg/config/analysis/analyzers/gateway/gateway.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0101
from meshctl.analyze.rule import RuleMeta
from meshctl.model.gateways import selector_of, selector_text
from meshctl.model.kinds import GATEWAY
from meshctl.model.workloads import WORKLOAD_KINDS, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="gateway/selector-without-workload",
    messages=(IST0101,),
    kinds=(GATEWAY, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0101/",
    analyzers=("gateway.IngressGatewayPortAnalyzer", "gateway.SecretAnalyzer"),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a Gateway."""
    workloads = snapshot.derived(workload_table)
    for gateway in snapshot.every(GATEWAY):
        selector = selector_of(gateway)
        if not workloads.any_matching(selector):
            shown = selector_text(selector)
            yield IST0101.at(gateway, ("spec", "selector"), absent=True, reftype="workload with selector", refval=shown)
