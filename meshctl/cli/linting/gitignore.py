"""What git would leave out of a folder."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class IgnoredFiles:
    """Answers for paths below folders with `.gitignore` files, up to the root of their repository."""

    def __init__(self) -> None:
        self._folders: dict[Path, _Folder] = {}

    def covers(self, path: str) -> bool:
        """Whether some `.gitignore` above a path, the closest that says anything, ignores it."""
        full = Path(path).absolute()
        if full.name == ".git":
            return True
        folder: _Folder | None = self._folder(full.parent)
        while folder is not None:
            decision = folder.decides(full)
            if decision is not None:
                return decision
            folder = folder.above
        return False

    def _folder(self, path: Path) -> _Folder:
        if path not in self._folders:
            is_top = (path / ".git").exists() or path.parent == path
            above = None if is_top else self._folder(path.parent)
            self._folders[path] = _Folder(path, above)
        return self._folders[path]


class _Folder:
    """The rules of one folder's `.gitignore`."""

    def __init__(self, path: Path, above: _Folder | None) -> None:
        self._path = path
        self.above = above

    @cached_property
    def _spec(self) -> GitIgnoreSpec | None:
        file = self._path / ".gitignore"
        if not file.is_file():
            return None
        from pathspec import GitIgnoreSpec  # 35 ms that only folders with such a file need

        return GitIgnoreSpec.from_lines(file.read_text("utf-8", errors="replace").splitlines())

    def decides(self, path: Path) -> bool | None:
        """True or False if a rule speaks about the path, None if none does."""
        if self._spec is None:
            return None
        relative = path.relative_to(self._path).as_posix() + ("/" if path.is_dir() else "")
        return self._spec.check_file(relative).include
