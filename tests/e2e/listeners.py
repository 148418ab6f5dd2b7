"""Listeners in place of proxy, agent, application and servers: whoever connects is told which one answered.

Run as a program with the place's name; prints `ready` once everything listens. In the place `pod` the ports of the
proxy are transparent, and the agent's sockets belong to the proxy's user, since the rules know its answers by that. The
place `application` is a pod whose proxy is a real one. Who connects to port 7777 may go on talking: it echoes.
"""

from __future__ import annotations

import os
import selectors
import socket
import sys

PROXY_ID = 1337
TCP_PORTS = {
    "pod": (15001, 15006, 15008, 15021, 15053, 8080, 9090),
    "application": (8080, 9090),
    "outside": (53, 443, 5432, 7777, 8443),
}
ECHO_PORT = 7777
UDP: dict[str, tuple[tuple[socket.AddressFamily, str, int], ...]] = {
    "application": (),
    "pod": ((socket.AF_INET, "127.0.0.1", 15053), (socket.AF_INET6, "::1", 15053)),
    "outside": tuple(
        (family, host, port)
        for port in (53, 9999)
        for family, host in (
            (socket.AF_INET, "10.213.77.1"),
            (socket.AF_INET6, "fd77:213::1"),
            (socket.AF_INET, "10.213.78.1"),
        )
    ),
}
IP_TRANSPARENT, IPV6_TRANSPARENT = 19, 75


def _tcp(family: socket.AddressFamily, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.setsockopt(socket.IPPROTO_IPV6, IPV6_TRANSPARENT, 1)
    else:
        listener.setsockopt(socket.SOL_IP, IP_TRANSPARENT, 1)
    listener.bind(("", port))
    listener.listen(64)
    return listener


def main(place: str) -> None:
    """Listen until killed."""
    selector = selectors.DefaultSelector()
    for port in TCP_PORTS[place]:
        for family in (socket.AF_INET, socket.AF_INET6):
            selector.register(_tcp(family, port), selectors.EVENT_READ, f"{place}:{port}")
    if place == "pod":
        # NB: netfilter's owner of a packet is who made the socket, not who writes to it.
        os.setgroups([])
        os.setgid(PROXY_ID)
        os.setuid(PROXY_ID)
    for family, host, port in UDP[place]:
        datagrams = socket.socket(family, socket.SOCK_DGRAM)
        datagrams.bind((host, port))
        selector.register(datagrams, selectors.EVENT_READ, f"{place}:{port}")
    print("ready", flush=True)
    while True:
        for key, _ in selector.select():
            # Sockets are all that was registered; one without a name is a connection that goes on.
            if key.data:
                _answer(key.fileobj, key.data, selector)  # type: ignore[arg-type]
            else:
                _echo(key.fileobj, selector)  # type: ignore[arg-type]


def _answer(listener: socket.socket, name: str, selector: selectors.BaseSelector) -> None:
    if listener.type == socket.SOCK_DGRAM:
        _, sender = listener.recvfrom(100)
        listener.sendto(name.encode(), sender)
        return
    connection, _ = listener.accept()
    connection.sendall(name.encode())
    if name.endswith(f":{ECHO_PORT}"):
        selector.register(connection, selectors.EVENT_READ, "")
    else:
        connection.close()


def _echo(connection: socket.socket, selector: selectors.BaseSelector) -> None:
    words = connection.recv(100)
    if words:
        connection.sendall(words)
    else:
        selector.unregister(connection)
        connection.close()


if __name__ == "__main__":
    main(sys.argv[1])
