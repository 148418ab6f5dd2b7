"""Mappings from YAML: the files of the configuration folder and the documents that come with the program."""

from __future__ import annotations

from typing import Any, Final

from meshctl.errors import Place, SettingsError
from meshctl.template_files import data_text
from meshctl.yamlio import load_plain

VALUES: Final = "values"
MESH: Final = "mesh"


def parse_document(name: str, text: bytes) -> dict[str, Any]:
    """The mapping a file holds; an empty file is an empty one.

    Raises:
        InputError: it is not YAML.
        SettingsError: it is no mapping, or not UTF-8.
    """
    try:
        value = load_plain(text.decode("utf-8"), name=name)
    except UnicodeDecodeError as error:
        raise SettingsError("the text is not UTF-8", place=Place(name)) from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise SettingsError(f"expected a mapping, found {type(value).__name__}", place=Place(name))
    return value


def built_in(family: str, name: str) -> dict[str, Any]:
    """A family's own `values` or `mesh` document."""
    return parse_document(f"built-in {name} of {family}", data_text(family, name).encode())
