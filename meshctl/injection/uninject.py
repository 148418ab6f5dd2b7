"""The way back: a recorded injection undone exactly, any other by the traces its family left.

Pure, and on one manifest or pod at a time; `meshctl.offline.uninject` does it for files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshctl.injection.changes import Change, Edited, changes, undo
from meshctl.injection.family import FAMILIES, family
from meshctl.injection.fields import at, with_part, without_part
from meshctl.injection.record import RECORD, Record, decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable

_ANNOTATIONS = ("metadata", "annotations")
_PLACE = (*_ANNOTATIONS, RECORD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uninjected:
    """A manifest without its sidecar.

    exact: it went by a record. removed, lost: what went and what could not be restored. edited: what keeps a record
    from being undone; the manifest is then the input.
    """

    manifest: dict[str, Any]
    exact: bool = False
    removed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    edited: tuple[Edited, ...] = ()


def record_of(manifest: dict[str, Any]) -> Record | None:
    """The record a manifest carries, None for none.

    Raises:
        AnnotationError: the annotation is no record.
    """
    text = at(manifest, _PLACE)
    return decode(text) if isinstance(text, str) else None


def make_record(family_name: str, before: dict[str, Any], after: dict[str, Any]) -> Record:
    """The record of an injection that turned `before` into `after`."""
    return Record(
        family=family_name,
        changes=changes(before, after),
        bare=at(before, _ANNOTATIONS) is None and at(after, _ANNOTATIONS) is None,
    )


def with_record(manifest: dict[str, Any], text: str) -> dict[str, Any]:
    """The manifest carrying an encoded record, or what stands for it."""
    changed: dict[str, Any] = with_part(manifest, _PLACE, text)
    return changed


def recorded(family_name: str, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The injected manifest or pod with a record of how it came from `before`: what `--record` is for the webhook."""
    return with_record(after, encode(make_record(family_name, before, after)))


def without_record(manifest: dict[str, Any], record: Record) -> dict[str, Any]:
    """The manifest as injection left it, before its record was written on it."""
    changed: dict[str, Any] = without_part(manifest, _PLACE)
    if record.bare and at(changed, _ANNOTATIONS) == {}:
        changed = without_part(changed, _ANNOTATIONS)
    return changed


def uninject(manifest: dict[str, Any], *, families: Iterable[str] = (), force: bool = False) -> Uninjected:
    """The manifest without the sidecar.

    A record is undone; with `force`, or without one, each of `families` (all there are by default) removes what it
    can prove to be its own.

    Raises:
        AnnotationError: the manifest carries a record that cannot be read.
    """
    record = record_of(manifest)
    if record is not None:
        bare = without_record(manifest, record)
        restored, edited = undo(bare, record.changes)
        if not edited:
            return Uninjected(manifest=restored, exact=True, removed=(f"what {record.family} injected, by its record",))
        if not force:
            return Uninjected(manifest=manifest, edited=tuple(edited))
        manifest = bare
    return _by_traces(manifest, tuple(families) or tuple(FAMILIES), record)


def _by_traces(manifest: dict[str, Any], families: tuple[str, ...], record: Record | None) -> Uninjected:
    removed: list[str] = [f"annotation {RECORD}"] if record is not None else []
    lost: list[str] = []
    for name in families:
        removal = family(name).remove(manifest)
        manifest = removal.manifest
        removed += removal.removed
        lost += removal.lost
    return Uninjected(manifest=manifest, removed=tuple(removed), lost=tuple(lost))


__all__ = [
    "Change",
    "Edited",
    "Uninjected",
    "make_record",
    "record_of",
    "recorded",
    "uninject",
    "with_record",
    "without_record",
]
