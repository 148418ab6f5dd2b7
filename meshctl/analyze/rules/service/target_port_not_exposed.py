"""A Service leads to a port its workload does not declare.

## What it checks
For each port of a Service with a selector: a named `targetPort` must be the name of a container port in every workload
the Service selects; a number must be among the container ports of each workload that declares any.

## Why it matters
A wrong name leaves the Service without endpoints; a wrong number leads to refused connections.

## Example
Bad: the container's port is named `http`.
```yaml
- {name: http, port: 80, targetPort: web}
```
Good:
```yaml
- {name: http, port: 80, targetPort: http}
```

## How to fix
Correct `targetPort`, or declare the port in the container.

## Source
Kiali KIA0701
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.findings import Severity
from meshctl.analyze.meshctl_messages import MSH0042
from meshctl.analyze.problem import Place
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import integer, labels_of, objects, text
from meshctl.model.kinds import SERVICE
from meshctl.model.service_ports import service_ports
from meshctl.model.workloads import WORKLOAD_KINDS, workload_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.snapshot import Snapshot
    from meshctl.model.workloads import Workload

META = RuleMeta(
    slug="service/target-port-not-exposed",
    messages=(MSH0042,),
    kinds=(SERVICE, *WORKLOAD_KINDS),
    link="https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports",
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a port and workload; a number is only information, since containers need not declare ports."""
    for service in snapshot.of_kind(SERVICE):
        selector = labels_of(service.spec.get("selector"))
        if not selector or service.implicit:
            continue
        for workload in snapshot.derived(workload_table).matching(selector, service.namespace):
            names, numbers = _container_ports(workload)
            for port in service_ports(service):
                target = port.target if port.target is not None else port.number
                if isinstance(target, str) and not target.isdigit():
                    missing, severity = target not in names, Severity.WARNING
                else:
                    missing, severity = bool(numbers) and integer(target) not in {*numbers, 0}, Severity.INFO
                if missing:
                    yield MSH0042.at(
                        service,
                        (*port.path, "port" if port.target is None else "targetPort"),
                        severity=severity,
                        related=(Place(resource=workload.resource, message="the selected workload"),),
                        target=target,
                        port=port.number,
                        workload=str(workload.resource.ref),
                    )


def _container_ports(workload: Workload) -> tuple[set[str], set[int]]:
    names: set[str] = set()
    numbers: set[int] = set()
    for _, container in workload.containers(init=True):
        for _, port in objects(container.get("ports")):
            names.add(text(port.get("name")))
            numbers.add(integer(port.get("containerPort")) or 0)
    return names, numbers
