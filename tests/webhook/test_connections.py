"""Faults of clients, against a real listener on loopback: none may hold a connection, and none may hurt the others."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.webhook.support import SmallInjector, new_authority, pod, review, server, until, write_pair
from webhook.certificates import issue_serving
from webhook.protocol import _TIMEOUT_ANSWER
from webhook.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHORT = Settings(header_timeout_s=0.2, body_timeout_s=0.2, review_timeout_s=0.5, keep_alive_s=1, drain_s=0.3)


def request_bytes(body: bytes, *, close: bool = False) -> bytes:
    head = f"POST /inject HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
    return head.encode() + (b"connection: close\r\n" if close else b"") + b"\r\n" + body


def review_bytes(**metadata: object) -> bytes:
    return json.dumps(review(pod(**metadata))).encode()


def read_all(connection: socket.socket) -> bytes:
    pieces = []
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


def is_served(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request_bytes(review_bytes(name="a"), close=True))
        return b'"allowed":true' in read_all(connection)


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"", b"HTTP/1.1 408"),
        (b"POST /inject HT", b"HTTP/1.1 408"),
        (b"\r\n\r\n", b"HTTP/1.1 408"),
        (request_bytes(b"x" * 10)[:-5], b"HTTP/1.1 408"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"HTTP/1.1 400"),
        (b"garbage\r\n\r\n", b"HTTP/1.1 400"),
    ],
    ids=["silence", "half a request line", "blank lines", "half a body", "TLS on plain HTTP", "garbage"],
)
def test_client_that_does_not_finish_is_cut_off(sent: bytes, answer: bytes) -> None:
    with server(SHORT) as (port, _, _), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(sent)
        assert read_all(connection).startswith(answer)
        assert is_served(port)


def test_client_that_sends_too_much_can_read_why() -> None:
    settings = Settings(limit_bytes=100_000)
    with server(settings) as (port, _, _), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request_bytes(b"x" * 1_000_000))
        connection.sendall(request_bytes(review_bytes(name="a"), close=True))
        first, second = read_all(connection).split(b"HTTP/1.1 ")[1:]
    assert first.startswith(b"413")
    assert b'"allowed":true' in second


def test_drip_of_single_bytes_does_not_extend_the_deadline() -> None:
    with server(SHORT) as (port, _, _), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        with contextlib.suppress(ConnectionError):
            for letter in b"POST /inject HTTP/1.1\r\nx: " + b"y" * 200:
                connection.sendall(bytes([letter]))
                time.sleep(0.02)
        assert read_all(connection) in {b"", _TIMEOUT_ANSWER}


def test_second_request_on_a_connection_has_a_deadline_too() -> None:
    with server(SHORT) as (port, _, _), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request_bytes(review_bytes(name="a")) + b"POST /inj")
        answers = read_all(connection)
    assert b'"allowed":true' in answers
    assert b"HTTP/1.1 408" in answers


def test_idle_connection_is_closed_after_keep_alive() -> None:
    with server(SHORT) as (port, _, _), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request_bytes(review_bytes(name="a")))
        assert b'"allowed":true' in read_all(connection)


def test_client_that_leaves_in_the_middle_costs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with server(SHORT) as (port, service, instance):
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(request_bytes(b"x" * 100_000)[:50_000])
        assert is_served(port)
        until(lambda: not instance.server_state.connections)
        assert service.buffer.held_bytes == 0
        assert service.in_flight == 0
    assert "Traceback" not in caplog.text


def test_connections_beyond_the_bound_are_closed_at_once() -> None:
    settings = Settings(max_connections=3, header_timeout_s=5)
    with server(settings) as (port, _, instance), contextlib.ExitStack() as stack:
        held = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(3)]
        until(lambda: len(instance.server_state.connections) == 3)
        with socket.create_connection(("127.0.0.1", port), timeout=2) as fourth:
            assert read_all(fourth) == b""
        held[0].close()
        until(lambda: len(instance.server_state.connections) == 2)
        assert is_served(port)


def test_listener_tells_when_a_review_was_whole_so_that_a_long_wait_is_cut_short() -> None:
    settings = Settings(max_wait_s=0.0)
    with server(settings) as (port, _, _), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request_bytes(review_bytes(name="a"), close=True))
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 503")
    assert b"retry-after: 1" in answer
    assert b"for its turn" in answer


def test_pipelined_requests_are_answered_in_order() -> None:
    with server(SHORT) as (port, _, _), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        bodies = [json.dumps(review(pod(name="a"), uid=f"u-{number}")).encode() for number in range(5)]
        connection.sendall(b"".join(map(request_bytes, bodies[:-1])) + request_bytes(bodies[-1], close=True))
        answers = read_all(connection)
    assert [answers.index(f'"uid":"u-{number}"'.encode()) for number in range(5)] == sorted(
        answers.index(f'"uid":"u-{number}"'.encode()) for number in range(5)
    )


def test_termination_finishes_what_is_in_flight_and_turns_ready_off_first() -> None:
    settings = Settings(drain_s=0.4, review_timeout_s=5)
    slow = request_bytes(review_bytes(annotations={"test": "sleep0.8", "pad": "x" * 70_000}))
    with server(settings) as (port, _, instance), socket.create_connection(("127.0.0.1", port), timeout=5) as busy:
        busy.sendall(slow)
        time.sleep(0.1)
        instance.handle_exit(15, None)
        with socket.create_connection(("127.0.0.1", port), timeout=5) as probe:
            probe.sendall(b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            assert b"503" in read_all(probe).splitlines()[0]
        assert is_served(port)
        answer = read_all(busy)
        assert b'"allowed":true' in answer
        assert b"connection: close" in answer
        with pytest.raises(ConnectionRefusedError):
            until(lambda: not is_served(port), 3)


def test_certificate_is_swapped_for_new_connections_and_old_ones_go_on(tmp_path: Path) -> None:
    authority = new_authority()
    first = write_pair(tmp_path, authority)
    settings = Settings(tls_cert=tmp_path / "tls.crt", tls_key=tmp_path / "tls.key", watch_s=0.05)
    with server(settings) as (port, service, _), secure(port, authority.certificate) as old:
        assert ssl.DER_cert_to_PEM_cert(old.getpeercert(True) or b"").encode() == first.certificate
        second = write_pair(tmp_path, authority)
        assert service.certificate is not None
        until(lambda: service.certificate and service.certificate.current and service.certificate.current.number == 2)
        with secure(port, authority.certificate) as new:
            assert ssl.DER_cert_to_PEM_cert(new.getpeercert(True) or b"").encode() == second.certificate
        old.sendall(request_bytes(review_bytes(name="a"), close=True))
        assert b'"allowed":true' in read_all(old)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda version: version.name)
def test_no_session_can_be_resumed(tmp_path: Path, version: ssl.TLSVersion) -> None:
    authority = new_authority()
    write_pair(tmp_path, authority)
    settings = Settings(tls_cert=tmp_path / "tls.crt", tls_key=tmp_path / "tls.key")
    context = ssl.create_default_context(cadata=authority.certificate.decode())
    context.minimum_version = context.maximum_version = version
    with (
        server(settings) as (port, _, _),
        socket.create_connection(("127.0.0.1", port), timeout=5) as raw,
        context.wrap_socket(raw, server_hostname="localhost") as connection,
    ):
        connection.sendall(request_bytes(review_bytes(name="a"), close=True))
        assert b'"allowed":true' in read_all(connection)
        assert connection.session is None or not connection.session.has_ticket


def test_wrong_pair_does_not_break_the_listener(tmp_path: Path) -> None:
    authority = new_authority()
    write_pair(tmp_path, authority)
    settings = Settings(tls_cert=tmp_path / "tls.crt", tls_key=tmp_path / "tls.key", watch_s=0.05)
    with server(settings) as (port, service, _):
        other = tmp_path / "other"
        other.mkdir()
        write_pair(other, authority)
        (tmp_path / "tls.key").write_bytes((other / "tls.key").read_bytes())
        assert service.certificate is not None
        until(lambda: service.certificate and "key values mismatch" in service.certificate.fault)
        with secure(port, authority.certificate) as connection:
            connection.sendall(request_bytes(review_bytes(name="a"), close=True))
            assert b'"allowed":true' in read_all(connection)
        assert service.unready() is None


def test_client_that_starts_no_handshake_is_cut_off(tmp_path: Path) -> None:
    authority = new_authority()
    write_pair(tmp_path, authority)
    settings = Settings(tls_cert=tmp_path / "tls.crt", tls_key=tmp_path / "tls.key", header_timeout_s=0.2)
    with server(settings) as (port, _, _), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        assert read_all(connection) == b""


def test_reviews_need_a_client_certificate_where_one_is_asked_for_and_probes_do_not(tmp_path: Path) -> None:
    authority = new_authority()
    write_pair(tmp_path, authority)
    (tmp_path / "ca.crt").write_bytes(authority.certificate)
    own = issue_serving(authority, ["api-server"], now=datetime.now(UTC), usage=ExtendedKeyUsageOID.CLIENT_AUTH)
    (tmp_path / "client.crt").write_bytes(own.certificate)
    (tmp_path / "client.key").write_bytes(own.key)
    settings = Settings(
        tls_cert=tmp_path / "tls.crt", tls_key=tmp_path / "tls.key", client_ca=tmp_path / "ca.crt", watch_s=9
    )
    with server(settings) as (port, _, _):
        with secure(port, authority.certificate) as stranger:
            stranger.sendall(request_bytes(review_bytes(name="a"), close=True))
            assert b" 403 " in read_all(stranger).splitlines()[0]
        with secure(port, authority.certificate) as probe:
            probe.sendall(b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            assert b" 200 " in read_all(probe).splitlines()[0]
        with secure(port, authority.certificate, tmp_path) as known:
            known.sendall(request_bytes(review_bytes(name="a"), close=True))
            assert b'"allowed":true' in read_all(known)


def test_a_hundred_clients_at_once_get_a_hundred_right_answers() -> None:
    answers: list[bool] = []
    with server(Settings(), SmallInjector()) as (port, _, _):
        clients = [threading.Thread(target=lambda: answers.append(is_served(port))) for _ in range(100)]
        for one in clients:
            one.start()
        for one in clients:
            one.join()
    assert answers == [True] * 100


@contextlib.contextmanager
def secure(port: int, authority: bytes, own: Path | None = None) -> Iterator[ssl.SSLSocket]:
    context = ssl.create_default_context(cadata=authority.decode())
    if own is not None:
        context.load_cert_chain(own / "client.crt", own / "client.key")
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as raw,
        context.wrap_socket(raw, server_hostname="localhost") as connection,
    ):
        yield connection
