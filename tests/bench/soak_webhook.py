"""A long run of the webhook as a process of its own: memory over many reviews, and faults of clients in between.

`python -m tests.bench.soak_webhook [reviews]` (100,000 by default) prints the slope of the memory, the latencies of a
crowd with and without shedding, and, for the faults, how many well-formed reviews were sent beside them and how many
answers were lost or wrong: there must be none.

Memory has two columns. What the process holds grows by some MB while the allocator fills up with free pieces between
the answers that are kept, and then stays; a leak would show in the blocks that Python objects take.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.webhook_load import Load, pods, request_bytes, run_load
from tests.webhook.support import new_authority, until, write_pair
from webhook.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
BATCH = 5000
CONNECTIONS = 16
PATCH = b"JSONPatch"

Address = tuple[str, int]


def main() -> None:
    """Run both parts and print what came out."""
    reviews = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    authority = new_authority()
    with tempfile.TemporaryDirectory() as place:
        write_pair(Path(place), authority)
        with webhook(Path(place)) as (process, port):
            _soak(process.pid, port, authority.certificate, reviews)
        for wait_s in (3600.0, Settings().max_wait_s):
            with webhook(Path(place), MESHCTL_MAX_WAIT_S=str(wait_s)) as (_, port):
                _crowd(port, authority.certificate, wait_s)
        with webhook(Path(place)) as (process, port):
            _faults(port, authority.certificate)
            _terminate_under_load(process, port, authority.certificate)


@contextlib.contextmanager
def webhook(folder: Path, **more: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The service on a port of loopback, with short deadlines."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings = {
        "MESHCTL_HOST": "127.0.0.1",
        "MESHCTL_PORT": str(port),
        "MESHCTL_TLS_CERT": str(folder / "tls.crt"),
        "MESHCTL_TLS_KEY": str(folder / "tls.key"),
        "MESHCTL_LOG_LEVEL": "error",
        "MESHCTL_HEADER_TIMEOUT_S": "3",
        "MESHCTL_BODY_TIMEOUT_S": "3",
        "MESHCTL_DRAIN_S": "1",
        **more,
    }
    process = subprocess.Popen([sys.executable, "-m", "webhook", "run"], cwd=ROOT, env={**os.environ, **settings})
    try:
        until(lambda: _listens(("127.0.0.1", port)), 30)
        time.sleep(1)
        yield process, port
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(30)


def _listens(address: Address) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(address, timeout=1):
        return True
    return False


def _soak(pid: int, port: int, authority: bytes, reviews: int) -> None:
    """Half of the reviews are about pods never seen before, so that every cache is filled and turned over."""
    sizes: list[tuple[int, float]] = []
    blocks: list[tuple[int, float]] = []
    sent = wrong = 0
    started = time.perf_counter()
    while sent < reviews:
        fresh = [body.replace(b"workload-", f"w{sent}-".encode()) for body in pods(BATCH // 2, distinct=BATCH // 2)]
        known = list(pods(BATCH - len(fresh), distinct=10))
        bodies = [body for pair in zip(fresh, known, strict=True) for body in pair]
        load = _send(port, bodies, authority)
        sent += len(load.latencies)
        wrong += len(load.wrong)
        sizes.append((sent, _resident_mb(pid)))
        blocks.append((sent, _blocks(port, authority)))
        print(f"{sent:>8} reviews  {sizes[-1][1]:7.1f} MB  {blocks[-1][1]:>9,.0f} blocks", flush=True)
    rate = sent / (time.perf_counter() - started)
    print(f"soak: {sent} reviews, {wrong} wrong answers, {rate:.0f}/s")
    second, third = len(sizes) // 2, 2 * len(sizes) // 3
    print(
        f"slope per 100,000 reviews: second half {_slope(sizes[second:]) * 100_000:+.2f} MB, "
        f"{_slope(blocks[second:]) * 100_000:+,.0f} blocks; last third {_slope(sizes[third:]) * 100_000:+.2f} MB"
    )


def _blocks(port: int, authority: bytes) -> float:
    """How many blocks the server's Python objects take, as its metrics tell."""
    context = ssl.create_default_context(cadata=authority.decode())
    with urllib.request.urlopen(f"https://localhost:{port}/metrics", context=context, timeout=30) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith("meshctl_webhook_allocated_blocks "):
                return float(line.split()[1])
    raise AssertionError("the metrics do not tell the blocks")


def _crowd(port: int, authority: bytes, wait_s: float) -> None:
    """Many connections at once, the machine idle and then with as many busy processes as it has processors."""
    _send(port, list(pods(500, distinct=10)), authority)
    for busy in (0, os.cpu_count() or 1):
        neighbours = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(busy)]
        try:
            for connections in (100, 400):
                bodies = list(pods(15 * connections, distinct=15 * connections))
                load = _send(port, bodies, authority, connections)
                print(
                    f"max_wait_s {wait_s:<7g} {busy} busy neighbours {connections:>4} connections: {_figures(load)}, "
                    f"{load.shed} shed, {len(load.wrong)} wrong",
                    flush=True,
                )
        finally:
            for neighbour in neighbours:
                neighbour.kill()
                neighbour.wait()


def _send(port: int, bodies: list[bytes], authority: bytes, connections: int = CONNECTIONS) -> Load:
    return run_load(
        port, [request_bytes("/inject", body) for body in bodies], connections, authority=authority, needle=PATCH
    )


def _resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("the kernel does not tell the size of a process")


def _slope(points: list[tuple[int, float]]) -> float:
    """Of the straight line that fits best, in MB a review."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


def _faults(port: int, authority: bytes) -> None:
    """Each fault goes on in a thread while well-formed reviews are sent and counted."""
    address = ("127.0.0.1", port)
    context = ssl.create_default_context(cadata=authority.decode())
    faults: dict[str, Callable[[], None]] = {
        "slow headers, byte by byte": lambda: _drip(address, context),
        "half-closed connections": lambda: _half_closed(address, context),
        "oversize bodies": lambda: _oversize(address, context),
        "garbage instead of HTTP": lambda: _say(address, context, os.urandom(2000)),
        "garbage instead of TLS": lambda: _say(address, None, os.urandom(2000)),
        "plain HTTP on the TLS port": lambda: _say(address, None, b"GET / HTTP/1.1\r\n\r\n"),
        "clients that leave in the middle": lambda: _leave(address, context),
        "1,000 idle connections": lambda: _idle(address, context, 1000),
    }
    for name, fault in faults.items():
        stopping = threading.Event()
        troublemakers = [
            threading.Thread(target=_again_and_again, args=(fault, stopping)) for _ in range(1 if "idle" in name else 4)
        ]
        for thread in troublemakers:
            thread.start()
        load = _send(port, list(pods(2000, distinct=10)), authority)
        stopping.set()
        for thread in troublemakers:
            thread.join()
        print(f"{name:<34} {len(load.latencies):>6} well-formed, {len(load.wrong)} lost or wrong, {_figures(load)}")


def _figures(load: Load) -> str:
    return f"p50 {load.percentile(0.5):.1f} ms, p99 {load.percentile(0.99):.1f} ms"


def _again_and_again(fault: Callable[[], None], stopping: threading.Event) -> None:
    while not stopping.is_set():
        with contextlib.suppress(OSError, ssl.SSLError):
            fault()


@contextlib.contextmanager
def _connection(address: Address, context: ssl.SSLContext | None) -> Iterator[socket.socket]:
    with socket.create_connection(address, timeout=5) as raw:
        if context is None:
            yield raw
        else:
            with context.wrap_socket(raw, server_hostname="localhost") as connection:
                yield connection


def _drip(address: Address, context: ssl.SSLContext) -> None:
    with _connection(address, context) as connection:
        for _ in range(20):
            connection.sendall(b"x")
            time.sleep(0.05)


def _half_closed(address: Address, context: ssl.SSLContext) -> None:
    with _connection(address, context) as connection:
        connection.sendall(request_bytes("/inject", b"x" * 1000)[:-500])
        connection.shutdown(socket.SHUT_WR)
        time.sleep(0.1)


def _oversize(address: Address, context: ssl.SSLContext) -> None:
    with _connection(address, context) as connection:
        connection.sendall(request_bytes("/inject", b"x" * (7 * 1024 * 1024)))
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def _say(address: Address, context: ssl.SSLContext | None, words: bytes) -> None:
    with _connection(address, context) as connection:
        connection.sendall(words)
        connection.recv(1000)


def _leave(address: Address, context: ssl.SSLContext) -> None:
    with _connection(address, context) as connection:
        connection.sendall(request_bytes("/inject", b"x" * 100_000)[:50_000])


def _idle(address: Address, context: ssl.SSLContext, count: int) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(_connection(address, context))
        time.sleep(1)


def _terminate_under_load(process: subprocess.Popen[bytes], port: int, authority: bytes) -> None:
    """SIGTERM while reviews are on their way, each on a new connection: all that connect are answered."""
    bodies = list(pods(400, distinct=10))
    load = Load()
    threading.Timer(0.5, lambda: process.send_signal(signal.SIGTERM)).start()
    refused = 0
    while process.poll() is None and not refused:
        try:
            part = run_load(port, [request_bytes("/inject", bodies[0])], 1, authority=authority, needle=PATCH)
        except ConnectionRefusedError:
            refused += 1
            continue
        load.latencies += part.latencies
        load.wrong += part.wrong
    status = process.wait(30)
    print(
        f"{'kill -TERM under load':<34} {len(load.latencies):>6} well-formed, {len(load.wrong)} lost or wrong, "
        f"exit status {status}"
    )


if __name__ == "__main__":
    main()
