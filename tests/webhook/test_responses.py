from __future__ import annotations

import pytest

from meshctl.errors import AnnotationError, MergeError
from webhook.responses import Answer, Outcome, answer_for, errored


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (
            AnnotationError("no port", remedy="use a number"),
            Answer(outcome=Outcome.DENIED, reason="annotation_error", code=400, message="no port; use a number"),
        ),
        (MergeError("no list"), Answer(outcome=Outcome.DENIED, reason="merge_error", code=400, message="no list")),
        (
            RecursionError("inner"),
            Answer(
                outcome=Outcome.DENIED,
                reason="too_deep",
                code=400,
                message="the object is nested too deeply to be read; flatten it",
            ),
        ),
        (
            KeyError("secret"),
            Answer(
                outcome=Outcome.ERRORED,
                reason="internal_error",
                code=500,
                message="internal error (KeyError); the webhook's log has the details",
            ),
        ),
    ],
    ids=["annotation", "merge", "nesting", "fault of ours"],
)
def test_an_exception_becomes_an_answer_without_inner_detail(error: Exception, answer: Answer) -> None:
    assert answer_for(error) == answer


def test_an_error_is_a_server_error_unless_told_otherwise() -> None:
    assert errored("deadline", "late").code == 500
    assert errored("deadline", "late", code=504).code == 504
