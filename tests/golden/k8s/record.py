"""Has Go answer the hand-written cases and writes question and answer down, one a line.

    python -m tests.golden.k8s.record

Needs Go. Of what Go refuses only the fact is recorded: its wording is not ours.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests import go_oracle
from tests.golden.k8s import cases
from tests.golden.k8s.merge_cases import merge_cases

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent


def record(name: str, op: str, asked: Iterable[dict[str, Any]]) -> None:
    asked = list(asked)
    answers = go_oracle.ask({"op": op, **question} for question in asked)
    rows = [
        {**question, **({"ok": answer["ok"]} if "ok" in answer else {"refused": True})}
        for question, answer in zip(asked, answers, strict=True)
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=True) for row in rows)
    (FOLDER / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{name}: {len(rows)}, of these {sum('refused' in row for row in rows)} refused")


def main() -> None:
    record(
        "merges",
        "strategic_merge",
        (
            {"name": name, "type": "Pod", "original": original, "patch": patch}
            for name, original, patch in merge_cases()
        ),
    )
    record("quantities", "quantity", ({"text": text} for text in cases.QUANTITIES))
    record("sums", "quantity", ({"text": one, "add": other} for one, other in cases.SUMS))
    record("selectors", "label_selector", ({"selector": item, "labels": cases.LABELS} for item in cases.SELECTORS))
    record("selector_texts", "label_selector", ({"text": t, "labels": cases.LABELS} for t in cases.SELECTOR_TEXTS))
    record("round_trips", "typed_roundtrip", ({"name": n, "type": t, "value": v} for n, t, v in cases.ROUND_TRIPS))
    record("manifests", "read_manifest", ({"name": n, "type": t, "text": text} for n, t, text in cases.MANIFESTS))


if __name__ == "__main__":
    main()
