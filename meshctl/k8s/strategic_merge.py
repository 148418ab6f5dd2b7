"""Strategic merge: a partial object laid over a whole one, lists joined by their merge keys.

Exactly what Kubernetes does with a strategic merge patch, with three differences, all on purpose: the inputs are
never changed, the result shares what it took from them, and fields that the type does not know are merged as plain
JSON (objects by key, lists replaced) where Kubernetes gives up.

Source: k8s.io/apimachinery/pkg/util/strategicpatch; API conventions, "strategic merge patch".
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, cast

from meshctl.k8s.faults import FieldMergeError, show_value
from meshctl.k8s.merge_order import (
    Identity,
    Items,
    MergeFault,
    arrange,
    check_element_order,
    key_identity,
    positions,
    scalar_identity,
)
from meshctl.k8s.schema import Field, struct_type
from meshctl.k8s.types import JSONValue

if TYPE_CHECKING:
    from collections.abc import Hashable

_PATCH: Final = "$patch"
_RETAIN: Final = "$retainKeys"
_ORDER: Final = "$setElementOrder"
_DELETE: Final = "$deleteFromPrimitiveList"

_Object: TypeAlias = dict[str, JSONValue]


class _Absent:
    """Stands for a patch value that leaves nothing behind."""


_ABSENT: Final = _Absent()


def merge(original: _Object, patch: _Object, of: str) -> _Object:
    """`patch` laid over `original`, both of the struct named `of` (`Pod`, `Container`).

    Objects merge by key and null deletes; keyed lists merge item by item (`containers` by name, `ports` by
    containerPort), other lists are replaced. `$patch`, `$retainKeys`, `$setElementOrder/…` and
    `$deleteFromPrimitiveList/…` are obeyed. Where the original has nothing, the patch's value is taken whole: nulls
    inside go, items of its lists are not merged among themselves. Neither argument is changed.

    Raises:
        FieldMergeError: a directive that does not exist, or a list item without the key that tells items apart.
    """
    try:
        return _merge_objects(original, patch, _rules(of))
    except MergeFault as fault:
        raise FieldMergeError(fault.path, str(fault)) from None


class _Rule(NamedTuple):
    """How one field merges: the fields below it, and for a list whether and by which key its items join."""

    below: _Rules
    is_list: bool
    joins: bool
    key: str | None


class _Rules(dict[str, _Rule]):
    """Rules by JSON name, made when first wanted; as in Go, a name that differs in case only will do."""

    def __init__(self, struct: str | None) -> None:
        super().__init__()
        self._struct = struct

    def __missing__(self, name: str) -> _Rule:
        field = _find_field(self._struct, name)
        if field is None:
            return _UNKNOWN  # not remembered: the names come from outside
        of = field.type.element if field.type.kind == "list" else field.type
        below = _rules(of.struct if of is not None else None)
        rule = self[name] = _Rule(below, field.type.kind == "list", field.merges, field.merge_key)
        return rule


def _find_field(struct: str | None, name: str) -> Field | None:
    fields = struct_type(struct).by_json if struct is not None else {}
    if name in fields:
        return fields[name]
    return next((field for known, field in fields.items() if known.lower() == name.lower()), None)


@cache
def _rules(struct: str | None) -> _Rules:
    return _Rules(struct)


_UNKNOWN: Final = _Rule(_rules(None), is_list=False, joins=False, key=None)


def _merge_objects(original: _Object, patch: _Object, rules: _Rules) -> _Object:
    if "$" in "".join(patch):
        if _PATCH in patch:
            return _obey(patch)
        original, patch = _apply_directives(original, patch, rules)
    merged = dict(original)
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
            continue
        try:
            found = _merge_field(merged.get(key), value, key, rules)
        except MergeFault as fault:
            fault.steps.append(key)
            raise
        if isinstance(found, _Absent):
            merged.pop(key, None)
        else:
            merged[key] = found
    return merged


def _merge_field(old: JSONValue, new: JSONValue, key: str, rules: _Rules) -> JSONValue | _Absent:
    if isinstance(new, dict):
        return _merge_objects(old, new, rules[key].below) if isinstance(old, dict) else _adopt(new)
    if not isinstance(new, list):
        return new
    if not isinstance(old, list):
        return _adopt(new)
    rule = rules[key]
    return _join(old, new, rule) if rule.joins else new


def _obey(patch: _Object) -> _Object:
    if patch[_PATCH] == "replace":
        return {key: value for key, value in patch.items() if key != _PATCH}
    if patch[_PATCH] == "delete":
        return {}
    raise MergeFault(f"$patch says {show_value(patch[_PATCH])}, expected replace or delete")


def _adopt(value: JSONValue) -> JSONValue | _Absent:
    """A patch value that meets nothing: without nulls in its mappings, without anything that carries `$patch`."""
    if isinstance(value, dict):
        return _adopt_object(value)
    if isinstance(value, list):
        items = [_adopt(item) if isinstance(item, dict | list) else item for item in value]
        if all(map(_same, items, value)):
            return value
        return [item for item in items if not isinstance(item, _Absent)]
    return value


def _adopt_object(value: _Object) -> _Object | _Absent:
    if value.get(_PATCH) is not None:
        return _ABSENT
    changed: _Object | None = None
    for key, item in value.items():
        if item.__class__ is str:
            continue
        found = _adopt(item) if item is not None else _ABSENT
        if found is not item:
            changed = dict(value) if changed is None else changed
            if isinstance(found, _Absent):
                del changed[key]
            else:
                changed[key] = found
    return value if changed is None else changed


def _same(one: object, other: object) -> bool:
    return one is other


def _join(old: list[JSONValue], new: list[JSONValue], rule: _Rule) -> list[JSONValue]:
    """Two lists with merge strategy: items by key, or plain values as a union."""
    if not old and not new:
        return old
    if _item_class(old, new) is dict:
        if rule.key is None:
            raise MergeFault("found mappings in a list that has no merge key, expected plain values")
        return _join_by_key(old, new, rule.key, rule.below)
    identity = _identity(rule)
    union: dict[Hashable, JSONValue] = {}
    for item in (*old, *new):
        union.setdefault(identity(item), item)
    return arrange([*union.values()], new, old, identity)


def _identity(rule: _Rule) -> Identity:
    return scalar_identity if rule.key is None else key_identity(rule.key)


def _item_class(*lists: Items) -> type:
    """The one class of all items.

    Raises:
        MergeFault: the classes differ, or an item is null or a list.
    """
    classes = {_json_class(item) for items in lists for item in items}
    if len(classes) > 1:
        raise MergeFault("the items of the list are of different kinds")
    found = classes.pop() if classes else type(None)
    if found is list or found is type(None):
        raise MergeFault("found no item, null or a list, expected mappings or plain values")
    return found


def _json_class(value: JSONValue) -> type:
    """The class Go decodes a value into: every number is one class."""
    return next((known for known in (dict, list, str, bool) if isinstance(value, known)), float)


def _join_by_key(old: Items, new: Items, key: str, rules: _Rules) -> list[JSONValue]:
    kept, wanted, replaced = _obey_in_list(old, new, key)
    identity = key_identity(key)
    if replaced:
        return arrange(wanted, [], wanted, identity)
    merged = list(kept)
    places = positions(merged, identity)
    for item in wanted:
        at = places.setdefault(identity(item), len(merged))
        if at == len(merged):
            merged.append(item)
        else:
            merged[at] = _merge_item(merged[at], item, at, rules)
    return arrange(merged, wanted, kept, identity)


def _merge_item(old: JSONValue, new: JSONValue, at: int, rules: _Rules) -> JSONValue:
    try:
        return _merge_objects(cast("_Object", old), cast("_Object", new), rules)
    except MergeFault as fault:
        fault.steps.append(at)
        raise


def _obey_in_list(old: Items, new: Items, key: str) -> tuple[Items, Items, bool]:
    """The old items that stay, the patch items that carry no directive, and whether these replace the old ones."""
    wanted: list[JSONValue] = []
    gone: set[Hashable] = set()
    replaced = False
    identity = key_identity(key)
    for item in cast("list[_Object]", new):
        if _PATCH not in item:
            wanted.append(item)
        elif item[_PATCH] == "delete":
            gone.add(identity(item))
        elif item[_PATCH] == "replace":
            replaced = True
        else:
            raise MergeFault(f"$patch of a list item says {show_value(item[_PATCH])}, expected replace or delete")
    kept = [item for item in old if identity(item) not in gone] if gone else old
    return kept, wanted, replaced


def _apply_directives(original: _Object, patch: _Object, rules: _Rules) -> tuple[_Object, _Object]:
    """Both sides after `$retainKeys`, `$setElementOrder/…` and `$deleteFromPrimitiveList/…`, these taken out."""
    changed, rest = dict(original), dict(patch)
    if _RETAIN in rest:
        changed = _retain(changed, rest.pop(_RETAIN), rest)
    for key in patch:
        if key.startswith(_ORDER):
            _set_order(changed, rest, key, rules)
    for key in patch:
        if key.startswith(_DELETE):
            _delete_from(changed, _field_of(key, _DELETE), rest.pop(key), rules)
    return changed, rest


def _field_of(directive: str, prefix: str) -> str:
    head, slash, field = directive.partition("/")
    if head != prefix or not slash:
        raise MergeFault(f"found the directive {directive!r}, expected {prefix}/<field>")
    return field


def _retain(original: _Object, names: JSONValue, patch: _Object) -> _Object:
    if not isinstance(names, list):
        raise MergeFault(f"$retainKeys is {show_value(names)}, expected a list of field names")
    kept = set(map(scalar_identity, names))
    for key, value in patch.items():
        if value is not None and key not in kept and not key.startswith((_ORDER, _DELETE)):
            raise MergeFault(f"the patch sets {key!r}, which its $retainKeys does not name")
    return {key: value for key, value in original.items() if key in kept}


def _set_order(original: _Object, rest: _Object, directive: str, rules: _Rules) -> None:
    """Merges the list that the directive speaks of, in its order, and takes it out of the patch."""
    field = _field_of(directive, _ORDER)
    order = _list_of(rest.pop(directive), directive)
    rule = rules[field]
    if not rule.is_list:
        raise MergeFault(f"{directive} speaks of {field!r}, which is no list of this type")
    old = _list_of(original[field], field) if field in original else None
    new = _list_of(rest.pop(field), field) if field in rest else None
    identity = _identity(rule)
    check_element_order([item for item in new or [] if not _deletes(item)], order, identity)
    merged = _meet(old, new, rule)
    if merged is not None:
        _item_class(old or [], new or [])
        original[field] = arrange(merged, order, old or [], identity)


def _meet(old: list[JSONValue] | None, new: list[JSONValue] | None, rule: _Rule) -> list[JSONValue] | None:
    """What the two lists of an ordered field make; None when there are none."""
    if new is None:
        return old
    if old is not None:
        return _join(old, new, rule) if rule.joins else new
    adopted = [_adopt(item) if isinstance(item, dict | list) else item for item in new]
    return [item for item in adopted if not isinstance(item, _Absent)]


def _deletes(item: JSONValue) -> bool:
    return isinstance(item, dict) and _PATCH in item


def _list_of(value: JSONValue, name: str) -> list[JSONValue]:
    if not isinstance(value, list):
        raise MergeFault(f"{name} is {show_value(value)}, expected a list")
    return value


def _delete_from(original: _Object, field: str, gone: JSONValue, rules: _Rules) -> None:
    """Takes the values out of a list of plain values; null takes out the whole list."""
    old = original.get(field)
    if gone is None:
        original.pop(field, None)
    elif isinstance(old, list) and isinstance(gone, list) and (old or gone):
        if _item_class(old, gone) is dict:
            rule = rules[field]
            original[field] = _join(old, gone, rule)
        else:
            unwanted = set(map(scalar_identity, gone))
            original[field] = [item for item in old if scalar_identity(item) not in unwanted]
