"""Compiled templates kept between runs: a pre-commit hook should not compile the same ConfigMap at every commit.

The cache lies in the user's own cache folder, readable and writable by nobody else; a file there is only read if that
holds. Whatever is wrong with it, templates are compiled as if it were not there.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zlib import crc32

from meshctl.gotemplate import Template, compile_template, dumps, loads
from meshctl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.gotemplate import FunctionSet

_SWITCH: Final = "MESHCTL_CACHE"
_MOST_FILES: Final = 64
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def compile_cached(name: str, text: str, functions: FunctionSet, *, associated: Mapping[str, str]) -> Template:
    """The compiled template, from the cache if it is there; `MESHCTL_CACHE=off` turns the cache off.

    Raises:
        TemplateError: the text does not parse.
    """
    folder = _folder()
    if folder is None:
        return compile_template(name, text, functions, associated=associated)
    path = folder / _key(name, text, associated)
    stored = _read(path)
    if stored is not None:
        template = loads(stored, functions)
        if template is not None and template.compiled.texts == (*associated.items(), (name, text)):
            return template
    template = compile_template(name, text, functions, associated=associated)
    _write(path, dumps(template))
    return template


def _key(name: str, text: str, associated: Mapping[str, str]) -> str:
    """The name of a template's file.

    A checksum is enough, since what is read is compared with the texts; loading a digest would take longer than that.
    """
    sum_ = crc32(f"{__version__}\0{sys.version}\0{name}\0{text}".encode())
    for other, content in associated.items():
        sum_ = crc32(f"\0{other}\0{content}".encode(), sum_)
    return f"{name if name.isidentifier() else 'template'}-{len(text)}-{sum_:08x}.template"


def _folder() -> Path | None:
    """The cache folder, made if need be; None where it is turned off or is not the user's alone."""
    if os.environ.get(_SWITCH) == "off" or sys.platform == "win32":
        return None
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(base) / "meshctl" / "templates"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        status = folder.stat()
    except (OSError, RuntimeError):
        return None
    if status.st_uid != os.getuid() or status.st_mode & _OTHERS:
        return None
    return folder


def _read(path: Path) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes()
    return None


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    with suppress(OSError):
        temporary.write_bytes(content)
        temporary.chmod(0o600)
        temporary.replace(path)
        _prune(path.parent)


def _prune(folder: Path) -> None:
    """Keep the newest files: every edit of a template leaves one behind."""
    files = sorted(folder.glob("*.template"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[_MOST_FILES:]:
        path.unlink(missing_ok=True)
