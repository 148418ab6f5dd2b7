"""Promises of reading and writing manifests, for whatever value and text."""

from __future__ import annotations

import io
import json
import re
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from meshctl.errors import InputError, ManifestError
from meshctl.manifests.discovery import find_manifests
from meshctl.manifests.documents import join_documents, read_documents, scan_documents
from meshctl.manifests.emit import emit, is_json
from meshctl.manifests.resources import resources_of
from meshctl.manifests.sources import Source, decode, read_source
from meshctl.yamlio import TextPart, build, load_plain, same_value
from meshctl.yamlio.emitter import BlockStyle, dump
from tests.property.manifests_strategies import commented, mappings, mutated, scalars, texts, values
from tests.shared_data import shared_path
from tests.values import thawed

yaml_1_1 = pytest.importorskip("yaml", reason="PyYAML stands for the readers of YAML 1.1")

STREAM_PIECES = ["---", "...", "---\n", "--- # c\n", "--- x\n", "\n", "\r\n", "a: 1\n", "# c\n", "\ufeff", " "]
STREAM_PIECES += ["%YAML 1.1\n", "[", "b: |\n ---\n"]
PRIVATE = re.compile("[\ue000-\ue7ff]")  # surrogate pairs are read by way of these characters

quick = settings(max_examples=120, deadline=None, derandomize=True)
styles = st.builds(
    BlockStyle, step=st.sampled_from([2, 3, 4]), sequence_offset=st.sampled_from([0, 2]), literals=st.booleans()
)
seeds = st.integers(0, 2**32)


def read_one(text: str) -> Any:
    [document] = read_documents(Source(name="f.yaml", text=text))
    return document


def value_of(text: str) -> Any:
    root = build(TextPart(text=text))
    return None if root is None else root.value


@quick
@given(values, styles)
def test_what_is_dumped_reads_back_as_it_was(value: Any, style: BlockStyle) -> None:
    text = dump(value, style=style)
    assert same_value(value_of(text), value)
    assert same_value(load_plain(text), value)


@quick
@given(st.dictionaries(texts, texts, max_size=4))
def test_a_dumped_text_is_that_text_to_readers_of_yaml_1_1_and_1_2(value: Any) -> None:
    text = dump(value)
    assert yaml_1_1.load(text, yaml_1_1.SafeLoader) == value
    assert YAML(typ="safe", pure=True).load(text) == value


@quick
@given(values)
def test_json_is_yaml(value: Any) -> None:
    assume(not PRIVATE.search(json.dumps(value, ensure_ascii=False)))
    for text in (json.dumps(value), json.dumps(value, indent=4)):
        assert same_value(value_of(text), json.loads(text))


@quick
@given(st.lists(st.sampled_from(STREAM_PIECES)))
def test_separators_and_texts_give_the_stream_back(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = list(scan_documents(Source(name="f.yaml", text=text)))
    documents = [one for one in found if not isinstance(one, InputError)]
    if len(documents) == len(found):
        assert join_documents(documents) == text


@quick
@given(mappings, scalars, seeds, styles, st.integers(1, 4))
def test_an_edited_document_reads_as_the_edited_value(
    value: Any, fresh: Any, seed: int, style: BlockStyle, count: int
) -> None:
    random = Random(seed)  # noqa: S311  seeded on purpose
    text = commented(dump(value, style=style), random)
    document = read_one(text)
    new = thawed(document.value)
    for _ in range(count):
        new = mutated(new, random, [fresh, {"k": [fresh]}, [{"name": "a", "b": fresh}], {}, []])
    new = thawed(new)
    found = emit(document, new)
    assert same_value(value_of(found.text), new)


@quick
@given(mappings, scalars, seeds)
def test_an_edited_json_document_is_still_json(value: Any, fresh: Any, seed: int) -> None:
    random = Random(seed)  # noqa: S311  seeded on purpose
    assume(not PRIVATE.search(json.dumps(value, ensure_ascii=False)))
    escaped = random.choice([True, not json.dumps(value, ensure_ascii=False).isprintable()])
    text = json.dumps(value, indent=random.choice([None, 2, 4]), ensure_ascii=escaped)
    document = read_one(text)
    assert is_json(text, document.root)
    new = thawed(mutated(thawed(document.value), random, [fresh, {"k": [fresh]}, {}]))
    assert same_value(json.loads(emit(document, new).text), new)


@quick
@given(st.lists(mappings, min_size=2, max_size=4), seeds)
def test_the_other_documents_stay_character_by_character(documents: list[Any], seed: int) -> None:
    random = Random(seed)  # noqa: S311  seeded on purpose
    text = "---\n".join(commented(dump(value), random) for value in documents)
    found = read_documents(Source(name="f.yaml", text=text))
    index = random.randrange(len(found))
    new = thawed(mutated(thawed(found[index].value), random, ["x"]))
    pieces = [document.text for document in found]
    pieces[index] = emit(found[index], new).text
    again = read_documents(Source(name="f.yaml", text=join_documents(found, pieces)))
    assert len(again) == len(found)
    assert [one.text for one in again[:index]] == pieces[:index]
    assert [one.text for one in again[index + 1 :]] == pieces[index + 1 :]
    assert same_value(again[index].value, new)


def comments_of(text: str, key: str) -> str:
    """The subtree below a top-level key as ruamel.yaml's round trip writes it, comments included."""
    round_trip = YAML()
    round_trip.allow_duplicate_keys = True
    tree = round_trip.load(text)
    out = io.StringIO()
    round_trip.dump(tree[key], out)
    return out.getvalue()


simple_texts = st.text("abcxyz", min_size=1, max_size=5)
simple_values = st.recursive(
    st.integers(0, 99) | simple_texts,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3) | st.dictionaries(simple_texts, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@quick
@given(st.dictionaries(simple_texts, simple_values, min_size=2, max_size=4), simple_values, seeds, styles)
def test_comments_of_untouched_fields_survive(value: Any, fresh: Any, seed: int, style: BlockStyle) -> None:
    random = Random(seed)  # noqa: S311  seeded on purpose
    text = commented(dump(value, style=style), random)
    document = read_one(text)
    new = thawed(document.value)
    touched = random.choice(list(new))
    new[touched] = mutated(new[touched], random, [fresh]) if isinstance(new[touched], (dict, list)) else fresh
    found = emit(document, thawed(new))
    assert found.spliced
    last = list(value)[-1]  # what follows the last field belongs to the document
    for key in value:
        if key not in (touched, last):
            lines = [line for line in comments_of(text, key).splitlines() if line.strip()]
            kept = [line for line in comments_of(found.text, key).splitlines() if line.strip()]
            assert kept[: len(lines)] == lines or lines[: len(kept)] == kept


def test_edits_of_published_manifests_are_spliced() -> None:
    folder = shared_path("conformance/istio-inject/inputs")
    random = Random(1)  # noqa: S311  seeded on purpose
    for path in find_manifests([str(folder)]):
        for document in read_documents(read_source(path)):
            if not isinstance(document.value, dict) or len(document.text) > 20_000:
                continue
            new = thawed(document.value)
            metadata = new.setdefault("metadata", {})
            metadata.setdefault("annotations", {})["sidecar.istio.io/status"] = '{"a": [1]}\n'
            new = mutated(new, random, ["x", {"name": "istio-proxy", "args": ["--x", "y: z"]}, []])
            assume_shared = any(key in new for key in document.value)
            found = emit(document, thawed(new))
            assert same_value(value_of(found.text), thawed(new))
            assert found.spliced or not assume_shared, path


def test_the_published_results_can_be_spliced_into_their_inputs() -> None:
    folder = shared_path("conformance/istio-inject")
    cases = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    cases = cases["cases"] if isinstance(cases, dict) else cases
    spliced = 0
    for case in cases:
        if not case.get("expected"):
            continue
        before, after = (
            [one for one in read_documents(read_source(str(path))) if not one.is_empty] for path in paths(case)
        )
        if len(before) != len(after):
            continue
        for document, wanted in zip(before, after, strict=True):
            found = emit(document, wanted.value)
            assert same_value(value_of(found.text), wanted.value)
            assert found.spliced, case["name"]
            spliced += 1
    assert spliced > 50


def paths(case: dict[str, Any]) -> list[Any]:
    """Input and expected file of a case, whether the index names them with or without their folder."""
    folder = shared_path("conformance/istio-inject")
    found = []
    for field, below in (("input", "inputs"), ("expected", "expected")):
        named = folder / case[field]
        found.append(named if named.exists() else folder / below / case[field])
    return found


SYNTAX = [
    *"abc019:-?{}[],#&*!|>'\"%@` \n\t\r\\.~",
    "\x00",
    "\u2028",
    "\ufeff",
    "😀",
    "\n  ",
    ": ",
    "- ",
    "? ",
    "<<: ",
    "&a ",
]
SYNTAX += ["*a", "!!int ", "!<", "|2\n", ">+\n", "---\n", "...\n", "{{ x }}", '"\\u', "\\ud83d\\ude00", "%YAML 1.1\n"]


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(SYNTAX), max_size=30).map("".join))
def test_any_text_gives_documents_or_errors_with_a_place(text: str) -> None:
    for found in scan_documents(Source(name="f.yaml", text=text)):
        if isinstance(found, InputError):
            assert found.place is not None
            assert found.place.line is not None
            assert 1 <= found.place.line <= text.count("\n") + text.count("\r") + 1
            assert found.remedy
        else:
            resources_of(found)
            assert found.is_empty or same_value(value_of(emit(found, {"was": found.value}).text), {"was": found.value})


@quick
@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_an_error_with_a_place(data: bytes) -> None:
    found = decoded(data)
    if isinstance(found, str):
        assert found.encode() == data
    else:
        assert found.place is not None
        assert found.remedy


def decoded(data: bytes) -> str | ManifestError:
    try:
        return decode(data, "f.yaml")
    except ManifestError as fault:
        return fault
