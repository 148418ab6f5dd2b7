r"""Go regular expressions (RE2) rewritten for Python's `re`, with the same language.

Differences that matter here: `$` is the very end of the text in Go, before a final newline too in Python; `\d`, `\w`,
`\s` are ASCII in Go; flags in the middle of a pattern reach to the end of their group in Go and are an error in Python;
Go searches in linear time, Python backtracks.
"""

from __future__ import annotations

import re

_CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\f\r "}
_FLAGS = re.compile(r"\(\?([ims]+)\)")

# NB: in `([\t ]?[!-~]+)*` every run of letters can be cut in 2**n ways, and Python tries them all on a text that does
# not match: a header value of 40 letters and an accent would hang. Without the `?` the language is the same, since the
# repeated part that has no separator only lengthens the run before it.
_LINEAR = {r"^[!-~]+([\t ]?[!-~]+)*$": r"^[!-~]+([\t ][!-~]+)*$"}


class UnsupportedPatternError(ValueError):
    """A pattern with a construct that no bundle used so far."""


def to_python(pattern: str) -> str:
    """The pattern for `re.search` that finds what Go's MatchString finds.

    Raises:
        UnsupportedPatternError: Unicode classes, POSIX classes, quoting, or flags before an alternation.
    """
    return _Rewriter(_LINEAR.get(pattern, pattern)).rewrite()


class _Rewriter:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._position = 0
        self._out: list[str] = []
        self._open_flags = [0]  # flag groups to close at the end of each open group

    def rewrite(self) -> str:
        while self._position < len(self._pattern):
            self._step()
        self._out.append(")" * self._open_flags[0])
        rewritten = "".join(self._out)
        re.compile(rewritten)
        return rewritten

    def _step(self) -> None:
        char = self._pattern[self._position]
        flags = _FLAGS.match(self._pattern, self._position)
        if flags is not None:
            self._emit(f"(?{flags.group(1)}:", len(flags.group()))
            self._open_flags[-1] += 1
        elif char == "\\":
            self._escape()
        elif char == "[":
            self._character_class()
        elif char == "(":
            self._open_flags.append(0)
            self._emit("(")
        elif char == ")":
            self._emit(")" * (self._open_flags.pop() + 1))
        elif char == "|" and self._open_flags[-1]:
            raise UnsupportedPatternError(f"alternation after flags in {self._pattern}")
        else:
            self._emit(r"\Z" if char == "$" else char)

    def _emit(self, text: str, consumed: int = 1) -> None:
        self._out.append(text)
        self._position += consumed

    def _escape(self) -> None:
        letter = self._pattern[self._position + 1]
        if letter in _CLASSES:
            self._emit(f"[{_CLASSES[letter]}]", 2)
        elif letter.lower() in _CLASSES:
            self._emit(f"[^{_CLASSES[letter.lower()]}]", 2)
        elif letter in "bB":
            self._emit(rf"(?a:\{letter})", 2)
        elif letter == "z":
            self._emit(r"\Z", 2)
        elif letter in "pPCQE":
            raise UnsupportedPatternError(f"\\{letter} in {self._pattern}")
        else:
            self._emit("\\" + letter, 2)

    def _character_class(self) -> None:
        self._emit("[")
        if self._pattern[self._position] == "^":
            self._emit("^")
        if self._pattern[self._position] == "]":
            self._emit(r"\]")
        while (char := self._pattern[self._position]) != "]":
            if char == "\\":
                self._class_escape()
            elif self._pattern.startswith("[:", self._position):
                raise UnsupportedPatternError(f"POSIX class in {self._pattern}")
            else:
                # Python warns of future set operations: && -- ~~ || and a nested [.
                self._emit("\\" + char if char in "[&~|" else char)
        self._emit("]")

    def _class_escape(self) -> None:
        letter = self._pattern[self._position + 1]
        if letter in "pPDWS":
            raise UnsupportedPatternError(f"\\{letter} within a class in {self._pattern}")
        self._emit(_CLASSES.get(letter, "\\" + letter), 2)
