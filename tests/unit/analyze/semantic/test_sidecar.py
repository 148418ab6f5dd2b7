from __future__ import annotations

from typing import Any

from tests.unit.analyze.semantic.judging import Case, Spec, judged, resource, table

HTTP = {"number": 80, "name": "http", "protocol": "HTTP"}


def sidecar(**spec: Any) -> Spec:
    return resource("Sidecar", spec)


def ingress(**listener: Any) -> Spec:
    return sidecar(ingress=[{"port": HTTP, "defaultEndpoint": "127.0.0.1:8080", **listener}])


def egress(*hosts: str, **listener: Any) -> Spec:
    return sidecar(egress=[{"hosts": list(hosts), **listener}])


def tls(**settings: Any) -> Spec:
    return ingress(port={**HTTP, "protocol": "HTTPS"}, tls=settings)


CERTIFICATE = {"serverCertificate": "/crt", "privateKey": "/key"}

CASES: list[Case] = [
    ("nothing", sidecar(), ["error spec sidecar-empty"]),
    ("empty lists", sidecar(egress=[], ingress=[]), ["error spec sidecar-empty"]),
    ("an outbound policy alone", sidecar(outboundTrafficPolicy={}), []),
    (
        "a selector without labels",
        sidecar(workloadSelector={}, outboundTrafficPolicy={}),
        ["warning workloadSelector selector-empty"],
    ),
    (
        "a bad selector ends the walk",
        sidecar(workloadSelector={"labels": {"a*": "b"}}),
        ["error workloadSelector.labels.a* selector-wildcard"],
    ),
    ("an inbound pool", sidecar(inboundConnectionPool={}), ["error inboundConnectionPool connection-pool-empty"]),
    ("an inbound listener", ingress(), []),
    ("no port", sidecar(ingress=[{}]), ["error ingress.0 port-missing"]),
    ("a port without name and protocol", ingress(port={"number": 80}), []),
    (
        "a bad port",
        ingress(port={"number": 0, "name": "a_b", "protocol": "x", "targetPort": 1}),
        [
            "error ingress.0.port.number port-number",
            "error ingress.0.port.name port-name",
            "error ingress.0.port.protocol protocol",
            "error ingress.0.port.targetPort target-port",
        ],
    ),
    ("a bind to a socket", ingress(bind="unix:///a"), ["error ingress.0.bind bind"]),
    (
        "an endpoint elsewhere",
        ingress(defaultEndpoint="10.0.0.1:80"),
        ["error ingress.0.defaultEndpoint default-endpoint"],
    ),
    ("an endpoint without host", ingress(defaultEndpoint=":80"), []),
    ("an endpoint on IPv6", ingress(defaultEndpoint="[::1]:80"), []),
    (
        "an endpoint without port",
        ingress(defaultEndpoint="127.0.0.1"),
        ["error ingress.0.defaultEndpoint default-endpoint"],
    ),
    ("an endpoint on a socket", ingress(defaultEndpoint="unix:///a"), []),
    (
        "one port twice",
        sidecar(ingress=[{"port": HTTP}, {"port": {**HTTP, "name": "b"}}]),
        ["error ingress.1.port.number port-number-duplicate"],
    ),
    ("TLS", tls(mode="SIMPLE", **CERTIFICATE), []),
    (
        "TLS as in a gateway",
        tls(mode="SIMPLE", httpsRedirect=True, subjectAltNames=["a"], **CERTIFICATE),
        ["error ingress.0.tls.subjectAltNames tls-gateway-only", "error ingress.0.tls.httpsRedirect tls-gateway-only"],
    ),
    ("TLS of Istio", tls(mode="ISTIO_MUTUAL"), ["error ingress.0.tls.mode tls-mode"]),
    ("TLS on HTTP", ingress(tls={"mode": "SIMPLE", **CERTIFICATE}), ["error ingress.0.tls tls-on-plain-port"]),
    (
        "HTTP settings on TCP",
        ingress(port={**HTTP, "protocol": "TCP"}, connectionPool={"http": {"maxRetries": 1}}),
        ["warning ingress.0.connectionPool.http http-pool-unused"],
    ),
    (
        "HTTP settings without protocol",
        ingress(port={"number": 80}, connectionPool={"http": {"maxRetries": 1}}),
        ["warning ingress.0.connectionPool.http http-pool-unused"],
    ),
    ("an outbound listener", egress("./*", "istio-system/a.com", "*/*.b.com", "~c/*"), []),
    ("no hosts", egress(), ["error egress.0 no-hosts"]),
    ("a host without namespace", egress("a.com"), ["error egress.0.hosts.0 host-form"]),
    ("a short host", egress("./a"), ["error egress.0.hosts.0 host-short"]),
    ("an address", egress("./10.0.0.1"), ["error egress.0.hosts.0 host"]),
    ("a partial wildcard", egress("./*a.com"), ["error egress.0.hosts.0 host-partial-wildcard"]),
    ("a bad namespace", egress("a_b/*"), ["error egress.0.hosts.0 host-namespace"]),
    ("an excluded namespace that is none", egress("~a_b/*"), ["error egress.0.hosts.0 host-namespace"]),
    (
        "a listener without port before another",
        sidecar(egress=[{"hosts": ["./*"]}, {"hosts": ["./*"], "port": HTTP}]),
        ["error egress.0 listener-order"],
    ),
    ("a socket", egress("./*", port={"number": 0}, bind="unix:///a", captureMode="NONE"), []),
    (
        "a captured socket",
        egress("./*", port={"number": 0}, bind="unix:///a", captureMode="IPTABLES"),
        ["error egress.0.captureMode capture-mode"],
    ),
    ("no number and no socket", egress("./*", port={"protocol": "HTTP"}), ["error egress.0.port.number port-number"]),
    (
        "a socket twice and a port twice",
        sidecar(
            egress=[
                *[{"hosts": ["./*"], "port": {"number": 0}, "bind": "unix:///a"}] * 2,
                *[{"hosts": ["./*"], "port": HTTP}] * 2,
            ],
        ),
        ["error egress.3.port.number port-number-duplicate", "error egress.1.bind bind-duplicate"],
    ),
    ("a host twice", egress("./a.com", "prod/a.com"), ["warning egress.0.hosts.1 egress-host-covered"]),
    ("a host and its namespace", egress("a/*", "a/b.com"), ["warning egress.0.hosts.1 egress-host-covered"]),
    ("everything and one namespace", egress("*/*", "a/*"), ["warning egress.0.hosts.1 egress-host-covered"]),
    ("everything but one namespace", egress("*/*", "~a/*"), []),
    (
        "a proxy for everything else",
        sidecar(
            outboundTrafficPolicy={"mode": "ALLOW_ANY", "egressProxy": {"host": "a.com", "port": {"number": 80}}},
        ),
        [],
    ),
    (
        "a bad proxy",
        sidecar(outboundTrafficPolicy={"mode": "REGISTRY_ONLY", "egressProxy": {"host": "*.a.com"}}),
        [
            "error outboundTrafficPolicy.egressProxy egress-proxy-mode",
            "error outboundTrafficPolicy.egressProxy.host egress-proxy-host",
            "error outboundTrafficPolicy.egressProxy egress-proxy-port",
        ],
    ),
    (
        "a mode of the mesh configuration",
        sidecar(outboundTrafficPolicy={"mode": 3}),
        ["error outboundTrafficPolicy.mode outbound-mode"],
    ),
]


@table(CASES)
def test_a_sidecar_is_judged_field_by_field(value: Spec, expected: list[str]) -> None:
    assert judged(value) == expected
