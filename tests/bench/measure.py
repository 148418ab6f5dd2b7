"""Timing and printing shared by the benchmarks: medians of interleaved runs, ratios against a named baseline."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured thing: seconds, and what it is held against."""

    name: str
    seconds: float
    baseline: float
    aim: str = ""


def interleaved(actions: Mapping[str, Callable[[], object]], *, rounds: int, each: int = 1) -> dict[str, float]:
    """Median seconds of each action, measured in turns so that a busy moment hits all of them alike."""
    samples: dict[str, list[float]] = {name: [] for name in actions}
    for action in actions.values():
        action()
    for _ in range(rounds):
        for name, action in actions.items():
            started = time.perf_counter()
            for _ in range(each):
                action()
            samples[name].append((time.perf_counter() - started) / each)
    return {name: statistics.median(values) for name, values in samples.items()}


def process(*arguments: str) -> Callable[[], object]:
    """A whole Python process with these arguments."""

    def run() -> object:
        return subprocess.run(
            [sys.executable, *arguments], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    return run


def print_table(title: str, baseline: str, rows: list[Row]) -> None:
    """A table with milliseconds, the ratio to the baseline, and the aim."""
    print(f"\n{title}\n{'':<44}{'ms':>10}{f'of {baseline}':>22}   aim")
    for row in rows:
        print(f"{row.name:<44}{row.seconds * 1e3:>10.3f}{row.seconds / row.baseline:>22.2f}   {row.aim}")
