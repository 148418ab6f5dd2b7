"""`make bench`: every benchmark, or those named on the command line."""

from __future__ import annotations

import sys
from importlib import import_module

# Short name to module; each has `run()`.
BENCHMARKS = {
    "engine": "tests.bench.bench_engine",
    "commands": "tests.bench.bench_commands",
    "manifests": "tests.bench.bench_manifests",
    "lint": "tests.bench.bench_lint",
    "families": "tests.bench.bench_families",
    "webhook": "tests.bench.bench_webhook",
}


def main() -> int:
    """Run the benchmarks asked for, all without arguments."""
    wanted = sys.argv[1:] or list(BENCHMARKS)
    for name in wanted:
        if name not in BENCHMARKS:
            print(f"no benchmark {name}; there are {', '.join(BENCHMARKS)}")
            return 2
        import_module(BENCHMARKS[name]).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
