"""The annotation that holds a record."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest

from meshctl.errors import AnnotationError
from meshctl.injection.changes import Change
from meshctl.injection.record import Record, TextUndo, decode, encode

RECORD = Record(
    family="linkerd",
    changes=(Change(path=("spec", ["app"], "x"), before=None, after="é"), Change(path=("a",), order=("b", "c"))),
    bare=True,
    text=TextUndo(injected="1", original="2", edits=((0, 3, "abc\n"),)),
)


def test_a_record_comes_back_as_it_was_and_needs_no_quotes_in_yaml() -> None:
    text = encode(RECORD)
    assert re.fullmatch(r"v1\.[A-Za-z0-9_-]+", text)
    assert decode(text) == RECORD


@pytest.mark.parametrize("text", ["", "v2.abc", "v1.!!", "v1.eJw", "v1.eJyrBQAAFgAL"])
def test_anything_else_is_refused_by_name(text: str) -> None:
    with pytest.raises(AnnotationError, match=r"annotation meshctl\.io/injection is no record"):
        decode(text)


@pytest.mark.parametrize(("mebibytes", "fits"), [(15, True), (17, False)])
def test_a_record_that_unpacks_to_more_than_16_mebibytes_is_refused(mebibytes: int, fits: bool) -> None:
    content = json.dumps({"family": "istio", "changes": [], "pad": "x" * mebibytes * 2**20}).encode()
    text = "v1." + base64.urlsafe_b64encode(zlib.compress(content)).decode()
    if fits:
        assert decode(text).family == "istio"
    else:
        with pytest.raises(AnnotationError, match="is no record"):
            decode(text)
