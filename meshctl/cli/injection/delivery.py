"""Where injected text goes: standard output, one file, back into the files, or a diff.

Everything is ready in memory before the first byte is written, and files are replaced at once.
"""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING, TextIO

from meshctl.manifests.sources import STDIN_NAME, write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshctl.offline.session import SourceRun

_RED, _GREEN, _CYAN, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[36m", "\x1b[0m"


def joined_pieces(runs: Iterable[SourceRun]) -> Iterator[str]:
    """The texts of all sources as one stream, piece by piece: a large one is never copied as a whole."""
    last = ""
    for run in runs:
        pieces = [piece for piece in run.pieces if piece]
        if not any(piece.strip() for piece in pieces):
            continue
        if last and not last.endswith("\n"):
            yield "\n"
        if last and not pieces[0].startswith("---"):
            yield "---\n"
        yield from pieces
        last = pieces[-1]


def write_stream(runs: Iterable[SourceRun], output: str | None) -> None:
    """All texts to standard output, or to the file `output`, which is replaced at once.

    Raises:
        SourceError: the file cannot be written; it is as it was.
    """
    if output is None or output == "-":
        write_stdout(joined_pieces(runs))
    else:
        write_atomic(output, joined_pieces(runs))


def write_stdout(pieces: Iterable[str]) -> None:
    """The text as UTF-8 bytes, whatever the terminal's locale, with its own line ends."""
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.writelines(pieces)
    else:
        buffer.writelines(piece.encode() for piece in pieces)
        buffer.flush()


def write_in_place(runs: Iterable[SourceRun]) -> None:
    """Every changed text back into its file, mode kept.

    Raises:
        SourceError: a file cannot be written; files written before it stay written, it is as it was.
    """
    for run in runs:
        if run.changed:
            write_atomic(run.source.name, run.pieces)


def write_diff(runs: Iterable[SourceRun], stream: TextIO) -> None:
    """A unified diff of every changed source, coloured on a terminal only."""
    coloured = stream.isatty()
    for run in runs:
        stream.writelines(_coloured(line) if coloured else line for line in _diff(run))


def _diff(run: SourceRun) -> Iterator[str]:
    name = run.source.name
    old = "a/" + name.lstrip("/") if name != STDIN_NAME else name
    new = "b/" + name.lstrip("/") if name != STDIN_NAME else name
    before, after = run.source.text.splitlines(keepends=True), run.text.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, old, new):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _coloured(line: str) -> str:
    colour = {"+": _GREEN, "-": _RED, "@": _CYAN}.get(line[0])
    return line if colour is None else f"{colour}{line.rstrip()}{_PLAIN}\n"
