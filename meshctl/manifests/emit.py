"""A document's text with a new value in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from meshctl.errors import InputError
from meshctl.manifests.splicing.block import BlockSplicer, Tactics
from meshctl.manifests.splicing.edits import CannotSpliceError, apply_edits
from meshctl.manifests.splicing.flow import FlowSplicer, flow_text
from meshctl.manifests.splicing.layout import Layout
from meshctl.yamlio.builder import build
from meshctl.yamlio.emitter import dump
from meshctl.yamlio.nodes import Mapping, Root, Sequence
from meshctl.yamlio.positions import TextPart
from meshctl.yamlio.values import same_value

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue
    from meshctl.manifests.documents import Document


_TACTICS: Final = (Tactics(), Tactics(literals=False), Tactics(expand_aliases=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Emitted:
    """A document's new text, without separators; `spliced` is False where it had to be written afresh."""

    text: str
    spliced: bool


def emit(document: Document, new_value: JSONValue) -> Emitted:
    """The document's text with the new value: only what differs is replaced, all else stays character by character.

    The new value may share mappings and lists with the old one and is not changed. The result is read again and
    compared; where it would not give the new value (explicit keys, a key that a merge key brings), that one document is
    written afresh and its inner comments are lost. A JSON document stays JSON.

    Raises:
        ManifestError: a value that YAML cannot hold (infinity, half a surrogate pair).
    """
    text = _splice(document.text, document.root, new_value)
    if text is not None:
        return Emitted(text=text, spliced=True)
    return Emitted(text=_write_afresh(document.text, document.root, new_value), spliced=False)


def is_json(text: str, root: Root | None) -> bool:
    """Whether a document is JSON, not merely YAML in braces."""
    if root is None or not isinstance(root.value, (Mapping, Sequence)) or not root.value.flow:
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _splice(text: str, root: Root | None, new_value: JSONValue) -> str | None:
    if root is None:
        return None
    if same_value(root.value, new_value):
        return text
    layout = Layout(text)
    flow = FlowSplicer(layout, json_style=is_json(text, root))
    for tactics in _TACTICS:
        if tactics.expand_aliases and "*" not in text:
            break
        try:
            spliced = apply_edits(text, BlockSplicer(layout, flow, root, tactics).edits(new_value))
        except CannotSpliceError:
            continue
        # NB: a literal block at the end of a text without final line break lacks its own; then one is added.
        for candidate in (spliced, spliced + layout.newline):
            if _reads_as(candidate, new_value):
                return candidate
    return None


def _reads_as(text: str, value: JSONValue) -> bool:
    try:
        root = build(TextPart(text=text))
    except InputError:
        return False
    return root is not None and same_value(root.value, value)


def _write_afresh(text: str, root: Root | None, value: JSONValue) -> str:
    """A fresh dump below whatever stood above the old content."""
    newline = Layout(text).newline
    if is_json(text, root):
        return flow_text(value, '"', indent=0, newline=newline) + newline
    head = text if root is None else text[: text.rfind("\n", 0, root.start) + 1]
    if head and not head.endswith("\n"):
        head += newline
    return head + dump(value).replace("\n", newline)
