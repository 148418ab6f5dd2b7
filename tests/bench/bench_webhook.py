"""Requests per second and latency of the webhook over TLS, beside an echo route of the same server in the same run.

`python -m tests.bench.bench_webhook` prints a table; the load tool shares the machine with the server.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.requests import Request  # noqa: TC002  Starlette does not read it, but a reader does
from starlette.responses import Response

from tests.bench.webhook_load import Load, pods, request_bytes, run_load
from tests.webhook.support import new_authority, write_pair
from webhook.app import build
from webhook.server import run_app
from webhook.settings import Settings
from webhook.telemetry import configure_logging

REQUESTS = 2000
CONNECTIONS = (1, 16, 100)


def run() -> None:
    """Print the table for one worker and for two."""
    authority = new_authority()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_pair(folder, authority)
        settings = Settings(
            tls_cert=folder / "tls.crt", tls_key=folder / "tls.key", log_level="warning", max_reviews=256
        )
        for workers in (1, 2):
            with servers(settings, workers) as port:
                print(f"\n{workers} worker{'s' if workers > 1 else ''}")
                _measure(port, authority.certificate)


def _measure(port: int, authority: bytes) -> None:
    print(f"{'route':<22}{'connections':>12}{'requests/s':>12}{'of echo':>9}{'p50 ms':>9}{'p99 ms':>9}")
    warm = list(pods(REQUESTS, distinct=10))
    cold = list(pods(REQUESTS, distinct=REQUESTS))
    run_load(port, [request_bytes("/inject", body) for body in warm[:400]], 4, authority=authority)
    for connections in CONNECTIONS:
        echo = run_load(port, [request_bytes("/echo", body) for body in warm], connections, authority=authority)
        _print("echo", connections, echo, echo)
        for name, bodies in (("/inject warm", warm), ("/inject cold", cold)):
            requests = [request_bytes("/inject", body) for body in bodies]
            load = run_load(port, requests, connections, authority=authority, needle=b"JSONPatch")
            _print(name, connections, load, echo)
    for name, size in (("/inject 64 KB pod", 64 * 1024), ("/inject 1 MB pod", 1024 * 1024)):
        requests = [request_bytes("/inject", body) for body in pods(50, distinct=5, size=size)]
        _print(name, 4, run_load(port, requests, 4, authority=authority, needle=b"JSONPatch"), None)


def _print(name: str, connections: int, load: Load, echo: Load | None) -> None:
    share = f"{load.rate / echo.rate:8.0%}" if echo else ""
    print(
        f"{name:<22}{connections:>12}{load.rate:>12.0f}{share:>9}{load.percentile(0.5):>9.2f}{load.percentile(0.99):>9.2f}"
        + (f"  WRONG: {len(load.wrong)}, {load.wrong[0]}" if load.wrong else "")
    )


@contextlib.contextmanager
def servers(settings: Settings, workers: int) -> Iterator[int]:
    """So many server processes on one port of loopback, each with an echo route beside the real ones."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    listener.set_inheritable(True)
    port = listener.getsockname()[1]
    spawn = multiprocessing.get_context("spawn")
    running: list[Any] = [
        spawn.Process(target=serve_with_echo, args=(replace(settings, port=port), listener)) for _ in range(workers)
    ]
    for process in running:
        process.start()
    time.sleep(4)
    try:
        yield port
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.join(20)
        listener.close()


def serve_with_echo(settings: Settings, listener: socket.socket) -> None:
    """A worker whose application has `/echo`: it reads the body and gives it back, the least a route can do."""

    async def echo(request: Request) -> Response:
        return Response(await request.body(), media_type="application/json")

    configure_logging(settings.log_level)
    app, service = build(replace(settings, drain_s=0.1))
    app.add_route("/echo", echo, methods=["POST"])
    run_app(app, service, listener)


if __name__ == "__main__":
    run()
