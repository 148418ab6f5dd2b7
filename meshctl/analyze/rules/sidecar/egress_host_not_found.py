"""A Sidecar lets a host through that does not exist.

## What it checks
Each full host of `egress[].hosts` (`namespace/host`) is a Service or ServiceEntry host visible from the namespace it
names. Entries with `*` are patterns and pass.

## Why it matters
Usually a misspelt name: the workload then cannot reach the host that was meant.

## Example
Bad:
```yaml
egress:
- hosts: ["./crat.shop.svc.cluster.local"]
```
Good:
```yaml
egress:
- hosts: ["./cart.shop.svc.cluster.local"]
```

## How to fix
Correct the name, or declare the host under `externals.hosts`.

## Source
Kiali KIA1004
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.meshctl_messages import MSH0066
from meshctl.analyze.rule import RuleMeta
from meshctl.mesh.hosts import gateway_host
from meshctl.model.fields import objects, texts
from meshctl.model.kinds import SIDECAR
from meshctl.model.services import HOST_KINDS, is_declared_host, service_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="sidecar/egress-host-not-found",
    messages=(MSH0066,),
    kinds=(SIDECAR, *HOST_KINDS),
    link="https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a host."""
    index = snapshot.derived(service_index)
    for sidecar in snapshot.every(SIDECAR):
        for number, listener in objects(sidecar.spec.get("egress")):
            for position, entry in enumerate(texts(listener.get("hosts"))):
                bound, host = gateway_host(entry.removeprefix("~"), sidecar.namespace)
                namespace = sidecar.namespace if bound in ("*", "") else bound
                if "*" in host or "/" not in entry or index.find(host, namespace) is not None:
                    continue
                hidden = index.find_hidden(host, namespace)
                if hidden is None and not is_declared_host(host, namespace, snapshot.settings):
                    yield MSH0066.at(sidecar, ("spec", "egress", number, "hosts", position), absent=True, host=entry)
