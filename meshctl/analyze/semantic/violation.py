"""What a semantic validator says: one broken rule at one field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from meshctl.k8s.types import FieldPath

Severity: TypeAlias = Literal["error", "warning"]

# Message codes, as Istio's analysis numbers them.
INVALID = "IST0106"
UNREACHABLE_RULE = "IST0130"
INEFFECTIVE_MATCH = "IST0131"
DISCOURAGED = "IST0133"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One broken rule: where, what was found, what was expected, what to do.

    `severity` tells whether Istio refuses the object ("error") or only warns. `code` is the analysis message it
    belongs to; that message may have a severity of its own (IST0131 is reported as information). `slug` names the
    rule within the code and is stable. `found`, `expected` and `help` are short texts, empty where they add nothing.
    """

    path: FieldPath
    message: str
    severity: Severity
    code: str
    slug: str
    found: str = ""
    expected: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a scalar was refused, before it is known which field held it."""

    message: str
    expected: str = ""
    help: str = ""


def quote(text: str, limit: int = 80) -> str:
    """`text` in double quotes, cut after `limit` characters and escaped, so that a message stays one line."""
    shown = text if len(text) <= limit else f"{text[:limit]}…"
    return '"' + one_line(shown).replace('"', '\\"') + '"'


def one_line(text: str) -> str:
    """`text` with characters that a terminal cannot show, or obeys, written as escapes."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
