"""YAML read by us and by Kubernetes's own library; `make oracle` runs it, RECORD=1 writes the golden answers anew."""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest

from meshctl.errors import InputError
from meshctl.yamlio import load_plain
from tests import go_oracle
from tests.yaml_answers import agrees, recorded_answers, write_answers

pytestmark = pytest.mark.oracle

COUNT = int(os.environ.get("ORACLE_CASES", "2000"))
SEED = int(os.environ.get("ORACLE_SEED", "1"))

NUMBER_PARTS = "0 1 7 8 9 12 . - + e E x X o O b B _ f F 0x 0b 0o inf nan : T".split()  # noqa: SIM905  reads better
VALUES = [
    "1",
    "x",
    "'q'",
    '"d\\n"',
    "yes",
    "~",
    "[1, a]",
    "{k: v}",
    "&m {p: 1}",
    "*m",
    "!!str 1",
    "",
    "|\n      t",
    "1_0",
]


def go_answers(texts: list[str]) -> list[dict[str, Any]]:
    return go_oracle.ask({"op": "yaml", "text": text} for text in texts)


def our_answer(text: str) -> dict[str, Any]:
    try:
        return {"ok": load_plain(text)}
    except InputError as fault:
        return {"error": str(fault)}


def assert_agreement(texts: list[str]) -> None:
    theirs = go_answers(texts)
    found = [
        {"text": text, "ours": mine, "go": other}
        for text, mine, other in zip(texts, map(our_answer, texts), theirs, strict=True)
        if ("ok" in mine) != ("ok" in other) or ("ok" in mine and not agrees(mine["ok"], other["ok"]))
    ]
    print(f"{len(texts)} texts, {sum('ok' in other for other in theirs)} with a value, {len(found)} disagreements")
    assert not found, min(found, key=lambda one: len(one["text"]))


def test_the_recorded_answers_are_still_those_of_the_library() -> None:
    recorded = recorded_answers()
    texts = [case["text"] for case in recorded]
    fresh = [{"text": text, **answer} for text, answer in zip(texts, go_answers(texts), strict=True)]
    if os.environ.get("RECORD"):
        write_answers(fresh)
    assert recorded_answers() == fresh


def test_random_scalars_are_resolved_alike() -> None:
    random = Random(f"{SEED}/scalars")  # noqa: S311  seeded on purpose
    texts = ["k: " + "".join(random.choices(NUMBER_PARTS, k=random.randint(1, 6))) for _ in range(COUNT)]
    # A text that ends in a colon, or holds one before a blank, is a key and not a scalar.
    assert_agreement([text for text in texts if not text.endswith(":")])


def test_random_documents_are_read_alike() -> None:
    random = Random(f"{SEED}/documents")  # noqa: S311  seeded on purpose
    assert_agreement([random_document(random) for _ in range(COUNT)])


def random_document(random: Random) -> str:
    lines = ["base: &m {p: 1, q: [2]}"]
    for number in range(random.randint(1, 4)):
        lines.append(f"k{number}:")
        if random.random() < 0.2:
            lines.append("  <<: *m")
        lines += [f"  m{member}: {random.choice(VALUES)}" for member in range(random.randint(1, 3))]
        if random.random() < 0.2:
            lines.append("  m0: again")
        if random.random() < 0.2:
            lines.insert(random.randint(0, len(lines)), random.choice(["# c", "", "  # deep", "- x", " z: 1"]))
    return "\n".join(lines) + "\n"
