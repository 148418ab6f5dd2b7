"""Sprig's functions on slash-separated paths; the `os` ones are those of a Unix system."""

from __future__ import annotations

from typing import Final

from meshctl.gotemplate.functions import function


def clean(path: str) -> str:
    """The shortest path that means the same; `.` for none."""
    rooted = path.startswith("/")
    kept: list[str] = []
    for part in path.split("/"):
        if part == ".." and kept and kept[-1] != "..":
            kept.pop()
        elif (part == ".." and not rooted) or part not in {"", ".", ".."}:
            kept.append(part)
    return ("/" if rooted else "") + "/".join(kept) or "."


def base(path: str) -> str:
    """The last part; `/` of slashes alone, `.` of nothing."""
    if not path:
        return "."
    trimmed = path.rstrip("/")
    return trimmed.rsplit("/", 1)[-1] if trimmed else "/"


def dir_(path: str) -> str:
    """All but the last part, cleaned."""
    return clean(path[: path.rfind("/") + 1])


def ext(path: str) -> str:
    """The last part from its last dot on."""
    name = path.rsplit("/", 1)[-1]
    dot = name.rfind(".")
    return name[dot:] if dot >= 0 else ""


def is_abs(path: str) -> bool:
    """Whether the path begins at the root."""
    return path.startswith("/")


_TEXT: Final = "string -> string"

FUNCTIONS: Final = {
    name: declared
    for plain, os_name, declared in (
        ("base", "osBase", function(_TEXT, base)),
        ("clean", "osClean", function(_TEXT, clean)),
        ("dir", "osDir", function(_TEXT, dir_)),
        ("ext", "osExt", function(_TEXT, ext)),
        ("isAbs", "osIsAbs", function("string -> bool", is_abs)),
    )
    for name in (plain, os_name)
}
