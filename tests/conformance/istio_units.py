"""Published tables of small helpers: one function a table, which tells what differs from the published answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from meshctl.errors import AnnotationError
from meshctl.injection.engine import inject
from meshctl.injection.istio.native import NATIVE_SIDECAR, find_container
from meshctl.injection.istio.owner import owner_of_pod
from meshctl.injection.istio.post import cluster_env, prometheus, secure_port
from meshctl.injection.istio.record import HEADINGS, STATUS, parse_status
from meshctl.injection.istio.run import Run
from meshctl.injection.istio.topology import Topology, path_environment
from meshctl.injection.request import Request, Workload
from meshctl.mesh.istio.container_ports import tcp_ports
from meshctl.mesh.istio.images import IMAGE_TYPE_ANNOTATION, proxy_image
from meshctl.mesh.istio.mesh_config import built_in_mesh_config, default_config
from meshctl.mesh.istio.multus import append_multus_network
from meshctl.mesh.istio.native_sidecars import detect_native_sidecars
from meshctl.mesh.istio.otel import otel_resource_attributes
from meshctl.mesh.istio.proxy_config import (
    built_in_proxy_config,
    decode_proxy_config,
    merge_proxy_config,
    proto_json,
)
from meshctl.mesh.istio.values import Values, load_values
from meshctl.mesh.null_values import omit_nil
from meshctl.offline.configuration import ConfigOptions, load_settings
from tests.conformance import istio_webhook
from tests.conformance.published import Case, CaseRunner, Mismatch, compare
from tests.shared_data import conformance_root

FILE = "istio-inject/units.json"


def unit_inject_path_env(case: Case) -> Mismatch:
    return compare(path_environment(case["in"]), case["expected"])


def unit_prometheus_merge_enabled(case: Case) -> Mismatch:
    mesh, annotation = case["in"]["mesh_enablePrometheusMerge"], case["in"]["annotation"]
    annotations = {} if annotation is None else {prometheus.MERGE_ANNOTATION: annotation}
    settings = {} if mesh is None else {"enablePrometheusMerge": mesh}
    return compare(prometheus.is_merge_enabled(settings, annotations), case["expected"])


def unit_append_multus_network(case: Case) -> Mismatch:
    once = append_multus_network(case["in"]["existing"], case["in"]["network"])
    twice = append_multus_network(once, case["in"]["network"])
    return compare(once, case["expected"]) or (compare(twice, once) if case["idempotent"] else None)


def unit_proxy_image(case: Case) -> Mismatch:
    given = case["in"]
    values = load_values({"global": {"hub": given["hub"], "tag": given["tag"]}})
    kind, annotation = given["proxyConfig_image_imageType"], given["annotation_proxyImageType"]
    config: dict[str, Any] = {} if kind is None else {"image": {"imageType": kind}}
    annotations = {} if annotation is None else {IMAGE_TYPE_ANNOTATION: annotation}
    return compare(proxy_image(values, config, annotations), case["expected"])


def unit_proxy_config_json(case: Case) -> Mismatch:
    overrides = decode_proxy_config(case["in"]["overrides_on_default"]).value
    return compare(proto_json(merge_proxy_config(built_in_proxy_config(), overrides)), case["expected"])


def unit_omit_nil(case: Case) -> Mismatch:
    return compare(omit_nil(case["in"]), case["expected"])


def unit_otel_resource_attributes(case: Case) -> Mismatch:
    given = case["in"]
    enrichment = given["serviceAttributeEnrichment"]
    providers: list[Any] = [] if enrichment is None else [{"opentelemetry": {"serviceAttributeEnrichment": enrichment}}]
    found = otel_resource_attributes(
        {"extensionProviders": providers},
        given["annotations"],
        given["labels"],
        given["namespace"],
        given["containers"],
    )
    return compare(found, case["expected"])


def unit_detect_native_sidecar(case: Case) -> Mismatch:
    given = case["in"]
    kubelets = {f"node-{index}": version for index, version in enumerate(given["kubelet_versions"])}
    return compare(detect_native_sidecars(given["mode"], kubelets, pod_node=given["pod_node"]), case["expected"])


def unit_scrape_configuration(case: Case) -> Mismatch:
    return compare(prometheus.scrape_configuration(case["in"]), case["expected"])


def unit_prometheus_merge(case: Case) -> Mismatch:
    given, expected = case["in"], case["expected"]
    containers = [{"name": name} for name in given["containers"]]
    run = _run({"metadata": {"annotations": dict(given["annotations"])}, "spec": {"containers": containers}})
    default_config(run.mesh)["statusPort"] = given["status_port"]
    try:
        prometheus.apply(run)
    except AnnotationError as fault:
        missing = [part for part in expected.get("error_contains", ["no error"]) if part not in str(fault)]
        return f"{fault} lacks {missing}" if missing else None
    return compare(run.annotations, expected.get("annotations", "an error"))


def unit_secure_prometheus_annotation(case: Case) -> Mismatch:
    given = case["in"]
    proxy = {"name": "istio-proxy", "env": given["proxy_env"]}
    run = _run({"metadata": {"annotations": dict(given["annotations"])}, "spec": {"containers": [proxy]}})
    secure_port.apply(run)
    return compare(run.annotations, case["expected"])


def unit_tcp_ports(case: Case) -> Mismatch:
    return compare(tcp_ports({"ports": case["in"]}), case["expected"])


def unit_url_env_update(case: Case) -> Mismatch:
    found = cluster_env.updated(case["in"]["env"], path_environment(case["in"]["path"]))
    return compare(found, case["expected"])


def unit_parse_status(case: Case) -> Mismatch:
    status = parse_status({"metadata": {"annotations": {STATUS: case["in"]}}})
    found = None if status is None else {key: list(getattr(status, key)) for key in ("containers", "initContainers")}
    return compare(found, case["expected"])


def unit_owner_from_pod(case: Case) -> Mismatch:
    owner = owner_of_pod({"metadata": case["in"]})
    return compare({"name": owner.name, "kind": owner.kind, "apiVersion": owner.api_version}, case["expected"])


def unit_native_position(case: Case) -> Mismatch:
    given = case["in"]
    names = ("app", "istio-proxy") if given["user_pod_has_istio_proxy_container"] else ("app",)
    metadata = {} if given["annotation"] is None else {"annotations": {NATIVE_SIDECAR: given["annotation"]}}
    pod: Any = {"metadata": metadata, "spec": {"containers": [{"name": name, "image": "auto"} for name in names]}}
    request = Request(pod=pod, workload=Workload(name="app"), front_end="webhook")
    settings = load_settings(ConfigOptions(native_sidecars=given["native_sidecars"]))
    spec = inject(request, settings).pod.get("spec") or {}
    found = [heading for heading in HEADINGS if find_container(spec.get(heading), "istio-proxy") is not None]
    return compare(found, [case["expected"]["istio-proxy_in"]])


def unit_admission_http(case: Case) -> Mismatch:
    return istio_webhook.check_http(_folder(), case)


def unit_config_watch(case: Case) -> Mismatch:
    return istio_webhook.check_watch(_folder(), case)


def _folder() -> Path:
    return conformance_root() / "istio-inject"


def _run(pod: Any) -> Run:
    return Run(
        pod=pod,
        original=pod,
        template_pod={},
        mesh=built_in_mesh_config(),
        values=Values(),
        topology=Topology(),
    )


TABLES: dict[str, CaseRunner] = {
    name.removeprefix("unit_"): function for name, function in list(globals().items()) if name.startswith("unit_")
}


def run_case(case: Case) -> Mismatch:
    """What differs from the published answer; KeyError for a table without runner."""
    return TABLES[case["table"]](case)
