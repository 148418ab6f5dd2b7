"""Sets of files that change under a running process: mounted ConfigMaps and Secrets above all.

Kubernetes swaps such a folder by renaming the symlink `..data`, so between two reads one file may be of the old set and
the next of the new one. `FileSet.read` compares where every file lies before and after, and refuses a mixed set.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from meshctl.errors import Place, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Fingerprint = tuple[tuple[str, int, int, int] | None, ...]

# A mounted ConfigMap or Secret holds at most 1 MiB in all.
FILE_LIMIT_BYTES = 4 * 1024 * 1024

DATA = "..data"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSet:
    """Files that belong together, by the name they are known under; optional ones may be absent."""

    paths: Mapping[str, Path]
    optional: frozenset[str] = frozenset()

    def fingerprint(self) -> Fingerprint:
        """Where each file really lies, its inode, size and time of change; None for one that is absent.

        Cheap enough to be asked every second, and different after every swap.
        """
        return tuple(_fingerprint(path) for path in self.paths.values())

    def read(self) -> dict[str, bytes]:
        """The content of every file, all of one moment.

        Raises:
            SourceError: a file is missing, too large or unreadable, or the set changed while it was read.
        """
        before = self.fingerprint()
        content = {name: text for name, path in self.paths.items() if (text := self._read(name, path)) is not None}
        if self.fingerprint() != before:
            raise SourceError("the files changed while they were read", remedy="they are read again in a moment")
        return content

    def _read(self, name: str, path: Path) -> bytes | None:
        try:
            resolved = path.resolve(strict=True)
            if resolved.stat().st_size > FILE_LIMIT_BYTES:
                raise SourceError(f"larger than {FILE_LIMIT_BYTES} bytes", place=Place(str(path)))
            return resolved.read_bytes()
        except FileNotFoundError as error:
            if name in self.optional:
                return None
            raise SourceError("there is no such file", place=Place(str(path))) from error
        except OSError as error:
            raise SourceError(error.strerror or "cannot be read", place=Place(str(path))) from error


def in_folder(folder: Path, names: Sequence[str], optional: Sequence[str] = ()) -> FileSet:
    """The set of the files `names` and `optional` in one folder."""
    return FileSet(paths={name: folder / name for name in (*names, *optional)}, optional=frozenset(optional))


def write_set(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into a folder as one set, the way the kubelet does: a reader sees all old ones or all new ones.

    The content lies in a folder of its own, and one rename of the symlink `..data` makes it current.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = (folder / DATA).resolve()
    version = Path(tempfile.mkdtemp(prefix="..set-", dir=folder))
    for name, content in files.items():
        (version / name).touch(mode=0o600)
        (version / name).write_bytes(content)
    link = folder / f"{DATA}.new"
    link.unlink(missing_ok=True)
    link.symlink_to(version.name)
    link.replace(folder / DATA)
    for name in files:
        if not (folder / name).is_symlink():
            (folder / name).symlink_to(f"{DATA}/{name}")
    if before.name.startswith("..set-"):
        shutil.rmtree(before, ignore_errors=True)


def _fingerprint(path: Path) -> tuple[str, int, int, int] | None:
    try:
        resolved = path.resolve(strict=True)
        facts = resolved.stat()
    except OSError:
        return None
    return str(resolved), facts.st_ino, facts.st_size, facts.st_mtime_ns
