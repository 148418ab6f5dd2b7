"""Recorded cases: templates of our own writing with what Go's text/template and Sprig made of them.

`expressions.txt` holds one template a line (`⏎` stands for a line end), `templates/*.tmpl` whole ones; all see
`data.json`. A line `#missingkey=zero` sets that option for the lines that follow; other lines that begin with `#` are
headings. What Go answered stands in `*.jsonl`, written by `tests/oracle/record_templates.py`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meshctl.errors import TemplateError
from meshctl.gotemplate import BUILTINS, compile_template, sprig
from tests.unit.gotemplate.samples import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GOLDEN = Path(__file__).parents[2] / "golden" / "gotemplate"
NOW = datetime(2024, 2, 29, 13, 4, 5, 678901, tzinfo=UTC)
FUNCTIONS = BUILTINS | sprig(now=NOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A template with its data in the form of requests; `name` is what messages call it."""

    text: str
    data: Any
    name: str = "t"
    missing_key: Any = "default"

    def request(self) -> dict[str, Any]:
        """What to ask the Go program."""
        asked = {"op": "render", "name": self.name, "text": self.text, "data": self.data}
        return asked if self.missing_key == "default" else {**asked, "missingkey": self.missing_key}


@cache
def shared_data() -> Any:
    """The data that all recorded cases see."""
    return json.loads((GOLDEN / "data.json").read_text(encoding="utf-8"))


def expression_cases() -> Iterator[Case]:
    """The cases of expressions.txt."""
    option = "default"
    for line in (GOLDEN / "expressions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#missingkey="):
            option = line.removeprefix("#missingkey=").strip()
        elif line and not line.startswith("#"):
            yield Case(text=line.replace("⏎", "\n"), data=shared_data(), missing_key=option)


def template_cases() -> Iterator[Case]:
    """The cases of templates/*.tmpl."""
    for path in sorted((GOLDEN / "templates").glob("*.tmpl")):
        yield Case(name=path.stem, text=path.read_text(encoding="utf-8"), data=shared_data())


def ours(case: Case) -> dict[str, str]:
    """Our answer in the form of the Go program's."""
    try:
        template = compile_template(case.name, case.text, FUNCTIONS, missing_key=case.missing_key)
        return {"ok": template.render(decode(case.data))}
    except TemplateError as fault:
        return {"error": f"{fault.place}: {fault.message}"}


# What an error is about, whoever words it; the first pattern found decides.
_KINDS = {
    "arity": r"wrong number of args",
    "undefined function": r"function .* not defined",
    "undefined variable": r"undefined variable",
    "undefined template": r"template .* not defined",
    "comparison": r"incompatible types|non-comparable|invalid type for comparison|missing argument for comparison",
    "calling": r"error calling \w+",
    "nil pointer": r"nil pointer evaluating|dereference of nil",
    "no field": r"can't evaluate field|has arguments but cannot|is not a method but has arguments",
    "no key": r"no entry for key",
    "argument": r"wrong type for value|invalid value; expected|expected \w+( integer)?; found|cannot assign nil"
    r"|can't handle|interface conversion",
    "range": r"range can't iterate|iterate over more than one",
    "overflow": r"overflows int",
    "not a function": r"can't give argument to non-function|nil is not a command|explicit nil",
    "print": r"can't print",
    "parse": r"unexpected|unclosed|unterminated|bad |missing value|undefined|multiple definition|outside \{\{range"
    r"|illegal number|integer overflow|non executable|too many declarations|can only init|expected |empty command"
    r"|malformed|invalid syntax|comment ends|unrecognized",
}


def kind_of_error(message: str) -> str:
    """What an error is about."""
    return next((kind for kind, pattern in _KINDS.items() if re.search(pattern, message)), message)


def line_of_error(message: str) -> int:
    """The line that a message names."""
    match = re.search(r"(?:^|template: )[^:\s]+:(\d+)", message)
    return int(match.group(1)) if match else 0


def disagreement(case: Case, expected: dict[str, str], found: dict[str, str]) -> str | None:
    """How our answer differs from Go's, None where it does not: errors agree in kind and line."""
    if "ok" in expected and "ok" in found and without_addresses(expected["ok"]) == without_addresses(found["ok"]):
        return None
    if "beyond the oracle's limit" in expected.get("error", "") or "(limit " in found.get("error", ""):
        return None
    if "\ufffd" in expected.get("ok", "") and "not UTF-8" in found.get("error", ""):
        return None
    if "error" in expected and "error" in found:
        # Of a fault that Go notices only at the token behind, it names that token's line; of a block without end the
        # last line of the text. We name the line of the fault.
        apart = abs(line_of_error(expected["error"]) - line_of_error(found["error"]))
        same_line = apart <= 1 or "unexpected EOF" in expected["error"]
        if same_line and kind_of_error(expected["error"]) == kind_of_error(found["error"]):
            return None
    return f"{case.text!r}\n   go: {_shown(expected)}\n ours: {_shown(found)}"


def without_addresses(text: str) -> str:
    """Output without addresses, which differ from run to run."""
    return re.sub(r"(?i)0x[0-9a-f]{6,16}", "0xADDRESS", text)


def _shown(answer: dict[str, str]) -> str:
    return repr(answer["ok"]) if "ok" in answer else f"error: {answer['error']}"


def disagreements(cases: Iterable[Case], expected: Iterable[dict[str, str]]) -> list[str]:
    """All differences, in order."""
    found = (disagreement(case, answer, ours(case)) for case, answer in zip(cases, expected, strict=True))
    return [text for text in found if text is not None]


def recorded(name: str) -> list[dict[str, Any]]:
    """The lines of a recording."""
    return [json.loads(line) for line in (GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
