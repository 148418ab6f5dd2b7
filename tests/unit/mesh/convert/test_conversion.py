from __future__ import annotations

import copy
from typing import Any

import pytest

from meshctl.mesh.convert import convert, is_legacy

Value = dict[str, Any]


def legacy(kind: str, spec: Value, **metadata: str) -> Value:
    return {
        "apiVersion": "config.istio.io/v1alpha2",
        "kind": kind,
        "metadata": {"name": "old", **metadata},
        "spec": spec,
    }


def route_rule(**spec: Any) -> Value:
    return legacy("RouteRule", {"destination": {"name": "c"}, **spec})


def converted(*resources: Value, carry_all: bool = False) -> dict[str, Value]:
    """The specs of what came out, by kind and name."""
    values: tuple[Any, ...] = convert(resources, carry_all=carry_all).values
    return {
        f"{value['kind']} {value['metadata']['namespace']}/{value['metadata']['name']}": value["spec"]
        for value in values
    }


def route_of(**spec: Any) -> Value:
    """The only HTTP route of the rule."""
    [route] = converted(route_rule(**spec))["VirtualService default/c"]["http"]
    assert isinstance(route, dict)
    return route


def lost(*resources: Value, carry_all: bool = False) -> list[str]:
    """Paths of everything that was not carried over."""
    notes = convert(resources, carry_all=carry_all).notes
    return [".".join(str(step) for step in note.path) for note in notes if note.lost]


TO_C = {"destination": {"host": "c"}, "weight": 100}


@pytest.mark.parametrize(
    ("spec", "route"),
    [
        ({}, {"route": [TO_C]}),
        (
            {"redirect": {"uri": "/new", "authority": "b"}},
            {"redirect": {"uri": "/new", "authority": "b", "redirectCode": 302}},
        ),
        ({"rewrite": {"uri": "/new"}}, {"rewrite": {"uri": "/new"}, "route": [TO_C]}),
        ({"websocketUpgrade": True}, {"route": [TO_C]}),
        ({"httpReqTimeout": {"simpleTimeout": {"timeout": "3s"}}}, {"timeout": "3s", "route": [TO_C]}),
        (
            {"httpReqRetries": {"simpleRetry": {"attempts": 3, "perTryTimeout": "2s"}}},
            {"retries": {"attempts": 3, "perTryTimeout": "2s"}, "route": [TO_C]},
        ),
        (
            {"http_req_retries": {"simple_retry": {"attempts": "3"}}},
            {"retries": {"attempts": 3}, "route": [TO_C]},
        ),
        (
            {
                "httpFault": {
                    "delay": {"percent": 12.5, "fixedDelay": "5s"},
                    "abort": {"percent": 10, "grpcStatus": "UNAVAILABLE"},
                }
            },
            {
                "fault": {
                    "delay": {"percentage": {"value": 12.5}, "fixedDelay": "5s"},
                    "abort": {"percentage": {"value": 10}, "grpcStatus": "UNAVAILABLE"},
                },
                "route": [TO_C],
            },
        ),
        (
            {"httpFault": {"abort": {"httpStatus": 503}}},
            {"fault": {"abort": {"percentage": {"value": 0}, "httpStatus": 503}}, "route": [TO_C]},
        ),
        (
            {"corsPolicy": {"allowOrigin": ["a.com"], "allowMethods": ["GET"], "allowCredentials": False}},
            {
                "corsPolicy": {
                    "allowOrigins": [{"exact": "a.com"}],
                    "allowMethods": ["GET"],
                    "allowCredentials": False,
                },
                "route": [TO_C],
            },
        ),
        ({"appendHeaders": {"x": "y"}}, {"headers": {"request": {"add": {"x": "y"}}}, "route": [TO_C]}),
        (
            {"mirror": {"name": "b", "labels": {"version": "v2"}}},
            {"mirror": {"host": "b", "subset": "version-v2"}, "route": [TO_C]},
        ),
        (
            {"match": {"request": {"headers": {"uri": {"prefix": "/a"}, "method": "GET", "cookie": {"regex": "x.*"}}}}},
            {
                "match": [
                    {"uri": {"prefix": "/a"}, "method": {"exact": "GET"}, "headers": {"cookie": {"regex": "x.*"}}}
                ],
                "route": [TO_C],
            },
        ),
        (
            {"route": [{"labels": {"version": "1.0", "env": "a_b"}}]},
            {"route": [{"destination": {"host": "c", "subset": "env-a-b-version-1-0"}}]},
        ),
        (
            {"route": [{"destination": {"name": "d"}, "weight": 20}, {"weight": 80}]},
            {"route": [{"destination": {"host": "d"}, "weight": 20}, {"destination": {"host": "c"}, "weight": 80}]},
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_a_field_of_a_route_rule_moves_to_its_new_place(spec: Value, route: Value) -> None:
    assert route_of(**spec) == route


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        ({"l4Fault": {"terminate": {}, "throttle": {"percent": 1}}}, "spec.l4Fault"),
        ({"httpReqTimeout": {"custom": {"a": 1}}}, "spec.httpReqTimeout.custom"),
        (
            {"httpReqTimeout": {"simpleTimeout": {"timeout": "1s", "overrideHeaderName": "x"}}},
            "spec.httpReqTimeout.simpleTimeout.overrideHeaderName",
        ),
        ({"httpFault": {"delay": {"percent": 1, "exponentialDelay": "1s"}}}, "spec.httpFault.delay.exponentialDelay"),
        ({"httpFault": {"abort": {"percent": 1, "http2Error": "X"}}}, "spec.httpFault.abort.http2Error"),
        ({"match": {"udp": {"sourceSubnet": ["10.0.0.0/8"]}}}, "spec.match.udp"),
        ({"match": {"source": {"name": "a"}}}, "spec.match.source"),
        ({"match": {"source": {"labels": {"version": "v1"}}}}, "spec.match.source.labels"),
        ({"destination": {"name": "c", "labels": {"version": "v1"}}}, "spec.destination.labels"),
        ({"destination": {}}, "spec.destination"),
    ],
)
def test_what_a_route_rule_loses_is_noted_at_its_field(spec: Value, path: str) -> None:
    assert lost(route_rule(**spec)) == [path]


def test_a_note_that_only_explains_is_no_loss() -> None:
    [note] = convert([route_rule(websocketUpgrade=True)]).notes
    assert (note.path, note.lost, str(note).startswith("RouteRule default/old spec.websocketUpgrade: ")) == (
        ("spec", "websocketUpgrade"),
        False,
        True,
    )


def test_rules_of_one_host_are_ordered_by_precedence_then_name() -> None:
    rules = [
        legacy(
            "RouteRule",
            {"destination": {"name": "c"}, "precedence": precedence, "rewrite": {"uri": f"/{name}"}},
            name=name,
        )
        for name, precedence in (("low", 1), ("b", 5), ("a", 5), ("none", None))
    ]
    routes = converted(*rules)["VirtualService default/c"]["http"]
    assert [route["rewrite"]["uri"] for route in routes] == ["/a", "/b", "/low", "/none"]


def test_rules_of_one_host_in_two_namespaces_stay_apart() -> None:
    rules = [legacy("RouteRule", {"destination": {"name": "c"}}, namespace=namespace) for namespace in ("one", "two")]
    assert list(converted(*rules)) == ["VirtualService one/c", "VirtualService two/c"]


@pytest.mark.parametrize(
    ("service", "host"),
    [
        ({"name": "c"}, "c"),
        ({"name": "c", "namespace": "prod"}, "c.prod.svc.cluster.local"),
        ({"name": "c", "domain": "example.org"}, "c.default.svc.example.org"),
        ({"name": "c", "namespace": "prod", "domain": "svc.example.org"}, "c.prod.svc.example.org"),
        ({"service": "c.example.com", "name": "other"}, "c.example.com"),
    ],
)
def test_a_service_reference_becomes_the_host_it_means(service: Value, host: str) -> None:
    [(_name, spec)] = converted(legacy("RouteRule", {"destination": service})).items()
    assert spec["hosts"] == [host]


def test_labels_that_give_one_name_give_two_subsets() -> None:
    specs = converted(route_rule(route=[{"labels": {"version": "1.0"}}, {"labels": {"version": "1-0"}}]))
    subsets = specs["DestinationRule default/c"]["subsets"]
    assert subsets == [
        {"name": "version-1-0", "labels": {"version": "1.0"}},
        {"name": "version-1-0-2", "labels": {"version": "1-0"}},
    ]
    routes = specs["VirtualService default/c"]["http"][0]["route"]
    assert [route["destination"]["subset"] for route in routes] == ["version-1-0", "version-1-0-2"]


POLICY = {
    "loadBalancing": {"name": "LEAST_CONN"},
    "circuitBreaker": {
        "simpleCb": {
            "maxConnections": 1,
            "httpMaxPendingRequests": 2,
            "httpMaxRequests": 3,
            "httpMaxRequestsPerConnection": 4,
            "httpMaxRetries": 5,
            "sleepWindow": "3m",
            "httpConsecutiveErrors": 6,
            "httpDetectionInterval": "1s",
            "httpMaxEjectionPercent": 7,
        }
    },
}
TRAFFIC_POLICY = {
    "loadBalancer": {"simple": "LEAST_REQUEST"},
    "connectionPool": {
        "tcp": {"maxConnections": 1},
        "http": {"http1MaxPendingRequests": 2, "http2MaxRequests": 3, "maxRequestsPerConnection": 4, "maxRetries": 5},
    },
    "outlierDetection": {
        "baseEjectionTime": "3m",
        "consecutive5xxErrors": 6,
        "interval": "1s",
        "maxEjectionPercent": 7,
    },
}


def test_a_policy_with_labels_becomes_a_subset() -> None:
    policy = legacy("DestinationPolicy", {"destination": {"name": "c", "labels": {"version": "v1"}}, **POLICY})
    assert converted(policy)["DestinationRule default/c"] == {
        "host": "c",
        "subsets": [{"name": "version-v1", "labels": {"version": "v1"}, "trafficPolicy": TRAFFIC_POLICY}],
    }


def test_a_policy_without_labels_becomes_the_subset_default_and_says_so() -> None:
    policy = legacy("DestinationPolicy", {"destination": {"name": "c"}, **POLICY})
    assert converted(policy)["DestinationRule default/c"] == {
        "host": "c",
        "subsets": [{"name": "default", "trafficPolicy": TRAFFIC_POLICY}],
    }
    assert lost(policy) == ["spec.destination"]


def test_policies_and_routes_of_a_host_share_one_rule() -> None:
    policy = legacy("DestinationPolicy", {"destination": {"name": "c", "labels": {"version": "v1"}}, **POLICY})
    specs = converted(route_rule(route=[{"labels": {"version": "v2"}}, {"labels": {"version": "v1"}}]), policy)
    assert [subset["name"] for subset in specs["DestinationRule default/c"]["subsets"]] == ["version-v1", "version-v2"]


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        ({"source": {"name": "a"}}, "spec.source"),
        ({"loadBalancing": {"custom": {"a": 1}}}, "spec.loadBalancing.custom"),
        ({"loadBalancing": {"name": "MAGIC"}}, "spec.loadBalancing.name"),
        ({"circuitBreaker": {"custom": {"a": 1}}}, "spec.circuitBreaker.custom"),
    ],
)
def test_what_a_destination_policy_loses_is_noted(spec: Value, path: str) -> None:
    destination = {"name": "c", "labels": {"version": "v1"}}
    assert lost(legacy("DestinationPolicy", {"destination": destination, **spec})) == [path]


@pytest.mark.parametrize(
    ("service", "spec"),
    [
        ("*.example.com", {"hosts": ["*.example.com"]}),
        ("10.1.0.0/16", {"hosts": ["old.default.svc.cluster.local"], "addresses": ["10.1.0.0/16"]}),
        ("10.1.2.3", {"hosts": ["old.default.svc.cluster.local"], "addresses": ["10.1.2.3"]}),
    ],
)
def test_an_egress_rule_becomes_a_service_entry(service: str, spec: Value) -> None:
    rule = legacy("EgressRule", {"destination": {"service": service}, "ports": [{"port": 80, "protocol": "HTTP"}]})
    assert converted(rule)["ServiceEntry default/old"] == {
        **spec,
        "ports": [{"number": 80, "name": "http-80", "protocol": "HTTP"}],
        "location": "MESH_EXTERNAL",
    }


def test_tls_origination_and_egress_proxies_are_noted() -> None:
    ports = [{"port": 443, "protocol": "https"}]
    rule = legacy("EgressRule", {"destination": {"service": "a.com"}, "ports": ports, "use_egress_proxy": True})
    assert lost(rule) == ["spec.use_egress_proxy", "spec.ports.0.protocol"]


def test_everything_that_has_a_place_today_is_carried_when_asked() -> None:
    policy = legacy("DestinationPolicy", {"destination": {"name": "c"}, **POLICY})
    match = {"source": {"labels": {"version": "v1"}}, "request": {"headers": {"uri": "/a"}}}
    specs = converted(route_rule(match=match), policy, carry_all=True)
    assert specs["VirtualService default/c"]["http"][0]["match"] == [
        {"uri": {"exact": "/a"}, "sourceLabels": {"version": "v1"}}
    ]
    assert specs["DestinationRule default/c"] == {"host": "c", "trafficPolicy": TRAFFIC_POLICY}
    assert lost(route_rule(match=match), policy, carry_all=True) == []


def test_a_tcp_match_becomes_a_tcp_route_when_asked() -> None:
    rule = route_rule(match={"tcp": {"destinationSubnet": ["10.0.0.0/8"], "sourceSubnet": ["10.1.0.0/16"]}})
    assert converted(rule, carry_all=True)["VirtualService default/c"] == {
        "hosts": ["c"],
        "tcp": [{"match": [{"destinationSubnets": ["10.0.0.0/8"]}], "route": [TO_C]}],
    }
    assert lost(rule, carry_all=True) == ["spec.match.tcp.sourceSubnet"]


def ingress(**spec: Any) -> Value:
    return {"apiVersion": "extensions/v1beta1", "kind": "Ingress", "metadata": {"name": "web"}, "spec": spec}


def backend(port: int | str = 80) -> Value:
    return {"serviceName": "ui", "servicePort": port}


@pytest.mark.parametrize(
    ("path", "uri"),
    [("/a/.*", {"prefix": "/a/"}), ("/a/*", {"prefix": "/a"}), ("/a", {"exact": "/a"})],
)
def test_an_ingress_path_becomes_a_match(path: str, uri: Value) -> None:
    rules = [{"host": "a.com", "http": {"paths": [{"path": path, "backend": backend()}]}}]
    specs = converted(ingress(rules=rules))
    assert specs["VirtualService default/a-com-web-istio-autogenerated-k8s-ingress"] == {
        "hosts": ["a.com"],
        "gateways": ["istio-autogenerated-k8s-ingress"],
        "http": [
            {
                "match": [{"uri": uri}],
                "route": [
                    {"destination": {"host": "ui.default.svc.cluster.local", "port": {"number": 80}}, "weight": 100}
                ],
            }
        ],
    }


def test_an_ingress_with_tls_gets_a_server_for_it() -> None:
    spec = converted(ingress(tls=[{"hosts": ["a.com"], "secretName": "cert"}]))
    assert spec["Gateway default/istio-autogenerated-k8s-ingress"]["servers"] == [
        {
            "port": {"number": 443, "protocol": "HTTPS", "name": "https-443-ingress-web-default"},
            "hosts": ["a.com"],
            "tls": {"mode": "SIMPLE", "credentialName": "cert"},
        },
        {"port": {"number": 80, "protocol": "HTTP", "name": "http-80-ingress-web-default"}, "hosts": ["*"]},
    ]


def test_what_an_ingress_loses_is_noted() -> None:
    rules = [{"host": "a.com"}, {"http": {"paths": [{"backend": backend("http")}]}}]
    assert lost(ingress(backend=backend(), rules=rules)) == [
        "spec.backend",
        "spec.rules.0",
        "spec.rules.1.http.paths.0.backend.servicePort",
    ]


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ({"kind": "RouteRule"}, True),
        ({"apiVersion": "config.istio.io/v1beta1", "kind": "DestinationPolicy"}, True),
        ({"apiVersion": "config.istio.io/v1alpha2", "kind": "rule"}, False),
        ({"apiVersion": "example.com/v1", "kind": "RouteRule"}, False),
        ({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress"}, False),
        ({"apiVersion": "extensions/v1beta1", "kind": "Ingress"}, True),
        (
            {
                "apiVersion": "extensions/v1beta1",
                "kind": "Ingress",
                "metadata": {"annotations": {"kubernetes.io/ingress.class": "nginx"}},
            },
            False,
        ),
        (None, False),
        ([], False),
    ],
)
def test_only_legacy_routing_is_converted(value: Any, answer: bool) -> None:
    assert is_legacy(value) is answer


def test_other_resources_are_kept_and_nothing_is_changed_in_place() -> None:
    service: Value = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "c"}}
    resources = [service, route_rule(route=[{"labels": {"version": "v1"}}]), legacy("IngressRule", {})]
    before = copy.deepcopy(resources)
    conversion = convert(resources)
    assert resources == before
    assert conversion.kept == (0,)
    assert [(note.index, note.kind, note.path) for note in conversion.notes] == [(2, "IngressRule", ())]


@pytest.mark.parametrize(
    "spec", [None, 5, [], {"destination": 5, "route": "x", "match": []}, {"destination": {"name": 5}}]
)
@pytest.mark.parametrize("kind", ["RouteRule", "DestinationPolicy", "EgressRule", "IngressRule"])
def test_a_wrong_type_never_stops_the_conversion(kind: str, spec: Any) -> None:
    assert isinstance(convert([{"kind": kind, "metadata": [], "spec": spec}]).values, tuple)
