"""An annotation sets up a sidecar for a pod that gets none.

## What it checks
Pods and pod templates that say themselves that they are not injected (`sidecar.istio.io/inject: "false"`,
`linkerd.io/inject: disabled`, `envoy.meshctl.io/inject: disabled`), and yet carry annotations that only matter to the
sidecar of that mesh. Annotations that the control plane reads from any pod (`config.linkerd.io/opaque-ports`) pass.

## Why it matters
The setting does nothing. Either it is a leftover, or the pod was meant to be injected.

## Example
Bad:
```yaml
metadata:
  labels: {sidecar.istio.io/inject: "false"}
  annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: "3306"}
```
Good:
```yaml
metadata:
  annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: "3306"}
```

## How to fix
Remove the annotation, or let the pod be injected.

## Source
istio/istio pkg/kube/inject/inject.go injectRequired; linkerd/linkerd2 pkg/inject/report.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshctl.analyze.known_annotations import ANNOTATED_KINDS, MeshAnnotation, mesh_annotations
from meshctl.analyze.meshctl_messages import MSH0124
from meshctl.analyze.rule import RuleMeta
from meshctl.model.kinds import POD
from meshctl.model.workloads import INJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="annotations/without-effect",
    messages=(MSH0124,),
    kinds=ANNOTATED_KINDS,
    link="https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/",
)


class _Switch(NamedTuple):
    """How a family's pods decline the sidecar, and which annotations only the sidecar reads."""

    name: str
    off: frozenset[str]
    domains: tuple[str, ...]
    read_anyway: frozenset[str] = frozenset()


_SWITCHES = {
    "Istio": _Switch(INJECT, frozenset({"false", "n", "no", "off"}), ("sidecar.istio.io", "proxy.istio.io")),
    "Linkerd": _Switch(
        "linkerd.io/inject",
        frozenset({"disabled"}),
        ("config.linkerd.io",),
        frozenset({"config.linkerd.io/opaque-ports"}),
    ),
    "meshctl": _Switch("envoy.meshctl.io/inject", frozenset({"disabled"}), ("envoy.meshctl.io",)),
}


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem an annotation."""
    for each in mesh_annotations(snapshot):
        switch = _SWITCHES[each.family.name]
        if each.kind != POD or each.row is None or not _is_for_sidecar(each, switch):
            continue
        # A label wins over the annotation of the same name.
        decision = each.labels.get(switch.name, each.siblings.get(switch.name))
        if decision is not None and decision.lower() in switch.off:
            yield MSH0124.at(
                each.resource, each.path, on_key=True, annotation=each.name, switch=switch.name, value=decision
            )


def _is_for_sidecar(each: MeshAnnotation, switch: _Switch) -> bool:
    if each.name == switch.name or each.name in switch.read_anyway:
        return False
    return each.name.partition("/")[0].endswith(switch.domains)
