"""`make conformance`: passed/total per set, then what differs."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from tests.conformance.model import ConformanceSet, Result

# A module a set of cases, each with `run(root)`.
MODULES = (
    "istio_inject",
    "linkerd_inject",
    "istio_tables",
    "istio_cli",
    "istio_webhook",
    "istio_analyze",
    "istio_validate_crd",
    "istio_validate",
    "istio_primitives",
    "convert",
    "iptables",
)


def all_results(root: Path) -> Iterator[Result]:
    """Every case of every set below the root."""
    for name in MODULES:
        run: ConformanceSet = import_module(f"tests.conformance.{name}").run
        yield from run(root)


def print_summary(results: Iterable[Result]) -> int:
    """The table and the mismatches; how many there are that nobody declared."""
    total: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    failures: list[Result] = []
    for result in results:
        total[result.set] += 1
        passed[result.set] += result.mismatch is None
        if result.mismatch is not None:
            failures.append(result)
    width = max((len(name) for name in total), default=0)
    for name, count in total.items():
        print(f"{name:<{width}}  {passed[name]}/{count}")
    for result in failures:
        print(f"\n{result.set}: {result.case}\n  {result.mismatch}")
        if result.declared is not None:
            print(f"  declared: {result.declared}")
    undeclared = [result for result in failures if result.declared is None]
    declared = len(failures) - len(undeclared)
    print(f"\nall sets: {sum(passed.values())}/{sum(total.values())}, {declared} declared differences")
    print(f"{sum(passed.values())} passed, {len(undeclared)} failed")
    return len(undeclared)


def main() -> int:
    """Run everything below `--root`; 1 if anything differs."""
    parser = argparse.ArgumentParser(description="Compare with published cases.")
    parser.add_argument("--root", type=Path, required=True, help="folder with one folder a set")
    root = parser.parse_args().root
    if not root.is_dir():
        print(f"{root}: no such folder; give CONFORMANCE=folder. Nothing was compared.")
        return 0
    os.environ["CONFORMANCE"] = str(root)  # for helpers that read more of the data than their case
    return 1 if print_summary(all_results(root)) else 0


if __name__ == "__main__":
    sys.exit(main())
