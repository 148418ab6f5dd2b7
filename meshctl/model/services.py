"""Hosts that routes may name: Services and ServiceEntries by the scope that sees them.

Source: istio/istio pkg/config/analysis/analyzers/util/{hosts,service_lookup,exportto}.go (specification 2.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.mesh.hosts import is_wildcard, to_fqdn
from meshctl.mesh.visibility import EVERYWHERE, EXPORT_TO_ANNOTATION, scopes, split_export_to
from meshctl.model.fields import dig, integer, labels_of, objects, texts
from meshctl.model.kinds import SERVICE, SERVICE_ENTRY
from meshctl.model.settings import declared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshctl.model.resource import MeshResource
    from meshctl.model.settings import Settings
    from meshctl.model.snapshot import Snapshot

HOST_KINDS = (SERVICE, SERVICE_ENTRY)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HostEntry:
    """One host of a Service or ServiceEntry with its port numbers and the labels its endpoints share."""

    resource: MeshResource
    host: str
    ports: tuple[int, ...]
    selector: dict[str, str]


def fqdn(host: str, namespace: str, settings: Settings) -> str:
    """Full name of a host as a resource of `namespace` means it, in the cluster's domain."""
    return to_fqdn(host, namespace, domain=settings.cluster_domain)


def export_to(resource: MeshResource) -> list[str]:
    """The exportTo list of a resource: `spec.exportTo`, or the annotation of a Service."""
    if resource.kind != SERVICE:
        return texts(resource.spec.get("exportTo"))
    return list(split_export_to(resource.annotations.get(EXPORT_TO_ANNOTATION)))


class ServiceIndex:
    """Look-up of destination hosts by visibility."""

    def __init__(self, entries: Iterator[tuple[str, HostEntry]], settings: Settings) -> None:
        self._settings = settings
        self._exact: dict[tuple[str, str], HostEntry] = {}
        self._wildcards: list[tuple[str, HostEntry]] = []
        for scope, entry in entries:
            self._exact[scope, entry.host] = entry
            if is_wildcard(entry.host):
                self._wildcards.append((scope, entry))

    def find(self, host: str, namespace: str, export_to: Sequence[str] = ()) -> HostEntry | None:
        """The entry that `host` means in a resource of `namespace` which is itself exported to `export_to`.

        First names exported to all, then those of the namespaces that see the resource, then wildcard hosts. A
        resource exported to all is also seen in its own namespace, whose private hosts therefore count (upstream
        overlooks them, istio/istio issue 46269).
        """
        full = fqdn(host, namespace, self._settings)
        seen_from = [EVERYWHERE, *(scope for scope in scopes(export_to, namespace) if scope != EVERYWHERE)]
        if EVERYWHERE in export_to or not export_to:
            seen_from.append(namespace)
        for scope in seen_from:
            if (scope, full) in self._exact:
                return self._exact[scope, full]
        return self._find_wildcard(host, namespace)

    def _find_wildcard(self, host: str, namespace: str) -> HostEntry | None:
        wanted = host.removeprefix("*")
        for scope, entry in self._wildcards:
            if scope in (EVERYWHERE, namespace) and wanted.endswith(entry.host.removeprefix("*")):
                return entry
        return None

    def find_hidden(self, host: str, namespace: str) -> HostEntry | None:
        """An entry of that name that the set holds but does not export to `namespace`."""
        full = fqdn(host, namespace, self._settings)
        return next((entry for (_, name), entry in self._exact.items() if name == full), None)

    def hosts(self) -> Iterator[tuple[str, HostEntry]]:
        """Scope and entry of every known host."""
        for (scope, _), entry in self._exact.items():
            yield scope, entry


def service_index(snapshot: Snapshot) -> ServiceIndex:
    """All hosts of the set; Services replace ServiceEntries of one name and scope."""
    return ServiceIndex(_entries(snapshot), snapshot.settings)


def _entries(snapshot: Snapshot) -> Iterator[tuple[str, HostEntry]]:
    for entry in snapshot.every(SERVICE_ENTRY):
        yield from _service_entry_hosts(entry, snapshot.settings)
    for service in snapshot.every(SERVICE):
        yield from _service_hosts(service, snapshot.settings)


def _service_entry_hosts(resource: MeshResource, settings: Settings) -> Iterator[tuple[str, HostEntry]]:
    for host in texts(resource.spec.get("hosts")):
        entry = HostEntry(
            resource=resource,
            host=fqdn(host, resource.namespace, settings),
            ports=_numbers(resource, "number"),
            selector=labels_of(dig(resource.spec, "workloadSelector", "labels")),
        )
        for scope in scopes(export_to(resource), resource.namespace):
            yield scope, entry


def _service_hosts(resource: MeshResource, settings: Settings) -> Iterator[tuple[str, HostEntry]]:
    host = f"{resource.name}.{resource.namespace}.svc.{settings.cluster_domain}"
    entry = HostEntry(resource=resource, host=host, ports=_numbers(resource, "port"), selector={})
    for scope in scopes(export_to(resource), resource.namespace):
        yield scope, entry


def _numbers(resource: MeshResource, field: str) -> tuple[int, ...]:
    numbers = (integer(port.get(field)) for _, port in objects(resource.spec.get("ports")))
    return tuple(number or 0 for number in numbers)


def is_declared_host(host: str, namespace: str, settings: Settings) -> bool:
    """Whether the configuration declares a host as living elsewhere, by its written or its full name."""
    return any(declared(name, settings.externals.hosts) for name in {host, fqdn(host, namespace, settings)})
