"""`make mutation`: how many changes of the code the tests noticed, per room, and which they did not.

Reads `mutmut results --all true` on standard input: a line a change, `meshctl.k8s.merge.x_join__mutmut_3: killed`.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A change that makes a test run for ever was noticed, too.
NOTICED: Final = frozenset({"killed", "timeout", "caught by type check", "segfault"})
UNSEEN: Final = frozenset({"not checked", "skipped"})


def counts(lines: Iterable[str]) -> dict[str, Counter[str]]:
    """By room (a package, two names deep), how many changes had which status; those that did not run are left out."""
    rooms: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        name, colon, status = line.strip().rpartition(": ")
        if colon and status not in UNSEEN:
            rooms[_room(name)][status] += 1
    return dict(sorted(rooms.items()))


def table(rooms: dict[str, Counter[str]]) -> Iterator[str]:
    """A line a room: changes, noticed, the share of it in percent, and how many no test even reaches."""
    yield f"{'room':<28}{'changes':>9}{'noticed':>9}{'score':>8}{'no tests':>10}"
    for room, found in rooms.items():
        noticed = sum(found[status] for status in NOTICED)
        share = noticed / found.total()
        yield f"{room:<28}{found.total():>9}{noticed:>9}{share:>8.1%}{found['no tests']:>10}"


def _room(name: str) -> str:
    parts = name.split(".")
    return parts[0] if parts[0] == "webhook" else ".".join(parts[:2])


def main() -> None:
    """Print the table."""
    sys.stdout.writelines(f"{line}\n" for line in table(counts(sys.stdin)))


if __name__ == "__main__":
    main()
