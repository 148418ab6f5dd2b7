"""A load tool for the webhook: keep-alive TLS connections, each with one request in flight.

Written for the purpose: a general HTTP client takes longer for a request than the server does.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import uvloop


@dataclass(kw_only=True)
class Load:
    """What a run came to: seconds each request took, and answers that were not what they should be.

    shed: how often the server answered 503 with Retry-After. As the API server's client does, ours then waits that long
    and asks again; `latencies` counts from the asking that was answered.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    shed: int = 0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of requests was answered."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def request_bytes(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def run_load(port: int, requests: Sequence[bytes], connections: int, *, authority: bytes, needle: bytes = b"") -> Load:
    """Send all requests over so many connections; an answer without `needle` or of another status is wrong."""
    return uvloop.run(_run(port, requests, connections, authority, needle))


async def _run(port: int, requests: Sequence[bytes], connections: int, authority: bytes, needle: bytes) -> Load:
    load = Load()
    waiting = iter(requests)
    context = ssl.create_default_context(cadata=authority.decode())
    opened = [
        await asyncio.open_connection(
            "127.0.0.1", port, ssl=context, server_hostname="localhost", limit=8 * 1024 * 1024
        )
        for _ in range(connections)
    ]
    started = time.perf_counter()
    await asyncio.gather(*(_drive(reader, writer, waiting, load, needle) for reader, writer in opened))
    load.seconds = time.perf_counter() - started
    for _, writer in opened:
        writer.close()
    return load


async def _drive(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, waiting: Iterator[bytes], load: Load, needle: bytes
) -> None:
    for request in waiting:
        while True:
            started = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(_length(head))
            if not (head.startswith(b"HTTP/1.1 503") and b"retry-after: 1\r\n" in head):
                break
            load.shed += 1
            await asyncio.sleep(1)
        load.latencies.append(time.perf_counter() - started)
        if not head.startswith(b"HTTP/1.1 200") or needle not in body:
            load.wrong.append((head[:30] + body[:200]).decode(errors="replace"))


def _length(head: bytes) -> int:
    lowered = head.lower()
    start = lowered.index(b"content-length:") + len(b"content-length:")
    return int(lowered[start : lowered.index(b"\r\n", start)])


def pods(count: int, *, distinct: int, size: int = 0) -> Iterator[bytes]:
    """Reviews about pods of `distinct` workloads, with `size` bytes of annotation.

    As in a cluster, replicas differ in the name of the volume with their API token, and in nothing else.
    """
    for number in range(count):
        workload = f"workload-{number % distinct}"
        metadata: dict[str, object] = {
            "generateName": f"{workload}-6d4f8b9c7-",
            "labels": {"app": workload, "version": "v1", "pod-template-hash": "6d4f8b9c7"},
            "annotations": {"note": "x" * size} if size else {"note": workload},
            "ownerReferences": [
                {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": f"{workload}-6d4f8b9c7", "controller": True}
            ],
        }
        yield _review(metadata, workload, number)


def _review(metadata: dict[str, object], workload: str, number: int) -> bytes:
    container = {
        "name": "app",
        "image": f"registry.example/{workload}:1",
        "ports": [{"containerPort": 8080, "name": "http"}],
        "readinessProbe": {"httpGet": {"path": "/ready", "port": "http"}},
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}},
        "env": [{"name": f"SETTING_{index}", "value": str(index)} for index in range(20)],
    }
    spec = {"containers": [container], "volumes": [{"name": f"kube-api-access-{number:05d}"[:21], "projected": {}}]}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    request = {"uid": f"u-{number}", "namespace": "shop", "operation": "CREATE", "object": pod}
    return json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}).encode()
