"""What a project's configuration says about injection: the table `inject` of `.meshctl.yaml` or `[tool.meshctl]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from meshctl.errors import Place, UsageError

FILE_NAME: Final = ".meshctl.yaml"
_PROJECT_FILE: Final = "pyproject.toml"
_TABLE: Final = "inject"
_DEFAULT_FAMILY: Final = "istio"


def project_family(start: Path | None = None) -> str:
    """The family of the nearest configuration in the working folder and those above it, else Istio.

    The search ends at the root of a git repository.

    Raises:
        InputError: the file cannot be read.
        UsageError: the table has another key, or a family that is no text; with the file.
    """
    here = (start or Path()).resolve()
    for folder in (here, *here.parents):
        for name, read in ((FILE_NAME, _read_yaml), (_PROJECT_FILE, _read_toml)):
            settings = read(folder / name) if (folder / name).is_file() else None
            if settings is not None:
                return _family(settings, folder / name)
        if (folder / ".git").exists():
            break
    return _DEFAULT_FAMILY


def _family(settings: Any, path: Path) -> str:
    table = settings.get(_TABLE, {}) if isinstance(settings, dict) else {}
    found = table.get("family", _DEFAULT_FAMILY) if isinstance(table, dict) else None
    if not isinstance(found, str) or set(table) - {"family"}:
        raise UsageError(f"{_TABLE}: expected the one key family, a text", place=Place(str(path)))
    return found


def _read_yaml(path: Path) -> Any:
    from meshctl.manifests.sources import read_source
    from meshctl.yamlio import load_plain

    source = read_source(str(path))
    return load_plain(source.text, name=source.name) or {}


def _read_toml(path: Path) -> Any:
    text = path.read_text("utf-8", "replace")
    if "tool.meshctl" not in text:
        return None
    import tomllib

    try:
        return tomllib.loads(text).get("tool", {}).get("meshctl")
    except tomllib.TOMLDecodeError as fault:
        raise UsageError(f"not TOML: {fault}", place=Place(str(path))) from None
