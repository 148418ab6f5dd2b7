"""The four ways to answer a review, and no fifth: allowed, patched, denied, errored.

The only place where an exception becomes an answer. Whenever the request could be read the answer is HTTP 200 with a
review, refusals and our own faults inside it.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import orjson

from meshctl.errors import MeshctlError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meshctl.k8s.types import JSONValue
    from webhook.settings import OnFault

# The API server may cut a warning at 256 characters and ignores those beyond 4096 characters in total.
WARNING_LIMIT = 256
WARNINGS_LIMIT = 8
AUDIT_LIMIT = 1024


class Outcome(StrEnum):
    """What a review came to; a label value of the metrics."""

    ALLOWED = "allowed"
    PATCHED = "patched"
    DENIED = "denied"
    ERRORED = "errored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: `reason` is the slug for metrics and audit, `message` the sentence for the person refused."""

    outcome: Outcome
    reason: str
    code: int = 200
    message: str = ""
    patch: bytes | None = None
    warnings: tuple[str, ...] = ()
    audit: Mapping[str, str] = field(default_factory=dict)

    @property
    def admits(self) -> bool:
        """Whether the object may be stored."""
        return self.outcome in {Outcome.ALLOWED, Outcome.PATCHED}


def allowed(reason: str, *, warnings: Sequence[str] = (), audit: Mapping[str, str] | None = None) -> Answer:
    """The object passes as it is."""
    return Answer(outcome=Outcome.ALLOWED, reason=reason, warnings=tuple(warnings), audit=audit or {})


def patched(
    operations: Sequence[Mapping[str, JSONValue]],
    reason: str,
    *,
    warnings: Sequence[str] = (),
    audit: Mapping[str, str] | None = None,
) -> Answer:
    """The object passes with a JSON Patch laid over it."""
    patch = orjson.dumps(operations)
    return Answer(outcome=Outcome.PATCHED, reason=reason, patch=patch, warnings=tuple(warnings), audit=audit or {})


def denied(reason: str, message: str, *, code: int = 400, audit: Mapping[str, str] | None = None) -> Answer:
    """The object is refused for something its author can mend; `message` says what and how."""
    return Answer(outcome=Outcome.DENIED, reason=reason, code=code, message=message, audit=audit or {})


def errored(reason: str, message: str, *, code: int = 500) -> Answer:
    """The review could not be done, by a fault that is ours or of our configuration."""
    return Answer(outcome=Outcome.ERRORED, reason=reason, code=code, message=message)


def answer_for(error: Exception) -> Answer:
    """The answer an exception stands for: a denial for what a user can mend, else an error without inner detail."""
    if isinstance(error, MeshctlError):
        return denied(_slug(type(error).__name__), str(error))
    if isinstance(error, RecursionError):
        return denied("too_deep", "the object is nested too deeply to be read; flatten it")
    return errored("internal_error", f"internal error ({type(error).__name__}); the webhook's log has the details")


def soften(answer: Answer, on_fault: OnFault) -> Answer:
    """The answer as the operator wants our faults to end: an error becomes a pass with a warning under `allow`.

    NB: a refusal inside a review is final whatever `failurePolicy` says, so `Ignore` needs this to keep its promise.
    """
    if answer.outcome is not Outcome.ERRORED or on_fault == "refuse":
        return answer
    warning = f"not injected: {answer.message}"
    return replace(answer, outcome=Outcome.ALLOWED, code=200, message="", warnings=(warning,))


def response_of(answer: Answer, uid: str) -> dict[str, JSONValue]:
    """The `response` half of a review."""
    response: dict[str, JSONValue] = {"uid": uid, "allowed": answer.admits}
    if answer.patch is not None:
        response["patchType"] = "JSONPatch"
        response["patch"] = base64.b64encode(answer.patch).decode("ascii")
    if not answer.admits:
        response["status"] = {
            "status": "Failure",
            "message": answer.message,
            "reason": "BadRequest" if answer.outcome is Outcome.DENIED else "InternalError",
            "code": answer.code,
        }
    if answer.warnings:
        response["warnings"] = [_warning(text) for text in answer.warnings[:WARNINGS_LIMIT]]
    if answer.audit:
        response["auditAnnotations"] = {key: value[:AUDIT_LIMIT] for key, value in sorted(answer.audit.items())}
    return response


def _warning(text: str) -> str:
    """A warning as an HTTP header carries it: one line of printable characters, within the limit."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return printable if len(printable) <= WARNING_LIMIT else printable[: WARNING_LIMIT - 1] + "…"


def _slug(name: str) -> str:
    """`AnnotationError` as `annotation_error`."""
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return words.lstrip("_")
