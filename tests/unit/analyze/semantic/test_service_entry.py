from __future__ import annotations

from typing import Any

from tests.unit.analyze.semantic.judging import Case, Spec, judged, resource, table

HTTP = {"number": 80, "name": "http", "protocol": "HTTP"}
TCP = {"number": 90, "name": "tcp", "protocol": "TCP"}
ADDRESS = {"address": "10.0.0.1"}


def entry(metadata: Any = None, **spec: Any) -> Spec:
    return resource("ServiceEntry", {"hosts": ["a.com"], "ports": [HTTP], **spec}, **(metadata or {}))


def static(*endpoints: Any, **spec: Any) -> Spec:
    return entry(resolution="STATIC", endpoints=list(endpoints), **spec)


def dns(*endpoints: Any, **spec: Any) -> Spec:
    return entry(**{"resolution": "DNS", "endpoints": list(endpoints), **spec})


def dynamic(**spec: Any) -> Spec:
    return entry(**{"resolution": "DYNAMIC_DNS", "hosts": ["*.a.com"], **spec})


CASES: list[Case] = [
    ("an entry", entry(), []),
    ("ports may be absent", entry(ports=None), []),
    ("no hosts", entry(hosts=[]), ["error spec no-hosts"]),
    ("every host", entry(hosts=["*"]), ["error hosts.0 host-any"]),
    ("a bad host", entry(hosts=["a.*.com"]), ["error hosts.0 host"]),
    ("a partial wildcard", entry(hosts=["*a.com"]), ["warning hosts.0 host-partial-wildcard"]),
    ("a partial wildcard resolved on demand", dynamic(hosts=["*a.com"]), []),
    ("an address block", entry(addresses=["10.0.0.0/8", "2001:db8::1"]), []),
    ("an address block with DNS", dns(addresses=["10.0.0.0/8"]), ["error addresses.0 address-block"]),
    ("a bad address", entry(addresses=["10.0.0.256"]), ["error addresses.0 address"]),
    (
        "a port without anything",
        entry(ports=[{}], addresses=["10.0.0.1"]),
        ["error ports.0.name port-name", "error ports.0.number port-number"],
    ),
    (
        "a repeated port",
        entry(ports=[HTTP, HTTP]),
        ["error ports.1.name port-name-duplicate", "error ports.1.number port-number-duplicate"],
    ),
    ("a bad protocol", entry(ports=[{**HTTP, "protocol": "http-web"}]), ["error ports.0.protocol protocol"]),
    ("a bad target port", entry(ports=[{**HTTP, "targetPort": 70000}]), ["error ports.0.targetPort port-number"]),
    ("TCP without address", entry(ports=[TCP]), ["warning ports.0 tcp-without-address"]),
    ("tcp in lower case", entry(ports=[{**TCP, "protocol": "tcp"}]), []),
    ("TCP with address", entry(ports=[TCP], addresses=["10.0.0.1"]), []),
    ("TCP with an allocated address", static(ADDRESS, ports=[TCP]), []),
    (
        "TCP without allocation",
        static(ADDRESS, ports=[TCP], metadata={"labels": {"networking.istio.io/enable-autoallocate-ip": "False"}}),
        ["warning ports.0 tcp-without-address"],
    ),
    ("several hosts with NONE", entry(hosts=["a.com", "b.com"], ports=[{**TCP, "protocol": "tcp"}]), []),
    (
        "several hosts on a port without protocol",
        static(ADDRESS, hosts=["a.com", "b.com"], ports=[{"number": 1, "name": "x"}]),
        ["error ports.0.protocol several-hosts"],
    ),
    ("several hosts on HTTPS", static(ADDRESS, hosts=["a.com", "b.com"], ports=[{**HTTP, "protocol": "HTTPS"}]), []),
    (
        "selector and endpoints",
        static(ADDRESS, workloadSelector={"labels": {"a": "b"}}),
        ["error endpoints endpoints-and-selector"],
    ),
    (
        "a bad selector ends the walk",
        entry(hosts=[], workloadSelector={"labels": {"": "b"}}),
        ["error workloadSelector.labels. selector-key-empty"],
    ),
    ("endpoints with NONE", entry(endpoints=[ADDRESS]), ["error endpoints endpoints-unused"]),
    (
        "a selector with NONE",
        entry(workloadSelector={"labels": {"a": "b"}}),
        ["warning workloadSelector selector-unused"],
    ),
    ("a name as a static endpoint", static({"address": "b.com"}), ["error endpoints.0.address address"]),
    ("a static endpoint of a network", static({"network": "n"}), ["warning endpoints.0.address address-missing"]),
    ("a static endpoint without anything", static({}), ["error endpoints.0.address address-missing"]),
    (
        "a port that the entry lacks",
        static({**ADDRESS, "ports": {"x": 1}}),
        ["error endpoints.0.ports.x endpoint-port"],
    ),
    ("a port out of range", static({**ADDRESS, "ports": {"http": 0}}), ["error endpoints.0.ports.http port-number"]),
    ("a socket", static({"address": "unix:///a"}), []),
    (
        "a socket and two ports",
        static({"address": "unix:///a"}, ports=[HTTP, {**HTTP, "name": "b", "number": 2}]),
        ["error endpoints.0.address socket-ports"],
    ),
    ("a socket that is a folder", static({"address": "unix:///a/"}), ["error endpoints.0.address address"]),
    ("DNS without endpoints", dns(), []),
    ("DNS of a wildcard", dns(hosts=["*.a.com"]), ["error hosts.0 host-not-resolvable"]),
    ("DNS of a wildcard with endpoints", dns({"address": "b.com"}, hosts=["*.a.com"]), []),
    ("DNS of a socket", dns({"address": "unix:///a"}), ["error endpoints.0.address address"]),
    (
        "DNS without address",
        dns({"labels": {"a": "-"}}),
        ["error endpoints.0.address address", "error endpoints.0.labels.a label-value"],
    ),
    ("DNS in turn", dns(ADDRESS, ADDRESS, resolution="DNS_ROUND_ROBIN"), ["error endpoints round-robin-endpoints"]),
    (
        "hosts that share an address",
        dns(
            hosts=["a.com", "b.com"],
            addresses=["10.0.0.1"],
            ports=[HTTP, {**HTTP, "number": 2, "name": "b", "protocol": "TLS"}],
        ),
        ["warning ports.1 shared-address"],
    ),
    (
        "hosts resolved on demand",
        dynamic(hosts=["a.com"], addresses=["10.0.0.1"], endpoints=[ADDRESS], ports=[{**HTTP, "protocol": "HTTPS"}]),
        [
            "error hosts.0 dynamic-host",
            "error addresses dynamic-field",
            "error endpoints dynamic-field",
            "error ports.0.protocol dynamic-protocol",
        ],
    ),
    (
        "internal hosts on demand behind a waypoint",
        dynamic(location="MESH_INTERNAL", metadata={"labels": {"istio.io/use-waypoint": "w"}}),
        ["error location dynamic-location"],
    ),
    (
        "internal hosts on demand without waypoint",
        dynamic(location="MESH_INTERNAL", metadata={"labels": {"istio.io/use-waypoint": "None"}}),
        [],
    ),
    ("an unknown resolution", entry(resolution=9), ["error resolution resolution"]),
    ("exported to nobody", entry(exportTo=["~"]), []),
    ("exported to nobody and one", entry(exportTo=["~", "a"]), ["error exportTo export-to-combination"]),
]


@table(CASES)
def test_a_service_entry_is_judged_field_by_field(value: Spec, expected: list[str]) -> None:
    assert judged(value) == expected


def test_labels_count_only_with_metadata() -> None:
    value = dynamic(location="MESH_INTERNAL", metadata={"labels": {"istio.io/use-waypoint": "w"}})
    assert judged(value, with_metadata=False) == []
