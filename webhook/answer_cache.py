"""Answers kept by the pod they were given for: replicas of a workload ask for the same patch again and again.

The engine is a pure function of pod, namespace, URL path and configuration, so the same question has the same
answer. Pods that a controller makes from one template reach the webhook without name, uid or time, and differ in one
thing only: the random name of the volume with the API token, `kube-api-access-xxxxx`, which the API server adds first.
No rule looks at that name, so a fixed one stands for it in the key and in the stored patch, and is replaced again in
the answer.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import orjson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webhook.responses import Answer

# Source: kubernetes plugin/pkg/admission/serviceaccount (ServiceAccountVolumeName, and the suffix of GenerateName).
_TOKEN_VOLUME: Final = re.compile(rb'"kube-api-access-[a-z0-9]{5}"')
_STAND_IN: Final = b'"kube-api-access-*****"'  # no name of a volume holds an asterisk, so it cannot be in a pod already

ANSWERS = 1024
PATCH_LIMIT_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Question:
    """What an answer depends on, as a digest; and the pod's own token volume, in quotes, empty without one."""

    digest: bytes
    token_volume: bytes


def question(object_: object, circumstances: Sequence[object]) -> Question:
    """The question that a pod and everything else its answer depends on make up; all of it must be JSON."""
    text = orjson.dumps([object_, *circumstances])
    names = set(_TOKEN_VOLUME.findall(text))
    # Two such volumes are not what the API server makes; then the pod stands for itself.
    name = names.pop() if len(names) == 1 and _STAND_IN not in text else b""
    return Question(blake2b(text.replace(name, _STAND_IN) if name else text, digest_size=32).digest(), name)


class AnswerCache:
    """The most recent answers, at most `ANSWERS`; safe to use from several threads."""

    def __init__(self, size: int = ANSWERS) -> None:
        self._size = size
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, asked: Question) -> Answer | None:
        """The answer to the same question, fitted to this pod; None when it is not known."""
        with self._lock:
            answer = self._answers.get(asked.digest)
            if answer is None:
                return None
            self._answers.move_to_end(asked.digest)
        return _renamed(answer, _STAND_IN, asked.token_volume) if asked.token_volume else answer

    def put(self, asked: Question, answer: Answer) -> None:
        """Keep an answer, unless it is too large; the least recently used one goes when there are too many."""
        if answer.patch is not None and len(answer.patch) > PATCH_LIMIT_BYTES:
            return
        kept = _renamed(answer, asked.token_volume, _STAND_IN) if asked.token_volume else answer
        with self._lock:
            self._answers[asked.digest] = kept
            if len(self._answers) > self._size:
                self._answers.popitem(last=False)


def _renamed(answer: Answer, old: bytes, new: bytes) -> Answer:
    return answer if answer.patch is None else replace(answer, patch=answer.patch.replace(old, new))
