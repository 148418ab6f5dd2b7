"""Bytes of real manifests changed at random, seeded: the linter ends with a report, never with a fault of its own."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from meshctl.cli.main import main

CASES = sorted((Path(__file__).parents[1] / "rules").rglob("*.yaml"))
ROUNDS = 40
PIECES = (
    b"\x00",
    b"\xff",
    b"\t",
    b": ",
    b"- ",
    b"{",
    b"]",
    b"&a ",
    b"*a",
    b"<<: ",
    b"---\n",
    b"|\n",
    b'"',
    b"#",
    b"\r",
    b"{{",
)


@pytest.mark.parametrize("seed", range(4))
def test_changed_bytes_give_a_report_and_a_known_exit(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["meshctl", "lint", "a.yaml", "--format", "json"])
    chance = random.Random(seed)  # noqa: S311  a test, not a secret
    statuses: Counter[int] = Counter()
    for _ in range(ROUNDS):
        Path("a.yaml").write_bytes(_changed(chance.choice(CASES).read_bytes(), chance))
        statuses[main()] += 1
        out, err = capsys.readouterr()
        assert err == ""
        codes = [found["code"] for found in json.loads(out)["findings"]]
        assert "MSH0001" not in codes
    print(f"seed {seed}: exits {dict(statuses)}")

    assert set(statuses) <= {0, 1, 3}
    assert statuses.total() == ROUNDS
    assert statuses[3] > 0


def _changed(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(changed) + 1)
        changed[place : place + chance.choice((0, 0, 1, 5))] = chance.choice(PIECES)
    return bytes(changed)
