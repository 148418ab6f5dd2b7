"""JSON values as block YAML: what new nodes look like, and whole documents that could not be spliced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from meshctl.yamlio.quoting import is_printable_line, scalar_text, string_text

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue


# YAML lets an ordinary key span 1024 characters (1.2.2, section 7.4.2); longer ones take the `? key` form.
_SIMPLE_KEY_LIMIT: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockStyle:
    """How block collections are indented.

    step: columns between a key and the keys of its value. sequence_offset: columns between a key and the dashes of its
    list, 0 as the Kubernetes tools write it. literals: whether text of several lines becomes a literal block.
    """

    step: int = 2
    sequence_offset: int = 0
    literals: bool = True


KUBERNETES_STYLE = BlockStyle()


def dump(value: JSONValue, *, style: BlockStyle = KUBERNETES_STYLE) -> str:
    """The value as one YAML document with final newline, keys in their given order, no document separator.

    Strings stand bare only where readers of YAML 1.1 and 1.2 agree on them; text of several lines becomes a literal
    block. Reading the result gives the same value.

    Raises:
        ManifestError: a value that YAML cannot hold (infinity, half a surrogate pair).
    """
    return "".join(line + "\n" for line in block_lines(value, 0, style))


def block_lines(value: JSONValue, column: int, style: BlockStyle) -> list[str]:
    """The lines of a value that stands on lines of its own, indented to `column`."""
    lines: list[str] = []
    _append_block(lines, value, column, style)
    return lines


def entry_lines(key: str, value: JSONValue, column: int, style: BlockStyle) -> list[str]:
    """The lines of one `key: value`, the key at `column`."""
    lines: list[str] = []
    _append_entry(lines, key, value, column, style)
    return lines


def item_lines(value: JSONValue, column: int, style: BlockStyle) -> list[str]:
    """The lines of one `- item`, the dash at `column`."""
    lines: list[str] = []
    _append_item(lines, value, column, style)
    return lines


def literal_lines(text: JSONValue, column: int, style: BlockStyle) -> list[str] | None:
    """Header and lines of a literal block with its content at `column`; None if the value does not fit one.

    Fit are texts of several printable lines that begin with a visible character and end in at most one line break.
    """
    if not isinstance(text, str) or not style.literals:
        return None
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if "\n" not in text or not body or lines[0][:1] in ("", " ", "\t") or not lines[-1].strip(" \t"):
        return None
    if not all(is_printable_line(line.replace("\t", "")) for line in lines):
        return None
    margin = " " * column
    return ["|" if text.endswith("\n") else "|-", *(margin + line if line else "" for line in lines)]


def _append_block(lines: list[str], value: JSONValue, column: int, style: BlockStyle) -> None:
    if isinstance(value, dict) and value:
        for key, member in value.items():
            _append_entry(lines, key, member, column, style)
    elif isinstance(value, list) and value:
        for item in value:
            _append_item(lines, item, column, style)
    else:
        lines.append(" " * column + inline_text(value))


def _append_entry(lines: list[str], key: str, value: JSONValue, column: int, style: BlockStyle) -> None:
    head = _entry_head(lines, key, column)
    if isinstance(value, (dict, list)) and value:
        lines.append(head)
        inner = column + (style.step if isinstance(value, dict) else style.sequence_offset)
        _append_block(lines, value, inner, style)
        return
    literal = literal_lines(value, column + style.step, style)
    lines.extend([f"{head} {literal[0]}", *literal[1:]] if literal else [f"{head} {inline_text(value)}"])


def _entry_head(lines: list[str], key: str, column: int) -> str:
    text = string_text(key)
    margin = " " * column
    if len(text) > _SIMPLE_KEY_LIMIT:
        lines.append(f"{margin}? {text}")
        return f"{margin}:"
    return f"{margin}{text}:"


def _append_item(lines: list[str], value: JSONValue, column: int, style: BlockStyle) -> None:
    head = " " * column + "- "
    literal = literal_lines(value, column + 2, style)
    if literal:
        lines.extend([head + literal[0], *literal[1:]])
        return
    first = len(lines)
    _append_block(lines, value, column + 2, style)
    lines[first] = head + lines[first][column + 2 :]


def inline_text(value: JSONValue) -> str:
    """A scalar or an empty collection on one line."""
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[]"
    return scalar_text(value)
