"""Sprig's functions on maps.

`set`, `unset`, `merge` and its like change the map they are given, as in Go; a template that calls one of them is
rendered over a copy of its data, so that the caller's stays as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from meshctl.gotemplate import types
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.functions import Function, function
from meshctl.gotemplate.sprig.strings import text_of
from meshctl.gotemplate.text import check_steps
from meshctl.gotemplate.views import NilPointer, StructView, TypedList, TypedMap

if TYPE_CHECKING:
    from collections.abc import Callable

Map = dict[str, object]


def get(mapping: Map, key: str) -> object:
    """The entry, or an empty text."""
    return mapping.get(key, "")


def set_(mapping: Map, key: str, value: object) -> Map:
    """The map itself with the entry set."""
    _writable(mapping)[key] = value
    return mapping


def _writable(mapping: Map) -> Map:
    """The map, unless it is nil."""
    if isinstance(mapping, TypedMap) and mapping.is_nil:
        raise Fault("assignment to entry in nil map")
    return mapping


def unset(mapping: Map, key: str) -> Map:
    """The map itself without the entry."""
    mapping.pop(key, None)
    return mapping


def has_key(mapping: Map, key: str) -> bool:
    """Whether the map has the entry."""
    return key in mapping


def pluck(key: str, *mappings: Map) -> list[object]:
    """The entry of every map that has it."""
    return [mapping[key] for mapping in mappings if key in mapping]


def keys(*mappings: Map) -> list[str]:
    """The keys of all maps, each map's sorted."""
    return [key for mapping in mappings for key in sorted(mapping)]


def values(mapping: Map) -> list[object]:
    """The values by sorted key."""
    return [mapping[key] for key in sorted(mapping)]


def pick(mapping: Map, *wanted: str) -> Map:
    """A new map with only these entries."""
    return {key: mapping[key] for key in wanted if key in mapping}


def omit(mapping: Map, *unwanted: str) -> Map:
    """A new map without these entries."""
    return {key: value for key, value in mapping.items() if key not in unwanted}


def dict_(*items: object) -> Map:
    """A map of keys and values in turn; a last key without value gets an empty text."""
    padded = [*items, ""] if len(items) % 2 else list(items)
    return {text_of(key): value for key, value in zip(padded[::2], padded[1::2], strict=True)}


def merge(target: Map, *sources: Map) -> Map:
    """The first map with what it lacks, or has empty, taken from the others."""
    return _merged(target, sources, overwrite=False)


def merge_overwrite(target: Map, *sources: Map) -> Map:
    """The first map with the entries of the others put over its own."""
    return _merged(target, sources, overwrite=True)


def _merged(target: Map, sources: tuple[Map, ...], *, overwrite: bool) -> Map:
    """The target after all sources; a nil one becomes a map."""
    if isinstance(target, TypedMap) and target.is_nil and any(sources):
        target = {}
    for source in sources:
        _merge_into(target, source, overwrite=overwrite)
    return target


def _merge_into(target: Map, source: Map, *, overwrite: bool) -> None:
    """Merge one map into another, maps in both recursively. Source: dario.cat/mergo, merge.go (deepMerge)."""
    for key, value in source.items():
        known = target.get(key)
        if value is None:
            if overwrite:
                target[key] = None
            continue
        if _is_map(value) and _is_map(known):
            _merge_into(known, value, overwrite=overwrite)  # type: ignore[arg-type]
        if known and ((_is_map(value) and _is_map(known)) or (isinstance(value, list) and not overwrite)):
            continue
        if overwrite or not known:
            target[key] = value


def _is_map(value: object) -> bool:
    """Whether a value is a map in Go."""
    return isinstance(value, dict) and not isinstance(value, StructView)


def deep_copy(value: object) -> object:
    """A copy of maps and lists all the way down."""
    if value is None:
        raise Fault("reflect: call of reflect.Value.Type on zero Value")
    return _Copier().copy(value)


class _Copier:
    """One copy, which counts what it makes: shared parts are copied once for each use."""

    def __init__(self) -> None:
        self.made = 0

    def copy(self, value: object) -> object:
        """A copy of one value."""
        self.made += 1
        check_steps(self.made, "copying")
        if isinstance(value, NilPointer) and self.made > 1:
            return None  # As upstream: inside a container a nil pointer loses its type.
        if isinstance(value, StructView) or not isinstance(value, (dict, list)):
            return value
        if isinstance(value, dict):
            entries = {key: self.copy(item) for key, item in value.items()}
            return TypedMap(entries, value.go_type, is_nil=value.is_nil) if isinstance(value, TypedMap) else entries
        items = [self.copy(item) for item in value]
        return TypedList(items, value.go_type, is_nil=value.is_nil) if isinstance(value, TypedList) else items


def dig(*arguments: object) -> object:
    """`dig "a" "b" default map`: the entry at a path, or the default where a key is absent."""
    if len(arguments) < 3:
        raise Fault("dig needs at least three arguments")
    *path, default, mapping = arguments
    current = _map_for_dig(mapping)
    for key in path:
        if type(key) is not str:
            raise Fault(f"interface conversion: interface {{}} is {types.describe(key)}, not string")
    for position, key in enumerate(path):
        if key not in current:
            return default
        if position == len(path) - 1:
            return current[key]
        current = _map_for_dig(current[key])
    return default


def _map_for_dig(value: object) -> Map:
    """A value as the map that `dig` needs."""
    if not types.same_type(types.type_of(value), types.MAP_ANY):
        raise Fault(f"interface conversion: interface {{}} is {types.describe(value)}, not map[string]interface {{}}")
    return value  # type: ignore[return-value]


def _both(name: str, signature: str, call: Callable[..., object]) -> dict[str, Function]:
    """A merging function under its name and as `must...`."""
    declared = function(signature, call, mutates=True)
    return {name: declared, f"must{name[0].upper()}{name[1:]}": declared}


_MERGE_SIGNATURE: Final = "map[string]any, ...map[string]any -> any"
_COPY: Final = function("any -> any", deep_copy)

FUNCTIONS: Final = {
    "deepCopy": _COPY,
    "dict": function("...any -> map[string]any", dict_),
    "dig": function("...any -> any", dig),
    "get": function("map[string]any, string -> any", get),
    "hasKey": function("map[string]any, string -> bool", has_key),
    "keys": function("...map[string]any -> []string", keys),
    "mustDeepCopy": _COPY,
    "omit": function("map[string]any, ...string -> map[string]any", omit),
    "pick": function("map[string]any, ...string -> map[string]any", pick),
    "pluck": function("string, ...map[string]any -> []any", pluck),
    "set": function("map[string]any, string, any -> map[string]any", set_, mutates=True),
    "unset": function("map[string]any, string -> map[string]any", unset, mutates=True),
    "values": function("map[string]any -> []any", values),
    **_both("merge", _MERGE_SIGNATURE, merge),
    **_both("mergeOverwrite", _MERGE_SIGNATURE, merge_overwrite),
}
