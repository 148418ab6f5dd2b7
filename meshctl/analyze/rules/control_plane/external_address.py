"""The webhook of an external control plane has no usable address.

## What it checks
Validating configurations `istiod-default-validator` and `istio-validator*` and mutating configurations
`istio-sidecar-injector*` call a URL that parses, or a Service; a host name is better than an address.

## Why it matters
Without an address the API server cannot ask the control plane; an IP address breaks with the next move.

## Example
Bad:
```yaml
clientConfig: {url: ""}
```
Good:
```yaml
clientConfig: {url: "https://istiod.example.com:15017/inject"}
```

## How to fix
Write the URL of the control plane with its host name.

## Source
istio/istio pkg/config/analysis/analyzers/externalcontrolplane/externalcontrolplane.go
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from meshctl.analyze.istio_messages import IST0163, IST0164
from meshctl.analyze.rule import RuleMeta
from meshctl.model.fields import JSONObject, mapping, text
from meshctl.model.injectors import INJECTOR_CONFIG, webhooks
from meshctl.model.kinds import MUTATING_WEBHOOK, VALIDATING_WEBHOOK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.problem import Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

META = RuleMeta(
    slug="control-plane/external-address",
    messages=(IST0163, IST0164),
    kinds=(VALIDATING_WEBHOOK, MUTATING_WEBHOOK),
    link="https://istio.io/latest/docs/reference/config/analysis/ist0163/",
    analyzers=("externalcontrolplane.ExternalControlPlaneAnalyzer",),
)


def check(snapshot: Snapshot) -> Iterator[Problem]:
    """One problem a webhook."""
    for configuration in snapshot.every(VALIDATING_WEBHOOK, MUTATING_WEBHOOK):
        for index, webhook in webhooks(configuration) if _is_control_plane(configuration) else ():
            yield from _check_client(configuration, index, webhook)


def _is_control_plane(configuration: MeshResource) -> bool:
    if configuration.kind == MUTATING_WEBHOOK:
        return configuration.name.startswith(INJECTOR_CONFIG)
    return configuration.name == "istiod-default-validator" or configuration.name.startswith("istio-validator")


def _check_client(configuration: MeshResource, index: int, webhook: JSONObject) -> Iterator[Problem]:
    client, name = mapping(webhook.get("clientConfig")), text(webhook.get("name"))
    url = text(client.get("url"))
    path = ("webhooks", index, "clientConfig", "url")
    if not url:
        if not client.get("service"):
            yield IST0163.at(
                configuration, path, webhook=name, hostname="none", problem="neither URL nor service is set"
            )
        return
    host = _host(url)
    if host is None:
        yield IST0163.at(configuration, path, webhook=name, hostname=url, problem="the URL does not parse")
    elif _is_address(host):
        yield IST0164.at(configuration, path, webhook=name, hostname=host)


def _host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return None
    return parts.hostname if parts.scheme and parts.hostname else None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
