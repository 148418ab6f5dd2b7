"""Which files are meant when someone names a folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from meshctl.errors import Place, SourceError
from meshctl.manifests.sources import STDIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MANIFEST_SUFFIXES: Final = (".yaml", ".yml", ".json")


def _raise(fault: SourceError) -> None:
    raise fault


def find_manifests(
    paths: Iterable[str],
    *,
    recursive: bool = False,
    skip: Callable[[str], bool] = lambda _path: False,
    on_error: Callable[[SourceError], None] = _raise,
) -> Iterator[str]:
    """The files behind the given paths, those of a folder sorted by name, each under the name it is reached by.

    A file that is named is taken whatever its suffix; of a folder those ending in .yaml, .yml and .json, with
    `recursive` those of its subfolders too, but for folders whose name begins with a dot. Symbolic links are followed,
    a link to a folder that contains it is not. `skip` is asked for everything found in a folder.

    Raises:
        SourceError: a path does not exist or a folder cannot be listed; `on_error` may choose to go on.
    """
    for path in paths:
        if path == STDIN or Path(path).is_file():
            yield path
        elif Path(path).is_dir():
            yield from _walk(path, recursive, skip, on_error, frozenset())
        elif Path(path).exists():
            yield path  # a pipe, such as the shell's <(...)
        else:
            on_error(SourceError("no such file or directory", place=Place(path), remedy="check the path"))


def _walk(
    folder: str,
    recursive: bool,
    skip: Callable[[str], bool],
    on_error: Callable[[SourceError], None],
    above: frozenset[tuple[int, int]],
) -> Iterator[str]:
    try:
        status = Path(folder).stat()
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as fault:
        reason = (fault.strerror or str(fault)).lower()
        on_error(SourceError(f"cannot be listed: {reason}", place=Place(folder), remedy="check its permissions"))
        return
    identity = (status.st_dev, status.st_ino)
    if identity in above:
        return
    for entry in entries:
        if skip(entry.path):
            continue
        if entry.is_dir():
            if recursive and not entry.name.startswith("."):
                yield from _walk(entry.path, recursive, skip, on_error, above | {identity})
        elif entry.name.endswith(MANIFEST_SUFFIXES):
            yield entry.path
