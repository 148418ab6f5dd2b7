"""Where `templates/` lies, in the source tree or in the wheel; its only reader."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

_SUFFIX: Final = ".yaml"
_DOCUMENTS: Final = frozenset({"values", "mesh"})


@cache
def templates_folder() -> Path:
    """The folder with one folder a family: beside the package in a checkout, inside it once installed."""
    installed = Path(__file__).with_name("_templates")
    return installed if installed.is_dir() else Path(__file__).parent.parent / "templates"


def template_names(family: str) -> tuple[str, ...]:
    """The built-in templates of a family, sorted."""
    names = (path.stem for path in (templates_folder() / family).glob(f"*{_SUFFIX}"))
    return tuple(sorted(name for name in names if name not in _DOCUMENTS))


def template_texts(family: str) -> dict[str, str]:
    """The built-in templates of a family by name."""
    return {name: template_source(family, name) for name in template_names(family)}


def template_source(family: str, name: str) -> str:
    """One built-in template as written."""
    return (templates_folder() / family / f"{name}{_SUFFIX}").read_text("utf-8")


def partial_texts(family: str) -> dict[str, str]:
    """The pieces that a family's templates share, by path below the family's folder."""
    folder = templates_folder() / family
    paths = sorted((folder / "partials").glob(f"*{_SUFFIX}"))
    return {f"partials/{path.name}": path.read_text("utf-8") for path in paths}


def data_text(family: str, name: str) -> str:
    """A family's built-in `values` or `mesh` document."""
    return (templates_folder() / family / f"{name}{_SUFFIX}").read_text("utf-8")
