"""`python -m meshctl.docgen [--check]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from meshctl.docgen.pages import all_pages
from meshctl.docgen.readme import refreshed

ROOT: Final = Path(__file__).resolve().parents[2]
# Documents that show outputs; all of them are run anew.
SHOWING: Final = ("README.md",)


def main() -> int:
    """Write all pages, or with `--check` name those that are stale and exit with 1."""
    parser = argparse.ArgumentParser(prog="python -m meshctl.docgen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if anything is stale")
    check = parser.parse_args().check
    wanted = {ROOT / "docs" / "reference" / path: text for path, text in all_pages()}
    wanted |= {ROOT / name: refreshed((ROOT / name).read_text("utf-8"), ROOT) for name in SHOWING}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    left_over = set(_generated()) - set(wanted)
    if check:
        for path in [*stale, *sorted(left_over)]:
            sys.stderr.write(f"{path.relative_to(ROOT)} is stale; run `make docs-write`\n")
        return 1 if stale or left_over else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], "utf-8")
    for path in left_over:
        path.unlink()
    return 0


def _generated() -> list[Path]:
    """Pages that lie in the generated folders, so that one whose source is gone is noticed."""
    return list((ROOT / "docs" / "reference").rglob("*.md"))


if __name__ == "__main__":
    sys.exit(main())
