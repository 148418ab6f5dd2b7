from __future__ import annotations

from typing import Any

from tests.unit.analyze.semantic.judging import Case, Spec, judged, resource, table


def entry(**spec: Any) -> Spec:
    return resource("WorkloadEntry", spec)


def group(**spec: Any) -> Spec:
    return resource("WorkloadGroup", {"template": {}, **spec})


def probe(**members: Any) -> Spec:
    return group(probe=members)


CASES: list[Case] = [
    ("an address", entry(address="10.0.0.1"), []),
    ("a name", entry(address="a.com"), []),
    ("nothing", entry(), ["error address address-missing"]),
    ("a network only", entry(network="n"), ["warning address address-missing"]),
    ("a name with port", entry(address="a.com:80"), ["error address address"]),
    ("a socket", entry(address="unix://@a"), []),
    (
        "a socket with ports",
        entry(address="unix:///a", ports={"http": 80}),
        [
            "error ports socket-ports",
        ],
    ),
    (
        "a bad port",
        entry(address="10.0.0.1", ports={"a_b": 80, "b": 0}),
        ["error ports.a_b port-name", "error ports.b port-number"],
    ),
    ("a bad label", entry(address="10.0.0.1", labels={"a": "b c"}), ["error labels.a label-value"]),
    ("a group", group(), []),
    (
        "a group without template",
        resource("WorkloadGroup", {"metadata": {"labels": {"": ""}}}),
        ["error spec template-missing"],
    ),
    ("a template's content is not judged", group(template={"address": "a b"}), []),
    ("a bad label of the group", group(metadata={"labels": {"a": "."}}), ["error metadata.labels.a label-value"]),
    ("a probe of nothing", probe(), ["error probe probe-method"]),
    ("a probe by gRPC is unknown", probe(grpc={"port": 80}), ["error probe probe-method"]),
    ("a probe by TCP", probe(tcpSocket={"port": 80}, periodSeconds=1), []),
    (
        "a probe with a negative count",
        probe(tcpSocket={"port": 80}, periodSeconds=-1),
        ["error probe.periodSeconds negative-count"],
    ),
    ("a probe without port", probe(httpGet={"path": "/"}), ["error probe.httpGet.port port-number"]),
    (
        "a probe with scheme and headers",
        probe(httpGet={"port": 80, "scheme": "http", "httpHeaders": [{"name": "X-a"}, {"name": "x_a"}]}),
        ["error probe.httpGet.scheme probe-scheme", "error probe.httpGet.httpHeaders.1.name probe-header"],
    ),
    ("a probe without command", probe(exec={}), ["error probe.exec probe-command"]),
    ("a probe by command", probe(exec={"command": ["true"]}), []),
]


@table(CASES)
def test_workloads_are_judged_field_by_field(value: Spec, expected: list[str]) -> None:
    assert judged(value) == expected
