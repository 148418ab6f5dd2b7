from __future__ import annotations

from meshctl.mesh.istio.container_ports import tcp_ports


def test_ports_without_protocol_are_tcp_and_udp_and_sctp_are_left_out() -> None:
    ports = [{"containerPort": 1}, {"containerPort": 2, "protocol": "SCTP"}, {"containerPort": 3, "protocol": "UDP"}]
    assert tcp_ports({"ports": ports}) == ["1"]  # type: ignore[typeddict-item]  # as read from JSON
    assert tcp_ports({}) == []
