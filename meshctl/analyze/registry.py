"""All lint rules: an explicit table of subjects, each a package that lists its rules.

A subject's rules are loaded only when the set holds a kind they report on, so that linting one file does not pay for
ninety modules. What is not listed, here or in its subject's `__init__`, does not run.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from meshctl.model.kinds import (
    AUTHORIZATION_POLICY,
    CHECKED_KINDS,
    CUSTOM_RESOURCE_DEFINITION,
    DEPLOYMENT,
    DESTINATION_RULE,
    ENVOY_FILTER,
    GATEWAY,
    GRPC_ROUTE,
    HTTP_ROUTE,
    K8S_GATEWAY,
    MESH_NETWORKS,
    MUTATING_WEBHOOK,
    NAMESPACE,
    PEER_AUTHENTICATION,
    POD,
    POD_TEMPLATES,
    REFERENCE_GRANT,
    REQUEST_AUTHENTICATION,
    ROUTES,
    SERVICE,
    SERVICE_ENTRY,
    SIDECAR,
    TELEMETRY,
    VALIDATING_WEBHOOK,
    VIRTUAL_SERVICE,
    WASM_PLUGIN,
    WORKLOAD_ENTRY,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshctl.analyze.rule import ResourceRule, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A package of rules below `rules/` and the kinds its findings are about."""

    package: str
    reports_on: tuple[str, ...]

    def rules(self) -> tuple[Rule, ...]:
        """The subject's rules, loaded now."""
        found: tuple[Rule, ...] = import_module(f"meshctl.analyze.rules.{self.package}").RULES
        return found


SUBJECTS = (
    Subject(package="annotations", reports_on=(NAMESPACE, SERVICE, *POD_TEMPLATES)),
    Subject(package="authentication", reports_on=(DEPLOYMENT, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION)),
    Subject(package="authorization", reports_on=(AUTHORIZATION_POLICY, *POD_TEMPLATES)),
    Subject(
        package="control_plane",
        reports_on=(
            *(SERVICE, SERVICE_ENTRY, WORKLOAD_ENTRY, AUTHORIZATION_POLICY, K8S_GATEWAY, HTTP_ROUTE, GRPC_ROUTE),
            *(CUSTOM_RESOURCE_DEFINITION, MESH_NETWORKS, MUTATING_WEBHOOK, VALIDATING_WEBHOOK),
        ),
    ),
    Subject(package="destination_rule", reports_on=(DESTINATION_RULE,)),
    Subject(package="envoy_filter", reports_on=(ENVOY_FILTER,)),
    Subject(package="gateway", reports_on=(GATEWAY,)),
    Subject(package="gateway_api", reports_on=(K8S_GATEWAY, REFERENCE_GRANT, *ROUTES)),
    Subject(package="injection", reports_on=(NAMESPACE, POD, DEPLOYMENT)),
    Subject(
        package="policy",
        reports_on=(AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, TELEMETRY, WASM_PLUGIN),
    ),
    Subject(package="resource", reports_on=CHECKED_KINDS),
    Subject(package="service", reports_on=(SERVICE,)),
    Subject(package="service_entry", reports_on=(SERVICE_ENTRY,)),
    Subject(package="sidecar", reports_on=(SIDECAR,)),
    Subject(package="telemetry", reports_on=(TELEMETRY,)),
    Subject(package="virtual_service", reports_on=(VIRTUAL_SERVICE,)),
    Subject(package="workload", reports_on=tuple(POD_TEMPLATES)),
)


def rules_for(kinds: Iterable[str]) -> list[Rule]:
    """The rules that can find something in a set that holds these kinds."""
    present = set(kinds)
    return [rule for subject in SUBJECTS if present.intersection(subject.reports_on) for rule in subject.rules()]


def all_rules() -> list[Rule]:
    """Every rule over the set."""
    return [rule for subject in SUBJECTS for rule in subject.rules()]


def resource_rules() -> tuple[ResourceRule, ...]:
    """The rules over single resources: the schema layers."""
    from meshctl.analyze.rules.resource import invalid_resource, old_api

    return (old_api, invalid_resource)
