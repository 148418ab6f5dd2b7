from __future__ import annotations

import pytest

from meshctl.mesh.ports import Protocol, parse_protocol, protocol_of_name, service_port_protocol


@pytest.mark.parametrize(
    ("name", "protocol"),
    [
        ("http", Protocol.HTTP),
        ("http-web", Protocol.HTTP),
        ("HTTP-web", Protocol.HTTP),
        ("grpc-status", Protocol.GRPC),
        ("grpc-web", Protocol.GRPC_WEB),
        ("grpc-webfoo", Protocol.GRPC_WEB),
        ("tls-http", Protocol.TLS),
        ("udp-x", Protocol.UDP),
        ("http_proxy", Protocol.HTTP_PROXY),
        ("mysql", Protocol.MYSQL),
        ("httpweb", Protocol.UNSUPPORTED),
        ("web-http", Protocol.UNSUPPORTED),
        ("-http", Protocol.UNSUPPORTED),
        ("http_web", Protocol.UNSUPPORTED),
        ("hbone", Protocol.UNSUPPORTED),
        ("h2", Protocol.UNSUPPORTED),
        ("", Protocol.UNSUPPORTED),
    ],
)
def test_the_part_before_the_first_hyphen_names_the_protocol(name: str, protocol: Protocol) -> None:
    assert protocol_of_name(name) is protocol


@pytest.mark.parametrize("number", [25, 53, 3306, 27017])
def test_well_known_ports_are_tcp_unless_the_name_says_otherwise(number: int) -> None:
    assert service_port_protocol(number) is Protocol.TCP
    assert service_port_protocol(number, name="http") is Protocol.HTTP


def test_udp_is_decided_by_the_transport_alone() -> None:
    assert service_port_protocol(80, name="http", transport="UDP", app_protocol="http") is Protocol.UDP


@pytest.mark.parametrize(
    ("app_protocol", "protocol"),
    [
        ("kubernetes.io/h2c", Protocol.HTTP2),
        ("kubernetes.io/ws", Protocol.HTTP),
        ("kubernetes.io/wss", Protocol.HTTPS),
        ("Kubernetes.io/h2c", Protocol.UNSUPPORTED),
        ("http-foo", Protocol.HTTP),
        ("example.com/x", Protocol.UNSUPPORTED),
        ("", Protocol.UNSUPPORTED),
    ],
)
def test_app_protocol_takes_the_place_of_the_name_even_when_empty(app_protocol: str, protocol: Protocol) -> None:
    assert service_port_protocol(8080, name="grpc", app_protocol=app_protocol) is protocol


def test_ports_of_gateways_are_read_as_a_whole() -> None:
    assert parse_protocol("Http2") is Protocol.HTTP2
    assert parse_protocol("grpc-web") is Protocol.GRPC_WEB
    assert parse_protocol("http-web") is Protocol.UNSUPPORTED


def test_https_is_routed_as_tls_and_tcp_but_not_as_http() -> None:
    families = [protocol for protocol in Protocol if protocol.is_http]
    assert set(families) == {Protocol.HTTP, Protocol.HTTP2, Protocol.HTTP_PROXY, Protocol.GRPC, Protocol.GRPC_WEB}
    assert Protocol.HTTPS.is_tls
    assert Protocol.HTTPS.is_tcp
    assert not Protocol.TCP.is_tls
