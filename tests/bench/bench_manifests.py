"""Reading and writing manifests: against the parser's bare events, over a generated repository, and in memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from meshctl.manifests.documents import read_documents
from meshctl.manifests.emit import emit
from meshctl.manifests.sources import Source
from meshctl.yamlio import TextPart, build, load_plain
from meshctl.yamlio.events import StreamEndEvent, next_event_of
from tests.bench.measure import Row, interleaved, print_table
from tests.values import thawed

WORKLOAD = """\
# Serves the front page.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-{number}
  labels: {{app: web, tier: "front"}}
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web # the application
          image: "registry.example.com/shop/web:1.4.{number}"
          args: [--listen, "0.0.0.0:8080"]
          ports:
            - containerPort: 8080
              name: http
          readinessProbe:
            httpGet: {{path: /ready, port: 8080}}
          resources:
            requests: {{cpu: 100m, memory: 128Mi}}
---
apiVersion: v1
kind: Service
metadata:
  name: web-{number}
spec:
  selector: {{app: web}}
  ports:
  - name: http
    port: 80
"""
STREAM_BYTES = 50_000_000


def run() -> None:
    """Print all tables."""
    _reading()
    _writing()
    _repository()
    _memory()


def bare_events(text: str) -> None:
    """Every event of the text, looked at no further."""
    next_event = next_event_of(text)
    while next_event().__class__ is not StreamEndEvent:
        pass


def bare_events_of(texts: list[str]) -> None:
    """The same for many texts, one by one."""
    for text in texts:
        bare_events(text)


def documents_of(texts: list[str]) -> None:
    """Read each text and drop what was read."""
    for text in texts:
        read_documents(Source(name="f.yaml", text=text))


def sidecar_sized_text() -> str:
    """About 5 KB of one document, the size of a rendered sidecar."""
    workload = WORKLOAD.partition("---")[0].format(number=1)
    item = "- " + "\n  ".join(workload.rstrip().split("\n")) + "\n"
    return "kind: List\napiVersion: v1\nitems:\n" + item * (5000 // len(item))


def _reading() -> None:
    text = sidecar_sized_text()
    times = interleaved(
        {
            "bare events": lambda: bare_events(text),
            "values, no positions": lambda: load_plain(text),
            "values with positions": lambda: build(TextPart(text=text)),
        },
        rounds=9,
        each=20,
    )
    base = times["bare events"]
    aims = {"values, no positions": "under 0.7 ms"}
    rows = [Row(name=name, seconds=seconds, baseline=base, aim=aims.get(name, "")) for name, seconds in times.items()]
    print_table(f"Reading one document of {len(text)} bytes", "bare events", rows)


def _writing() -> None:
    document = read_documents(Source(name="web.yaml", text=WORKLOAD.format(number=1)))[0]
    edited: Any = thawed(document.value)
    spec = edited["spec"]["template"]["spec"]
    spec["containers"].insert(0, {"name": "proxy", "args": ["--x", "y: z"], "env": [{"name": "A", "value": "1"}]})
    edited["spec"]["template"]["metadata"]["annotations"] = {"sidecar.istio.io/status": "{}"}
    times = interleaved(
        {"read": lambda: build(document.part), "splice and verify": lambda: emit(document, edited)}, rounds=9, each=20
    )
    rows = [Row(name=name, seconds=seconds, baseline=times["read"]) for name, seconds in times.items()]
    print_table("Writing a Deployment with a sidecar", "reading it", rows)


def _repository() -> None:
    texts = [WORKLOAD.format(number=number) for number in range(2_000)]
    times = interleaved(
        {"bare events": lambda: bare_events_of(texts), "documents with positions": lambda: documents_of(texts)},
        rounds=3,
    )
    rows = [Row(name=name, seconds=seconds, baseline=times["bare events"]) for name, seconds in times.items()]
    print_table(
        f"{len(texts)} files, {2 * len(texts)} documents, {sum(map(len, texts)) / 1e6:.1f} MB", "bare events", rows
    )


_COUNT_DOCUMENTS = """
import resource, sys
from meshctl.manifests.documents import iter_documents
from meshctl.manifests.sources import read_source
count = sum(1 for _ in iter_documents(read_source(sys.argv[1])))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def _memory() -> None:
    piece = WORKLOAD.format(number=1) + "---\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stream.yaml"
        path.write_text(piece * (STREAM_BYTES // len(piece)), encoding="utf-8")
        size = path.stat().st_size
        started = time.perf_counter()
        found = subprocess.run(
            [sys.executable, "-c", _COUNT_DOCUMENTS, str(path)], check=True, capture_output=True, text=True
        )
    count, peak = map(int, found.stdout.split())
    seconds = time.perf_counter() - started
    print(f"\nA stream of {size / 1e6:.0f} MB, {count} documents, one by one")
    print(f"{seconds:.1f} s, peak memory {peak / 1e6:.0f} MB: {peak / size:.1f} times its size   aim: under 10 times")
