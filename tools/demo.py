"""`make demo`: inject the examples and show the diff and the report, on the terminal and nowhere else."""

from __future__ import annotations

import subprocess
import sys

_STEPS = (
    ("The canary website, before and after", ["kube-inject", "-f", "examples/my-websites.yaml", "--diff"]),
    ("What happened to each document", ["kube-inject", "-R", "-f", "examples", "-o", "/dev/null", "--report", "text"]),
    ("Why website-v3 was left out", ["explain", "-f", "examples/my-websites.yaml", "--name", "website-v3"]),
)


def main() -> int:
    """Run the steps one after the other; the first failure ends it."""
    for title, arguments in _STEPS:
        shown = " ".join(arguments)
        print(f"\n== {title}\n$ meshctl {shown}", flush=True)
        done = subprocess.run([sys.executable, "-m", "meshctl", *arguments], check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
