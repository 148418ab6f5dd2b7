"""TLS is originated without verifying the server.

## What it checks
TLS mode SIMPLE or MUTUAL without `caCertificates`, in `trafficPolicy.tls` and in each `portLevelSettings[].tls`. A
`credentialName` together with a `workloadSelector` brings its own CA and is fine.

## Why it matters
Unless the proxies are told to use the system's authorities, any certificate is accepted, and with it any
man in the middle.

## Example
Bad:
```yaml
trafficPolicy:
  tls: {mode: SIMPLE}
```
Good:
```yaml
trafficPolicy:
  tls: {mode: SIMPLE, caCertificates: /etc/ssl/certs/ca-certificates.crt}
```

## How to fix
Set `caCertificates`.

## Source
istio/istio pkg/config/analysis/analyzers/destinationrule/ca-certificates.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.istio_messages import IST0128, IST0129
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import dig, mapping, objects, text
from meshctl.model.kinds import DESTINATION_RULE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.k8s.types import FieldPath
    from meshctl.model.fields import JSONObject
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="destination-rule/unverified-server",
    messages=(IST0128, IST0129),
    kinds=(DESTINATION_RULE,),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0128/",
    analyzers=("destinationrule.CaCertificateAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a TLS setting; policies of subsets are not looked at, as upstream."""
    for resource in snapshot.every(DESTINATION_RULE):
        host = text(resource.spec.get("host"))
        policy = mapping(resource.spec.get("trafficPolicy"))
        tls = mapping(policy.get("tls"))
        if _is_unverified(tls, resource):
            path: FieldPath = ("spec", "trafficPolicy", "tls", "mode")
            yield IST0128.at(resource, path, host=host, mode=tls["mode"])
        for index, port in objects(policy.get("portLevelSettings")):
            tls = mapping(port.get("tls"))
            if _is_unverified(tls, resource):
                path = ("spec", "trafficPolicy", "portLevelSettings", index, "tls", "mode")
                number = dig(port, "port", "number")
                yield IST0129.at(resource, path, host=host, mode=tls["mode"], port=number)


def _is_unverified(tls: JSONObject, resource: MeshResource) -> bool:
    if tls.get("mode") not in ("SIMPLE", "MUTUAL") or tls.get("caCertificates"):
        return False
    return not (tls.get("credentialName") and resource.spec.get("workloadSelector"))
