"""AdmissionReview on the wire: bytes to a request and back.

Source: k8s.io/api/admission/v1 and v1beta1, whose requests and responses have the same fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, cast

import orjson

from meshctl.errors import InputError

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue

KIND = "AdmissionReview"
V1 = "admission.k8s.io/v1"
VERSIONS = frozenset({V1, "admission.k8s.io/v1beta1"})


class GroupVersionKindOnWire(TypedDict, total=False):
    """`metav1.GroupVersionKind`."""

    group: str
    version: str
    kind: str


class AdmissionRequest(TypedDict, total=False):
    """`admissionv1.AdmissionRequest`, the fields read here."""

    uid: str
    kind: GroupVersionKindOnWire
    name: str
    namespace: str
    operation: str
    subResource: str
    object: dict[str, JSONValue]
    dryRun: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review that could be read: its version, the id to echo, and the request."""

    uid: str
    request: AdmissionRequest
    api_version: str = V1


class NotJsonError(InputError):
    """A body that is not JSON: nothing in it can be answered, so the answer is HTTP 400."""


class ReviewError(InputError):
    """JSON that is not a review we know; the answer is a refusal inside a review of version `api_version`."""

    def __init__(self, message: str, *, uid: str = "", api_version: str = V1) -> None:
        super().__init__(message, remedy=f"send a {KIND} of {' or '.join(sorted(VERSIONS))} with a request")
        self.uid = uid
        self.api_version = api_version


def read_review(body: bytes) -> Review:
    """The review a body holds.

    Raises:
        NotJsonError: the body is empty or not JSON.
        ReviewError: another kind or version, or a review without a request; carries the uid where one was found.
    """
    envelope = _load(body)
    if not isinstance(envelope, dict):
        raise ReviewError(f"the body is a JSON {type(envelope).__name__}, not an object")
    request = envelope.get("request")
    uid = _text(request.get("uid")) if isinstance(request, dict) else ""
    kind, version = envelope.get("kind"), _text(envelope.get("apiVersion"))
    if kind != KIND or version not in VERSIONS:
        found = f"apiVersion {_shown(envelope.get('apiVersion'))}, kind {_shown(kind)}"
        raise ReviewError(f"the body is {found}", uid=uid)
    if not isinstance(request, dict):
        raise ReviewError("the review holds no request", api_version=version)
    return Review(uid=uid, request=cast("AdmissionRequest", request), api_version=version)


def write_review(api_version: str, response: dict[str, JSONValue]) -> bytes:
    """The bytes of a review that carries `response`."""
    return orjson.dumps({"apiVersion": api_version, "kind": KIND, "response": response})


def _load(body: bytes) -> JSONValue:
    if not body:
        raise NotJsonError("the body is empty", remedy=f"send a {KIND} as JSON")
    try:
        return cast("JSONValue", orjson.loads(body))
    except orjson.JSONDecodeError as error:
        # The text of the fault says line and column; the body itself stays out of messages and logs.
        raise NotJsonError(f"the body is not JSON: {error.msg}", remedy=f"send a {KIND} as JSON") from error


def _text(value: JSONValue) -> str:
    return value if isinstance(value, str) else ""


def _shown(value: JSONValue, limit: int = 60) -> str:
    """A value from outside as a message may show it: short, quoted, without line ends."""
    return repr(value)[:limit]
