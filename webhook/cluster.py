"""A thin client of the API server, for the few objects the webhook looks after itself.

The service never calls it while it answers a review. Inside a pod it uses the pod's ServiceAccount; elsewhere a
kubeconfig with a token or a client certificate. Every failure is a ClusterError that says what was asked.
"""

from __future__ import annotations

import base64
import http.client
import os
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson

from meshctl.errors import ClusterError, Place
from meshctl.yamlio import load_plain

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
TIMEOUT_S = 10.0

JSON = "application/json"
JSON_PATCH = "application/json-patch+json"

Object = dict[str, Any]


class ApiStatusError(ClusterError):
    """An answer of the API server other than success; `status` is its HTTP code."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ConflictError(ApiStatusError):
    """Somebody else changed, made or removed the object since it was read; read it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where the API server is and how to be let in; `token` is asked for each call, since files with it are renewed."""

    server: str
    context: ssl.SSLContext
    token: Callable[[], str]

    def get(self, path: str) -> Object | None:
        """The object at `path`; None when there is none."""
        try:
            return self._call("GET", path)
        except ApiStatusError as error:
            if error.status == http.client.NOT_FOUND:
                return None
            raise

    def create(self, path: str, body: Object) -> Object:
        """Make an object; ConflictError when it is there already."""
        return self._call("POST", path, body)

    def replace(self, path: str, body: Object) -> Object:
        """Replace an object; ConflictError when its resourceVersion is no longer the newest."""
        return self._call("PUT", path, body)

    def patch(self, path: str, operations: list[Object]) -> Object:
        """Lay a JSON Patch over an object; ConflictError when one of its tests does not hold."""
        return self._call("PATCH", path, operations, JSON_PATCH)

    def _call(self, method: str, path: str, body: Object | list[Object] | None = None, kind: str = JSON) -> Object:
        headers = {"Accept": JSON, "Content-Type": kind}
        if token := self.token():
            headers["Authorization"] = f"Bearer {token}"
        content = None if body is None else orjson.dumps(body)
        connection = self._connect()
        try:
            connection.request(method, path, content, headers)
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise ClusterError(f"{method} {path}: the API server at {self.server} cannot be asked: {error}") from error
        finally:
            connection.close()
        return _read(answer.status, text, f"{method} {path}")

    def _connect(self) -> http.client.HTTPConnection:
        where = urlsplit(self.server)
        if where.hostname is None:
            raise ClusterError(f"{self.server!r} is no address of an API server", remedy="use https://host:port")
        if where.scheme == "http":
            return http.client.HTTPConnection(where.hostname, where.port, timeout=TIMEOUT_S)
        return http.client.HTTPSConnection(where.hostname, where.port, timeout=TIMEOUT_S, context=self.context)


def connect(kubeconfig: str | None = None) -> Cluster:
    """The cluster of a kubeconfig (the argument, else KUBECONFIG), else the one this pod runs in.

    Raises:
        ClusterError: there is neither.
    """
    path = kubeconfig or os.environ.get("KUBECONFIG")
    if path:
        return from_kubeconfig(Path(path))
    if (SERVICE_ACCOUNT / "token").exists():
        return in_cluster()
    raise ClusterError("there is no cluster to ask", remedy="run inside a pod, or give a kubeconfig")


def in_cluster() -> Cluster:
    """The cluster this pod runs in, as its ServiceAccount."""
    host, port = os.environ.get("KUBERNETES_SERVICE_HOST", ""), os.environ.get("KUBERNETES_SERVICE_PORT", "443")
    address = f"[{host}]" if ":" in host else host
    return Cluster(
        server=f"https://{address}:{port}",
        context=ssl.create_default_context(cafile=str(SERVICE_ACCOUNT / "ca.crt")),
        token=lambda: (SERVICE_ACCOUNT / "token").read_text("utf-8").strip(),
    )


def from_kubeconfig(path: Path) -> Cluster:
    """The cluster of a kubeconfig's current context.

    Raises:
        ClusterError: it cannot be read, or its user needs a program or a login that is not supported here.
    """
    place = Place(str(path))
    try:
        config = load_plain(path.read_text("utf-8"), name=str(path))
    except OSError as error:
        raise ClusterError(f"the kubeconfig cannot be read: {error.strerror}", place=place) from error
    context = _named(config, "contexts", "context", _text(config, "current-context"), place)
    cluster = _named(config, "clusters", "cluster", _text(context, "cluster"), place)
    user = _named(config, "users", "user", _text(context, "user"), place)
    if "exec" in user or "auth-provider" in user:
        raise ClusterError(
            "the kubeconfig's user logs in by a program, which is not supported here",
            place=place,
            remedy="run `kubectl proxy` and give a kubeconfig with server http://127.0.0.1:8001",
        )
    token = _text(user, "token")
    return Cluster(server=_text(cluster, "server"), context=_tls(cluster, user, path.parent), token=lambda: token)


def _read(status: int, text: bytes, asked: str) -> Object:
    try:
        answer = orjson.loads(text)
    except orjson.JSONDecodeError:
        answer = {}
    if status < http.client.MULTIPLE_CHOICES and isinstance(answer, dict):
        return answer
    said = answer.get("message", "") if isinstance(answer, dict) else ""
    kind = ConflictError if status in {http.client.CONFLICT, http.client.UNPROCESSABLE_ENTITY} else ApiStatusError
    raise kind(status, f"{asked}: the API server answered {status} {said}".rstrip())


def _named(config: object, group: str, key: str, name: str, place: Place) -> Object:
    entries = config.get(group) if isinstance(config, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("name") == name:
            found = entry.get(key)
            return found if isinstance(found, dict) else {}
    raise ClusterError(f"the kubeconfig has no {key} named {name!r}", place=place)


def _text(values: object, key: str) -> str:
    value = values.get(key) if isinstance(values, dict) else None
    return value if isinstance(value, str) else ""


def _tls(cluster: Object, user: Object, folder: Path) -> ssl.SSLContext:
    authority = _material(cluster, "certificate-authority", folder)
    context = ssl.create_default_context(cadata=authority.decode("ascii") if authority else None)
    if cluster.get("insecure-skip-tls-verify"):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    certificate, key = _material(user, "client-certificate", folder), _material(user, "client-key", folder)
    if certificate and key:
        with tempfile.NamedTemporaryFile(prefix="meshctl-client-") as pair:
            pair.write(certificate + b"\n" + key)
            pair.flush()
            context.load_cert_chain(pair.name)
    return context


def _material(values: Object, key: str, folder: Path) -> bytes:
    """PEM given inline or as a file, which is relative to the kubeconfig."""
    if inline := _text(values, f"{key}-data"):
        return base64.b64decode(inline)
    path = _text(values, key)
    return (folder / path).read_bytes() if path else b""
