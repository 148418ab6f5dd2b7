"""Plain dicts seen as typed Kubernetes objects: read, checked, brought to canonical form, compared.

Pods stay dicts throughout (docs/adr/0004). What Go programs get by decoding into a struct is had here by
converters over the field tables. Types are named by expression: `Pod`, `Container`, `[]Volume`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from meshctl.k8s.codec import Mismatch, Mode, converter
from meshctl.k8s.faults import FieldManifestError, FieldMergeError, show_value
from meshctl.k8s.json_patch import equal

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue

_READ = Mode(stringify=True)
_CHECK = Mode()
_KNOWN = Mode(drop_unknown=True)


def coerce_manifest(value: JSONValue, of: str) -> JSONValue:
    """The manifest as Kubernetes tools read it: `inject: true` in a label becomes the text `true`.

    Numbers and booleans become strings where the field is a string, whole floats become integers where it is an
    integer. Unknown fields and everything else stay as they are; unchanged parts are the same objects.

    Raises:
        FieldManifestError: any other value that does not fit its field.
    """
    try:
        return converter(of, _READ)(value)
    except Mismatch as mismatch:
        raise FieldManifestError(mismatch.path, _told(mismatch)) from None


def check_strict(value: JSONValue, of: str) -> None:
    """Nothing, when every known field holds a value of its type; no conversion is made.

    Raises:
        FieldMergeError: the first value that does not fit, such as an unquoted number in a label.
    """
    try:
        converter(of, _CHECK)(value)
    except Mismatch as mismatch:
        raise _merge_error(mismatch) from None


def known_fields(value: JSONValue, of: str) -> JSONValue:
    """The value without the fields its type does not know, as decoding loses them; merge directives stay.

    Known fields are checked as `check_strict` does and kept as they are.

    Raises:
        FieldMergeError: the first value that does not fit.
    """
    try:
        return converter(of, _KNOWN)(value)
    except Mismatch as mismatch:
        raise _merge_error(mismatch) from None


def canonical(value: JSONValue, of: str, *, fill: bool = True, drop_unknown: bool = False) -> JSONValue:
    """The value after a round trip through its Go type.

    Quantities are canonical, nulls gone or zero, empty optional fields gone, merge directives gone. With `fill`
    the fields Go always writes appear (`resources: {}` on containers, `status: {}`, `containers: null`). Unknown
    fields stay unless `drop_unknown`, which also mends names that differ in case only. Key order is kept.

    Raises:
        FieldMergeError: a value that does not fit its field.
    """
    try:
        return converter(of, _canonical_mode(fill, drop_unknown))(value)
    except Mismatch as mismatch:
        raise _merge_error(mismatch) from None


def equal_typed(left: JSONValue, right: JSONValue, of: str) -> bool:
    """Whether two values are the same object once typed: `2000m` is `2`, a missing `resources` is an empty one."""
    return equal(canonical(left, of), canonical(right, of))


def zero(of: str) -> JSONValue:
    """What Go writes for a value of that type with nothing set."""
    return canonical(None, of)


@cache
def _canonical_mode(fill: bool, drop_unknown: bool) -> Mode:
    return Mode(normalise=True, fill=fill, drop_unknown=drop_unknown)


def _merge_error(mismatch: Mismatch) -> FieldMergeError:
    scalar = isinstance(mismatch.found, bool | int | float)
    remedy = "put the value in quotes" if scalar and mismatch.expected == "a string" else None
    return FieldMergeError(mismatch.path, _told(mismatch), remedy=remedy)


def _told(mismatch: Mismatch) -> str:
    return f"found {show_value(mismatch.found)}, expected {mismatch.expected}"
