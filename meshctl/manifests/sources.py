"""Files, folders and standard input as texts with a name, and back to files without ever leaving half of one."""

from __future__ import annotations

import codecs
import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from meshctl.errors import LimitError, ManifestError, Place, SourceError
from meshctl.yamlio.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

STDIN: Final = "-"
STDIN_NAME: Final = "<stdin>"

# Longest first: the mark of UTF-32 little endian begins with that of UTF-16.
_FOREIGN_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One text to read and the name messages call it by: the path as given, or `<stdin>`.

    `text` is what the bytes say, line breaks and byte order mark included. `newline` is the line break in use, told
    from the first one.
    """

    name: str
    text: str

    @property
    def newline(self) -> str:
        r"""`\r\n` if the first line ends so, otherwise `\\n`."""
        end = self.text.find("\n")
        return "\r\n" if end > 0 and self.text[end - 1] == "\r" else "\n"


def read_source(path: str, *, limits: Limits = DEFAULT_LIMITS) -> Source:
    """The text of a file, or of standard input for `-`.

    Raises:
        SourceError: it does not exist, is a folder or may not be read.
        LimitError: it is larger than the limit.
        ManifestError: it is binary or not UTF-8; the place is that of the first wrong byte.
    """
    name = STDIN_NAME if path == STDIN else path
    try:
        data = _read_bytes(path, limits.source_bytes + 1)
    except OSError as fault:
        raise _unreadable(name, fault) from None
    if len(data) > limits.source_bytes:
        raise LimitError(
            f"larger than {limits.source_bytes // 2**20} MiB",
            place=Place(name),
            remedy="split it into several files",
        )
    return Source(name=name, text=decode(data, name))


def decode(data: bytes, name: str) -> str:
    """The bytes as UTF-8 text; a UTF-8 byte order mark stays in it.

    Raises:
        ManifestError: another encoding, or no text at all.
    """
    for mark, encoding in _FOREIGN_MARKS:
        if data.startswith(mark):
            raise ManifestError(
                f"encoded as {encoding}, expected UTF-8",
                place=Place(name),
                remedy=f"convert it: iconv -f {encoding} -t UTF-8",
            )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        found = f"the byte 0x{data[fault.start]:02x} is not UTF-8 text"
        raise _not_text(found, data[: fault.start].decode("utf-8"), name, "save the file as UTF-8") from None
    if "\0" in text:
        before = text[: text.index("\0")]
        raise _not_text("a zero byte: this is a binary file", before, name, "give YAML or JSON text")
    return text


def write_atomic(path: str, text: str | Iterable[str]) -> None:
    """Put a text, whole or in pieces, into a file at once: readers see the old content or the new, never a part.

    The mode of an existing file is kept, a symbolic link is followed. What is no regular file (a pipe, a terminal) is
    written to directly.

    Raises:
        SourceError: it cannot be written; nothing has been changed then.
    """
    pieces = (text,) if isinstance(text, str) else text
    try:
        mode = Path(path).stat().st_mode if Path(path).exists() else None
        if mode is not None and not stat.S_ISREG(mode):
            with Path(path).open("wb") as stream:
                _write(stream, pieces)
            return
        # NB: only now: the real path of a pipe (`/dev/stdout`) is a name that nobody can open.
        target = Path(os.path.realpath(path))
        _replace(target, pieces, _new_file_mode() if mode is None else stat.S_IMODE(mode))
    except OSError as fault:
        raise SourceError(
            f"cannot be written: {_reason(fault)}",
            place=Place(path),
            remedy="check the path and its permissions",
        ) from None


def _read_bytes(path: str, count: int) -> bytes:
    if path == STDIN:
        return sys.stdin.buffer.read(count)
    with Path(path).open("rb") as stream:
        return _read_up_to(stream, count)


def _read_up_to(stream: BinaryIO, count: int) -> bytes:
    # NB: read(count) of a regular file may reserve the whole count at once; ask for what is there.
    size = os.fstat(stream.fileno()).st_size
    return stream.read(min(count, size + 1)) if size else stream.read(count)


def _not_text(found: str, before: str, name: str, remedy: str) -> ManifestError:
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return ManifestError(found, place=Place(name, line, column), remedy=remedy)


def _unreadable(name: str, fault: OSError) -> SourceError:
    return SourceError(
        f"cannot be read: {_reason(fault)}",
        place=Place(name),
        remedy="give a file, or a folder with -R" if isinstance(fault, IsADirectoryError) else "check the path",
    )


def _reason(fault: OSError) -> str:
    return (fault.strerror or str(fault)).lower()


def _new_file_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _write(stream: BinaryIO, pieces: Iterable[str]) -> None:
    stream.writelines(piece.encode() for piece in pieces)


def _replace(target: Path, pieces: Iterable[str], mode: int) -> None:
    import tempfile

    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            _write(stream, pieces)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
