"""The tables that rules share: snapshot, hosts, workloads, subsets, certificates, selectors."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from meshctl.analyze.messages import MESSAGES
from meshctl.analyze.nearest import nearest_name
from meshctl.analyze.protocol_fix import protocol_fix
from meshctl.analyze.selection import names
from meshctl.model.certificates import secret_problem
from meshctl.model.fields import dig, dotted, exists, integer
from meshctl.model.injectors import label_selector_matches
from meshctl.model.kinds import DEPLOYMENT, GATEWAY, SERVICE, VIRTUAL_SERVICE, kind_key
from meshctl.model.service_ports import service_ports
from meshctl.model.services import service_index
from meshctl.model.subsets import destinations
from meshctl.model.workloads import in_mesh, workload_table
from tests.unit.analyze.sets import resources, snapshot

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_versions_of_a_kind_are_one_collection_and_the_later_definition_counts() -> None:
    found = snapshot("""
        apiVersion: networking.istio.io/v1beta1
        kind: Gateway
        metadata: {name: a, namespace: x}
        spec: {old: 1}
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: a, namespace: x}
        spec: {new: 1}
    """)

    assert [each.spec for each in found.of_kind(GATEWAY)] == [{"new": 1}]
    assert [each.spec for each in found.every(GATEWAY)] == [{"old": 1}, {"new": 1}]


def test_moved_groups_and_the_core_group_have_one_name() -> None:
    assert kind_key("extensions/v1beta1", "Deployment") == DEPLOYMENT
    assert kind_key("v1", "Service") == SERVICE


def test_documents_without_a_namespace_get_the_default_and_cluster_scoped_ones_none() -> None:
    text = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: b}"
    )

    assert [str(each.ref) for each in resources(text)] == ["Service default/a", "Namespace b"]
    assert [str(each.ref) for each in resources(text, default_namespace="")] == ["Service a", "Namespace b"]


def test_the_implicit_gateway_goes_with_the_ingress_controller() -> None:
    assert [each.name for each in snapshot("").of_kind(SERVICE)] == ["istio-ingressgateway"]
    assert not snapshot("", mesh_config={"ingressControllerMode": "OFF"}).of_kind(SERVICE)


HOSTS = """
apiVersion: v1
kind: Service
metadata: {name: a, namespace: x}
---
apiVersion: v1
kind: Service
metadata: {name: own, namespace: x, annotations: {networking.istio.io/exportTo: .}}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: w, namespace: x}
spec: {hosts: ["*.example.com"], exportTo: [z]}
"""


@pytest.mark.parametrize(
    ("host", "namespace", "export_to", "known"),
    [
        ("a", "x", [], True),
        ("a", "z", [], False),
        ("a.x.svc.cluster.local", "z", [], True),
        ("a.x", "x", [], False),
        ("own", "x", [], True),
        ("own", "x", ["*"], True),
        ("own", "x", ["z"], False),
        ("own.x.svc.cluster.local", "z", [], False),
        ("api.example.com", "z", [], True),
        ("*.api.example.com", "z", [], True),
        ("api.example.com", "x", [], False),
    ],
)
def test_hosts_are_found_by_who_sees_them(host: str, namespace: str, export_to: list[str], known: bool) -> None:
    index = snapshot(HOSTS).derived(service_index)

    assert (index.find(host, namespace, export_to) is not None) is known


def test_another_cluster_domain_is_possible() -> None:
    found = snapshot(HOSTS, cluster_domain="corp.internal").derived(service_index)

    assert found.find("a.x.svc.corp.internal", "z") is not None


def test_a_template_stands_aside_where_its_pods_are() -> None:
    template = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: x}\n"
        "spec: {template: {metadata: {labels: {app: a}}}}\n---\n"
    )
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a-1, namespace: %s, labels: {app: a, hash: '1'}}\n"

    alone = snapshot(template).derived(workload_table)
    together = snapshot(template + pod % "x").derived(workload_table)
    apart = snapshot(template + pod % "z").derived(workload_table)

    assert [each.resource.name for each in alone.matching({"app": "a"}, "x")] == ["a"]
    assert [each.resource.name for each in together.matching({"app": "a"}, "x")] == ["a-1"]
    assert [each.resource.name for each in apart.matching({"app": "a"}, "x")] == ["a"]
    assert not alone.any_matching({"app": "b"})


@pytest.mark.parametrize(
    ("pod", "member"),
    [
        ("metadata: {name: a, namespace: on}", True),
        ("metadata: {name: a, namespace: off}", False),
        ("metadata: {name: a, namespace: on, labels: {sidecar.istio.io/inject: 'false'}}", False),
        ("metadata: {name: a, namespace: on, annotations: {sidecar.istio.io/inject: 'false'}}", False),
        ("metadata: {name: a, namespace: off}\nspec: {initContainers: [{name: istio-proxy, image: p}]}", True),
    ],
)
def test_membership_is_decided_by_proxy_label_annotation_and_namespace_in_this_order(pod: str, member: bool) -> None:
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: on, labels: {istio-injection: enabled}}\n---\n"
    found = snapshot(f"{namespace}apiVersion: v1\nkind: Pod\n{pod}\n")
    [workload] = [each for each in found.derived(workload_table).all if each.resource.name == "a"]

    assert in_mesh(workload, found) is member


def test_destinations_of_all_protocols_are_found_with_their_places() -> None:
    [route] = resources("""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: a}
        spec:
          http: [{route: [{destination: {host: h, port: {number: "80"}}}], mirrors: [{destination: {host: m}}]}, null]
          tcp: [{route: [{destination: {host: t, subset: s}}]}]
          tls: nonsense
    """)

    assert route.kind == VIRTUAL_SERVICE
    assert [(each.host, each.subset, each.port, each.mirror) for each in destinations(route)] == [
        ("h", "", 80, False),
        ("m", "", None, True),
        ("t", "s", None, False),
    ]


@pytest.mark.parametrize(
    ("name", "renamed"),
    [
        ("web-http", "http-web"),
        ("http_api", "http-api"),
        ("grpcweb", "grpc-web"),
        ("h2", "http2"),
        ("web", None),
        ("httpweb", None),
        ("web-http-grpc", None),
        ("a-very-long-http", None),
        ("taken-http", None),
    ],
)
def test_a_port_is_renamed_only_where_its_name_leaves_no_doubt(name: str, renamed: str | None) -> None:
    [service] = resources(f"""
        apiVersion: v1
        kind: Service
        metadata: {{name: a}}
        spec: {{ports: [{{name: {name}, port: 80}}, {{name: http-taken, port: 81}}]}}
    """)
    fix = protocol_fix(service, next(service_ports(service)))

    assert (fix.edits[0].value if fix else None) == renamed


def certificate(start: datetime, end: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = builder.serial_number(2**70).not_valid_before(start).not_valid_after(end).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize(
    ("start", "end", "problem"),
    [
        (NOW - timedelta(days=1), NOW + timedelta(days=1), None),
        (NOW - timedelta(days=1), datetime(2060, 1, 1, tzinfo=UTC), None),
        (NOW - timedelta(days=2), NOW - timedelta(days=1), "its certificate expired on 2026-05-31"),
        (NOW + timedelta(days=1), NOW + timedelta(days=2), "its certificate is valid only from 2026-06-02 on"),
    ],
)
def test_validity_is_read_from_the_certificate(start: datetime, end: datetime, problem: str | None) -> None:
    data = base64.b64encode(certificate(start, end)).decode()

    assert secret_problem({"data": {"tls.crt": data, "tls.key": "eA=="}}, NOW) == problem


@pytest.mark.parametrize(
    "pem", [b"x", b"-----BEGIN X-----\nAAAA\n-----END X-----", b"-----BEGIN X-----\nMA==\n-----END X-----"]
)
def test_what_is_no_certificate_is_told_and_never_raises(pem: bytes) -> None:
    problem = secret_problem({"data": {"cert": base64.b64encode(pem).decode(), "key": "eA=="}}, NOW)

    assert problem in ("its certificate is not in PEM form", "its certificate cannot be parsed")


@pytest.mark.parametrize(
    ("expression", "labels", "matches"),
    [
        ({"key": "a", "operator": "In", "values": ["1"]}, {"a": "1"}, True),
        ({"key": "a", "operator": "In", "values": ["1"]}, {}, False),
        ({"key": "a", "operator": "NotIn", "values": ["1"]}, {}, True),
        ({"key": "a", "operator": "Exists"}, {"a": ""}, True),
        ({"key": "a", "operator": "DoesNotExist"}, {"a": ""}, False),
        ({"key": "a", "operator": "Gt", "values": ["1"]}, {"a": "2"}, False),
    ],
)
def test_label_expressions_hold_as_kubernetes_defines_them(
    expression: dict[str, object], labels: dict[str, str], matches: bool
) -> None:
    assert label_selector_matches({"matchExpressions": [expression]}, labels) is matches  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("selector", "covered"),
    [("ALL", True), ("IST0118", True), ("IST01", True), ("service", True), ("service/port", True), ("serv", False)],
)
def test_selectors_are_codes_prefixes_rules_and_subjects(selector: str, covered: bool) -> None:
    assert names(selector, "IST0118", "service/port") is covered


def test_readers_of_unknown_shapes_give_empty_values() -> None:
    value = {"a": [{"b": 1}, "x"]}

    assert dig(value, "a", 0, "b") == 1  # type: ignore[arg-type]
    assert dig(value, "a", 1, "b") is None  # type: ignore[arg-type]
    assert exists(value, ("a", 1))  # type: ignore[arg-type]
    assert not exists(value, ("a", 2))  # type: ignore[arg-type]
    assert [integer(each) for each in (True, 80, "80", 8.0, "x", None)] == [None, 80, 80, 8, None, None]
    assert dotted(("spec", "http", 0, "a.b/c")) == 'spec.http[0]["a.b/c"]'


def test_a_near_name_is_suggested_only_if_it_is_the_only_one() -> None:
    assert nearest_name("reviews", ["reviews", "ratings"]) == "reviews"
    assert nearest_name("v3", ["v1", "v2"]) is None


def test_every_istio_code_is_known_once_and_says_its_status() -> None:
    assert MESSAGES["IST0104"].status == "retired"
    assert MESSAGES["IST0141"].status == "other-command"
    assert all(code == message.code for code, message in MESSAGES.items())
