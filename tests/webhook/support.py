"""What the webhook's tests share: reviews, a small injector, and a real server on loopback."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import socket
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import uvicorn

from meshctl.errors import AnnotationError
from meshctl.injection.decision import Decision, Reason, Trace
from meshctl.injection.decision import Outcome as RuleOutcome
from meshctl.injection.request import Request, Workload
from meshctl.injection.result import InjectionResult
from webhook.app import build
from webhook.certificates import KeyPair, issue_serving, make_authority
from webhook.protocol import BoundedProtocol
from webhook.server import WebhookServer
from webhook.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from fastapi import FastAPI

    from meshctl.k8s.json_patch import Operation
    from meshctl.k8s.types import Pod
    from webhook.configuration import Injector
    from webhook.service import Service

SWITCH = "sidecar.istio.io/inject"


def pod(**metadata: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": [{"name": "app"}]}}


def review(object_: object, version: str = "v1", uid: str = "u-1", **request: Any) -> dict[str, Any]:
    body = {"uid": uid, "namespace": "shop", "operation": "CREATE", "object": object_, **request}
    return {"apiVersion": f"admission.k8s.io/{version}", "kind": "AdmissionReview", "request": body}


def patch_of(answer: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    text = answer["response"].get("patch")
    return None if text is None else cast("list[dict[str, Any]]", json.loads(base64.b64decode(text)))


class SmallInjector:
    """Adds one container, obeys the switch, and fails in the ways a test asks for by annotation `test`."""

    marked_kinds: frozenset[str] = frozenset()
    asks = (SWITCH, frozenset({"true"}))

    def __init__(self, image: str = "proxy:1") -> None:
        self.image = image
        self.seen: list[Request] = []

    def inject(self, request: Request) -> InjectionResult:
        self.seen.append(request)
        metadata = request.pod.get("metadata") or {}
        annotations, labels = metadata.get("annotations") or {}, metadata.get("labels") or {}
        self._misbehave(annotations.get("test", ""))
        spec = request.pod.get("spec") or {}
        if spec.get("hostNetwork") or labels.get(SWITCH, annotations.get(SWITCH)) == "false":
            reason = Reason(slug="host_network", sentence="the pod uses the network of its host")
            trail = Trace(rule="switch", outcome=RuleOutcome.PASS, detail="label x is ignored")
            decision = Decision(inject=False, reason=reason, trail=(trail,) if spec.get("hostNetwork") else ())
            return InjectionResult(original=request.pod, pod=request.pod, decision=decision, template_pod={})
        containers = [*(spec.get("containers") or []), {"name": "proxy", "image": self.image}]
        injected = {**request.pod, "spec": {**spec, "containers": containers}}
        decision = Decision(inject=True, reason=Reason(slug="policy", sentence="the policy says so"))
        return InjectionResult(
            original=request.pod, pod=cast("Pod", injected), decision=decision, template_pod={}, warnings=("a note",)
        )

    def _misbehave(self, how: str) -> None:
        if how == "annotation":
            raise AnnotationError("invalid value 'x' for annotation 'a': not a port", remedy="use 0 to 65535")
        if how == "crash":
            raise RuntimeError("secret inner detail")
        if how == "value":
            raise ValueError("no")
        if how == "deep":
            raise RecursionError
        if how.startswith("sleep"):
            time.sleep(float(how.removeprefix("sleep")))

    def mark(self, _manifest: Mapping[str, Any], _namespace: str) -> list[Operation]:
        return []

    def workload_of(self, pod: Pod) -> Workload:
        return Workload(name=(pod.get("metadata") or {}).get("name", ""))

    def namespace_annotations(self, _namespace: str) -> Mapping[str, str]:
        return {}


@dataclass(kw_only=True)
class Answer:
    """What the application sent back."""

    status_code: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    def json(self) -> Any:
        return json.loads(self.content)


class Client:
    """Calls the application in this process, without a socket and without a server's help."""

    def __init__(self, app: FastAPI, loop: asyncio.AbstractEventLoop) -> None:
        self._app = app
        self._loop = loop

    def get(self, path: str) -> Answer:
        return self.call("GET", path, [b""], {})

    def post(
        self,
        path: str,
        content: bytes | str | Iterable[bytes],
        headers: Mapping[str, str],
        state: Mapping[str, object] | None = None,
    ) -> Answer:
        """Pieces are sent one by one without announcing their length; `state` is what a server tells of the request."""
        if isinstance(content, str | bytes):
            body = content.encode() if isinstance(content, str) else content
            return self.call("POST", path, [body], {"content-length": str(len(body)), **headers}, state)
        return self.call("POST", path, list(content), headers, state)

    def call(
        self,
        method: str,
        path: str,
        pieces: list[bytes],
        headers: Mapping[str, str],
        state: Mapping[str, object] | None = None,
    ) -> Answer:
        answer = Answer()
        events: list[dict[str, object]] = [
            {"type": "http.request", "body": piece, "more_body": True} for piece in pieces
        ]
        events[-1]["more_body"] = False
        events.append({"type": "http.disconnect"})
        waiting = iter(events)

        async def receive() -> dict[str, object]:
            return next(waiting)

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer.status_code = message["status"]
                answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            else:
                answer.content += message.get("body", b"")

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "state": dict(state or {}),
        }
        self._loop.run_until_complete(self._app(scope, receive, send))
        return answer


@contextlib.contextmanager
def client(settings: Settings | None = None, injector: Injector | None = None) -> Iterator[tuple[Client, Service]]:
    """The in-process client of an application with the small injector."""
    app, service = build(settings or Settings(), lambda _files, _settings: injector or SmallInjector())
    loop = asyncio.new_event_loop()
    lifespan = app.router.lifespan_context(app)
    loop.run_until_complete(lifespan.__aenter__())
    try:
        yield Client(app, loop), service
    finally:
        loop.run_until_complete(lifespan.__aexit__(None, None, None))
        loop.close()


def write_pair(folder: Path, authority: KeyPair, *hosts: str, days: int = 1) -> KeyPair:
    """A serving certificate as files `tls.crt` and `tls.key`."""
    now = datetime.now(UTC)
    pair = issue_serving(authority, hosts or ("localhost", "127.0.0.1"), now=now, life=timedelta(days=days))
    (folder / "tls.crt").write_bytes(pair.certificate)
    (folder / "tls.key").write_bytes(pair.key)
    return pair


def new_authority() -> KeyPair:
    return make_authority("test", now=datetime.now(UTC), life=timedelta(days=2))


@contextlib.contextmanager
def server(settings: Settings, injector: Injector | None = None) -> Iterator[tuple[int, Service, WebhookServer]]:
    """A real listener on a port of loopback, in a thread of this process: port, service, server."""
    app, service = build(settings, lambda _files, _settings: injector or SmallInjector())
    config = uvicorn.Config(
        app,
        http=BoundedProtocol,
        loop="uvloop",
        ws="none",
        log_config=None,
        lifespan="on",
        timeout_keep_alive=settings.keep_alive_s,
        timeout_graceful_shutdown=2,
    )
    instance = WebhookServer(config, service)
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=instance.run, args=([listener],), daemon=True)
    thread.start()
    until(lambda: instance.started)
    try:
        yield listener.getsockname()[1], service, instance
    finally:
        instance.should_exit = True
        thread.join(10)


def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until something came true; AssertionError when it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it did not come true in time")
        time.sleep(0.01)
