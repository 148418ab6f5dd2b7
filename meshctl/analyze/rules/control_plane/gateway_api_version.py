"""A Gateway API CRD is too old for Istio.

## What it checks
The annotation `gateway.networking.k8s.io/bundle-version` of the CRDs grpcroutes (1.1.0), backendtlspolicies (1.4.0),
tlsroutes (1.5.0) and tcproutes (1.6.0) is at least the version in parentheses; pre-releases count as their release.

## Why it matters
Istio does not read the kind from older CRDs: objects of it are ignored.

## Example
Bad:
```yaml
metadata:
  name: grpcroutes.gateway.networking.k8s.io
  annotations: {gateway.networking.k8s.io/bundle-version: v1.0.0}
```
Good:
```yaml
metadata:
  name: grpcroutes.gateway.networking.k8s.io
  annotations: {gateway.networking.k8s.io/bundle-version: v1.1.0}
```

## How to fix
Install newer Gateway API CRDs.

## Source
istio/istio pkg/config/analysis/analyzers/k8sgateway/crdversion.go
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0176
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import CUSTOM_RESOURCE_DEFINITION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="control-plane/gateway-api-version",
    messages=(IST0176,),
    kinds=(CUSTOM_RESOURCE_DEFINITION,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0176/",
    analyzers=("k8sgateway.CRDVersionAnalyzer",),
)

_ANNOTATION = "gateway.networking.k8s.io/bundle-version"
_MINIMUM = {
    "grpcroutes.gateway.networking.k8s.io": (1, 1, 0),
    "backendtlspolicies.gateway.networking.k8s.io": (1, 4, 0),
    "tlsroutes.gateway.networking.k8s.io": (1, 5, 0),
    "tcproutes.gateway.networking.k8s.io": (1, 6, 0),
}
_VERSION = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?")


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a CRD; a missing or unreadable version is silent, as upstream."""
    for crd in snapshot.every(CUSTOM_RESOURCE_DEFINITION):
        written = crd.annotations.get(_ANNOTATION, "")
        version = _VERSION.fullmatch(written)
        minimum = _MINIMUM.get(crd.name)
        if version is None or minimum is None:
            continue
        if tuple(int(part or 0) for part in version.groups()) < minimum:
            path = ("metadata", "annotations", _ANNOTATION)
            shown = ".".join(map(str, minimum))
            yield IST0176.at(crd, path, crd=crd.name, installed=written, minimum=shown)
