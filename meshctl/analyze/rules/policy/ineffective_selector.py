"""A policy selects pods of a Gateway API gateway.

## What it checks
AuthorizationPolicy, RequestAuthentication, Telemetry and WasmPlugin with a selector and without `targetRef` do not pick
pods that carry the label `gateway.networking.k8s.io/gateway-name`.

## Why it matters
Selectors are ignored on such pods, so the policy is not in force there.

## Example
Bad:
```yaml
selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: web}}
```
Good:
```yaml
targetRefs:
- {group: gateway.networking.k8s.io, kind: Gateway, name: web}
```

## How to fix
Attach the policy with `targetRefs`.

## Source
istio/istio pkg/config/analysis/analyzers/k8sgateway/workloadselector.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0166
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, labels_of
from meshctl.model.kinds import AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, TELEMETRY, WASM_PLUGIN
from meshctl.model.workloads import WORKLOAD_KINDS, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

_POLICY_KINDS = (AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, TELEMETRY, WASM_PLUGIN)

META = RuleMeta(
    slug="policy/ineffective-selector",
    messages=(IST0166,),
    kinds=(*_POLICY_KINDS, *WORKLOAD_KINDS),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0166/",
    analyzers=("k8sgateway.SelectorAnalyzer",),
)

_GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name"


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a policy and gateway."""
    for policy in snapshot.every(*_POLICY_KINDS):
        selector = policy.spec.get("selector")
        if not isinstance(selector, dict) or policy.spec.get("targetRef") or policy.spec.get("targetRefs"):
            continue
        labels = labels_of(dig(selector, "matchLabels"))
        pods = snapshot.derived(workload_table).matching(labels, policy.namespace)
        gateways = {pod.labels[_GATEWAY_NAME]: pod for pod in pods if _GATEWAY_NAME in pod.labels}
        for gateway, pod in gateways.items():
            place = Place(resource=pod.resource, message="pod of the gateway")
            yield IST0166.at(policy, ("spec", "selector"), related=(place,), gateway=gateway)
