from __future__ import annotations

from typing import Any

import pytest

from tests.unit.analyze.semantic.judging import Case, Spec, judged, resource, table

HTTP = {"number": 80, "name": "http", "protocol": "HTTP"}
HTTPS = {"number": 443, "name": "https", "protocol": "HTTPS"}
CERTIFICATE = {"serverCertificate": "/tls.crt", "privateKey": "/tls.key"}


def gateway(*servers: Any, **metadata: Any) -> Spec:
    return resource("Gateway", {"servers": list(servers)}, **metadata)


def server(**members: Any) -> Spec:
    return gateway({"hosts": ["a.com"], "port": HTTP, **members})


def port(**members: Any) -> Spec:
    return server(port={**HTTP, **members})


def tls(**settings: Any) -> Spec:
    return server(port=HTTPS, tls=settings)


SERVERS: list[Case] = [
    ("a server", server(), []),
    ("no servers", gateway(), ["error spec no-servers"]),
    (
        "a name with dots",
        gateway({"hosts": ["*"], "port": HTTP}, name="a.b"),
        ["error metadata.name gateway-object-name"],
    ),
    ("no hosts", server(hosts=[]), ["error servers.0 server-hosts"]),
    ("hosts of every form", server(hosts=["*", "*/*", "./*.a.com", "prod/a.com", "10.0.0.1"]), []),
    ("a short host", server(hosts=["a"]), ["error servers.0.hosts.0 host-short"]),
    ("a partial wildcard", server(hosts=["*a.com"]), ["error servers.0.hosts.0 host-partial-wildcard"]),
    ("an IPv6 host", server(hosts=["2001:db8::1"]), ["error servers.0.hosts.0 host-short"]),
    ("a bad namespace", server(hosts=["a_b/*"]), ["error servers.0.hosts.0 host-namespace"]),
    ("an empty namespace", server(hosts=["/a.com"]), ["error servers.0.hosts.0 host-namespace"]),
    ("no namespace at all", server(hosts=["~/a.com"]), ["error servers.0.hosts.0 host-namespace"]),
    ("a bad host", server(hosts=["a.b!c"]), ["error servers.0.hosts.0 host"]),
    ("no port", gateway({"hosts": ["*"]}), ["error servers.0 port-missing"]),
    (
        "an empty port",
        server(port={}),
        [
            "error servers.0.port.protocol protocol",
            "error servers.0.port.number port-number",
            "error servers.0.port.name port-name",
        ],
    ),
    ("a protocol with suffix", port(protocol="http-web"), ["error servers.0.port.protocol protocol"]),
    ("a protocol in any case", port(protocol="gRpC-wEb"), []),
    ("targetPort", port(targetPort=8080), ["error servers.0.port.targetPort target-port"]),
    ("targetPort 0", port(targetPort=0), []),
    ("a bind address", server(bind="127.0.0.1"), []),
    ("a bind name", server(bind="localhost"), ["error servers.0.bind bind"]),
    ("a socket", server(bind="unix:///run/a.sock", port={**HTTP, "number": 0}), []),
    ("an abstract socket", server(bind="unix://@a/", port={**HTTP, "number": 0}), []),
    ("a relative socket", server(bind="unix://a", port={**HTTP, "number": 0}), ["error servers.0.bind bind"]),
    ("a socket and a port", server(bind="unix:///a"), ["error servers.0.port.number bind-port"]),
    (
        "a port name twice",
        gateway({"hosts": ["*"], "port": HTTP}, {"hosts": ["*"], "port": {**HTTP, "number": 81}}),
        ["error servers.1.port.name port-name-duplicate"],
    ),
]

TLS: list[Case] = [
    ("HTTPS without tls", server(port=HTTPS), ["error servers.0 tls-missing"]),
    (
        "HTTPS without tls on a bad port",
        server(port={**HTTPS, "number": 0}),
        ["error servers.0.port.number port-number"],
    ),
    ("a redirect on HTTP", server(tls={"httpsRedirect": True}), []),
    ("termination on HTTP", server(tls={"mode": "SIMPLE", **CERTIFICATE}), ["error servers.0.tls tls-on-plain-port"]),
    (
        "a certificate on HTTP",
        server(tls={"privateKey": "/key"}),
        ["warning servers.0.tls.privateKey tls-passthrough", "error servers.0.tls tls-on-plain-port"],
    ),
    ("TCP without tls", port(protocol="TCP"), []),
    (
        "passthrough on TCP",
        server(port={**HTTP, "protocol": "TCP"}, tls={"mode": "PASSTHROUGH"}),
        ["error servers.0.tls tls-on-plain-port"],
    ),
    (
        "a redirect on HTTPS",
        tls(mode="SIMPLE", credentialName="c", httpsRedirect=True),
        ["warning servers.0.tls.httpsRedirect https-redirect"],
    ),
    ("a mode by number", tls(mode=1, credentialName="c"), []),
    ("ISTIO_MUTUAL", tls(mode="ISTIO_MUTUAL"), []),
    (
        "ISTIO_MUTUAL with certificates",
        tls(mode="ISTIO_MUTUAL", caCertificates="/ca", credentialNames=["a"]),
        ["error servers.0.tls.caCertificates tls-istio-mutual", "error servers.0.tls.credentialNames tls-istio-mutual"],
    ),
    (
        "two sources",
        tls(mode="SIMPLE", credentialName="c", tlsCertificates=[CERTIFICATE]),
        ["error servers.0.tls.tlsCertificates tls-several-sources"],
    ),
    ("half a pair beside a credential", tls(mode="SIMPLE", credentialName="c", privateKey="/key"), []),
    (
        "SIMPLE without certificate",
        tls(mode="SIMPLE"),
        [
            "error servers.0.tls.serverCertificate tls-certificate-missing",
            "error servers.0.tls.privateKey tls-certificate-missing",
        ],
    ),
    (
        "an incomplete pair of two",
        tls(mode="SIMPLE", tlsCertificates=[CERTIFICATE, {"serverCertificate": "/crt"}]),
        ["error servers.0.tls.tlsCertificates.1.privateKey tls-certificate-missing"],
    ),
    (
        "three pairs",
        tls(mode="SIMPLE", tlsCertificates=[CERTIFICATE] * 3),
        ["warning servers.0.tls.tlsCertificates tls-certificates"],
    ),
    (
        "MUTUAL without authority",
        tls(mode="OPTIONAL_MUTUAL", **CERTIFICATE),
        ["error servers.0.tls.caCertificates tls-certificate-missing"],
    ),
    (
        "a revocation list with SIMPLE",
        tls(mode="SIMPLE", caCrl="/crl", **CERTIFICATE),
        ["error servers.0.tls.caCrl tls-crl"],
    ),
    ("a revocation list beside a credential", tls(mode="SIMPLE", caCrl="/crl", credentialName="c"), []),
    (
        "passthrough with credential and list",
        tls(mode="AUTO_PASSTHROUGH", caCrl="/crl", credentialName="c"),
        [
            "warning servers.0.tls.credentialName tls-passthrough",
            "warning servers.0.tls.caCrl tls-passthrough",
            "error servers.0.tls.caCrl tls-crl",
        ],
    ),
    (
        "an old version without ciphers",
        tls(mode="SIMPLE", credentialName="c", minProtocolVersion="TLSV1_1"),
        ["warning servers.0.tls.minProtocolVersion tls-version"],
    ),
    (
        "ciphers unknown and repeated",
        tls(mode="SIMPLE", credentialName="c", cipherSuites=["AES128-SHA", "ALL", "!NULL", "AES128-SHA", "X"]),
        ["warning servers.0.tls.cipherSuites.3 tls-cipher", "warning servers.0.tls.cipherSuites.4 tls-cipher"],
    ),
]


@table([*SERVERS, *TLS])
def test_a_gateway_is_judged_field_by_field(value: Spec, expected: list[str]) -> None:
    assert judged(value) == expected


def test_a_generated_gateway_may_have_any_name_and_hosts_without_namespace() -> None:
    annotations = {"internal.istio.io/gateway-semantics": "gateway"}
    value = gateway({"hosts": ["~/a.com"], "port": HTTP}, name="a.b", annotations=annotations)
    assert judged(value) == []
    assert judged(value, with_metadata=False) == [
        "error metadata.name gateway-object-name",
        "error servers.0.hosts.0 host-namespace",
    ]


@pytest.mark.parametrize("metadata", [{"generateName": "gw-"}])
def test_a_name_that_the_api_server_makes_is_not_judged(metadata: Spec) -> None:
    value = server()
    value["metadata"] = metadata
    assert judged(value) == []
