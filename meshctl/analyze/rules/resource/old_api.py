"""A resource uses an apiVersion or a kind that is gone, going, or was never there.

## What it checks
Kinds that Istio and Kubernetes removed (RouteRule, DestinationPolicy, EgressRule, the Mixer kinds, RBAC v1alpha1 and
others), apiVersions that are removed or deprecated, and versions that a known kind does not have. Older versions that
are served without a term, such as `networking.istio.io/v1beta1`, are information only.

## Why it matters
The API server refuses removed versions, and upstream's tools skip what they do not know in silence.

## Example
Bad:
```yaml
apiVersion: apps/v1beta1
kind: Deployment
```
Good:
```yaml
apiVersion: apps/v1
kind: Deployment
```

## How to fix
Use the successor the finding names. `--fix` changes the apiVersion where nothing else differs; `meshctl convert`
translates RouteRule, DestinationPolicy and EgressRule.

## Source
Istio's release notes; the Kubernetes guide to removed APIs; the published CRDs
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.findings import Edit, Fix, Severity
from meshctl.analyze.meshctl_messages import MSH0021, MSH0022
from meshctl.analyze.rule import RuleMeta
from meshctl.analyze.schema.kinds import find_kind, known_versions
from meshctl.mesh.legacy import Legacy, find_legacy
from meshctl.model.kinds import CHECKED_KINDS, short_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="resource/old-api",
    messages=(MSH0021, MSH0022),
    kinds=CHECKED_KINDS,
    link="https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
)

_PATH = ("apiVersion",)
_SEVERITIES = {"deprecated": Severity.WARNING, "older": Severity.INFO}


def check_resource(resource: MeshResource, snapshot: Snapshot) -> Iterator[Problem]:
    """At most one problem."""
    del snapshot
    kind = short_kind(resource.kind)
    legacy = find_legacy(resource.api_version, kind)
    if legacy is not None:
        yield _legacy_problem(resource, kind, legacy)
    elif find_kind(resource.api_version, kind) is None:
        versions = known_versions(resource.api_version.rpartition("/")[0], kind)
        if versions:
            yield MSH0022.at(
                resource,
                _PATH,
                severity=Severity.ERROR,
                api_version=resource.api_version,
                kind=kind,
                why="does not exist",
                replacement=" or ".join(versions),
            )


def _legacy_problem(resource: MeshResource, kind: str, legacy: Legacy) -> Problem:
    if legacy.status == "removed":
        return MSH0021.at(
            resource,
            _PATH,
            fix=_fix(legacy),
            api_version=resource.api_version,
            kind=kind,
            why=legacy.why,
            remedy=legacy.remedy,
        )
    return MSH0022.at(
        resource,
        _PATH,
        severity=_SEVERITIES[legacy.status],
        fix=_fix(legacy),
        api_version=resource.api_version,
        kind=kind,
        why=legacy.why,
        replacement=" or ".join(legacy.successors) or "nothing",
    )


def _fix(legacy: Legacy) -> Fix | None:
    if not legacy.same_shape or len(legacy.successors) != 1:
        return None
    api_version = legacy.successors[0].partition(" ")[0]
    return Fix(title=f"Write {api_version}", edits=(Edit(action="set", path=_PATH, value=api_version),))
