"""All lint rules in two explicit tables, over the set and over single resources: what is not listed does not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.annotations import (
    alpha_annotation,
    deprecated_annotation,
    invalid_value,
    misplaced_annotation,
    unknown_annotation,
)
from meshctl.analyze.rules.authentication import (
    overlapping_selectors as authentication_overlapping_selectors,
)
from meshctl.analyze.rules.authentication import (
    selector_without_workload as authentication_selector_without_workload,
)
from meshctl.analyze.rules.authentication import (
    several_defaults as authentication_several_defaults,
)
from meshctl.analyze.rules.authentication import (
    unrestricted_key_fetch,
)
from meshctl.analyze.rules.authorization import (
    needs_mtls,
    no_matching_workload,
    principal_not_found,
    unknown_method,
    unknown_source_namespace,
)
from meshctl.analyze.rules.control_plane import (
    external_address,
    failed_condition,
    gateway_api_version,
    overlapping_webhooks,
    removed_crd,
    unknown_registry,
)
from meshctl.analyze.rules.destination_rule import (
    duplicate_rule,
    mtls_modes_disagree,
    subset_without_labels,
    subset_without_pods,
    tls_settings_lost,
    unknown_host,
    unverified_server,
)
from meshctl.analyze.rules.envoy_filter import (
    patch_operation,
)
from meshctl.analyze.rules.gateway import (
    conflicting_servers,
    credential_not_found,
    duplicate_certificate,
    port_not_on_service,
)
from meshctl.analyze.rules.gateway import (
    selector_without_workload as gateway_selector_without_workload,
)
from meshctl.analyze.rules.gateway_api import (
    backend_not_found,
    certificate_not_found,
    conflicting_gateways,
    conflicting_listeners,
    grant_from_unknown_namespace,
    hostname_mismatch,
    not_allowed_by_parent,
    parent_not_found,
    reference_not_granted,
)
from meshctl.analyze.rules.injection import (
    auto_image,
    conflicting_namespace_labels,
    namespace_not_labelled,
    pod_without_proxy,
    proxy_image_mismatch,
)
from meshctl.analyze.rules.policy import (
    ineffective_selector,
)
from meshctl.analyze.rules.resource import (
    duplicate_resource,
    export_to_unknown_namespace,
    invalid_resource,
)
from meshctl.analyze.rules.service import (
    external_name_port,
    inconsistent_across_clusters,
    misleading_port_name,
    protocol_disagreement,
    target_port_not_exposed,
    udp_port,
    unclear_port_protocol,
)
from meshctl.analyze.rules.service_entry import (
    addresses_required,
    conflicting_protocols,
)
from meshctl.analyze.rules.sidecar import (
    deprecated_egress_proxy,
    egress_host_not_found,
    ineffective_in_ambient,
    outbound_policy_without_mode,
    root_with_selector,
)
from meshctl.analyze.rules.sidecar import (
    overlapping_selectors as sidecar_overlapping_selectors,
)
from meshctl.analyze.rules.sidecar import (
    selector_without_workload as sidecar_selector_without_workload,
)
from meshctl.analyze.rules.sidecar import (
    several_defaults as sidecar_several_defaults,
)
from meshctl.analyze.rules.telemetry import (
    lightstep_provider,
    provider_missing,
)
from meshctl.analyze.rules.telemetry import (
    overlapping_selectors as telemetry_overlapping_selectors,
)
from meshctl.analyze.rules.telemetry import (
    selector_without_workload as telemetry_selector_without_workload,
)
from meshctl.analyze.rules.telemetry import (
    several_defaults as telemetry_several_defaults,
)
from meshctl.analyze.rules.virtual_service import (
    conflicting_gateway_rules,
    conflicting_mesh_hosts,
    deprecated_delay_percent,
    duplicate_destination,
    gateway_host_mismatch,
    gateway_not_found,
    generated_gateway,
    host_not_found,
    ingress_rule_bypassed,
    jwt_claim_without_authentication,
    match_gateway_not_bound,
    port_required,
    single_destination_weight,
    subset_not_found,
)
from meshctl.analyze.rules.workload import (
    missing_labels,
    protocol_clash,
    proxy_user_id,
    reserved_port,
    target_port_clash,
    without_service,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import ResourceRule, Rule

RULES: tuple[Rule, ...] = (
    alpha_annotation,
    deprecated_annotation,
    invalid_value,
    misplaced_annotation,
    unknown_annotation,
    authentication_overlapping_selectors,
    authentication_selector_without_workload,
    authentication_several_defaults,
    unrestricted_key_fetch,
    needs_mtls,
    no_matching_workload,
    principal_not_found,
    unknown_method,
    unknown_source_namespace,
    external_address,
    failed_condition,
    gateway_api_version,
    overlapping_webhooks,
    removed_crd,
    unknown_registry,
    duplicate_rule,
    mtls_modes_disagree,
    subset_without_labels,
    subset_without_pods,
    tls_settings_lost,
    unknown_host,
    unverified_server,
    patch_operation,
    conflicting_servers,
    credential_not_found,
    duplicate_certificate,
    port_not_on_service,
    gateway_selector_without_workload,
    backend_not_found,
    certificate_not_found,
    conflicting_gateways,
    conflicting_listeners,
    grant_from_unknown_namespace,
    hostname_mismatch,
    not_allowed_by_parent,
    parent_not_found,
    reference_not_granted,
    auto_image,
    conflicting_namespace_labels,
    namespace_not_labelled,
    pod_without_proxy,
    proxy_image_mismatch,
    ineffective_selector,
    duplicate_resource,
    export_to_unknown_namespace,
    external_name_port,
    inconsistent_across_clusters,
    misleading_port_name,
    protocol_disagreement,
    target_port_not_exposed,
    udp_port,
    unclear_port_protocol,
    addresses_required,
    conflicting_protocols,
    deprecated_egress_proxy,
    egress_host_not_found,
    ineffective_in_ambient,
    outbound_policy_without_mode,
    sidecar_overlapping_selectors,
    root_with_selector,
    sidecar_selector_without_workload,
    sidecar_several_defaults,
    lightstep_provider,
    telemetry_overlapping_selectors,
    provider_missing,
    telemetry_selector_without_workload,
    telemetry_several_defaults,
    conflicting_gateway_rules,
    conflicting_mesh_hosts,
    deprecated_delay_percent,
    duplicate_destination,
    gateway_host_mismatch,
    gateway_not_found,
    generated_gateway,
    host_not_found,
    ingress_rule_bypassed,
    jwt_claim_without_authentication,
    match_gateway_not_bound,
    port_required,
    single_destination_weight,
    subset_not_found,
    missing_labels,
    protocol_clash,
    proxy_user_id,
    reserved_port,
    target_port_clash,
    without_service,
)

RESOURCE_RULES: tuple[ResourceRule, ...] = (invalid_resource,)
