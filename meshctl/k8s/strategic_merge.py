"""Strategic merge: a partial object laid over a whole one, lists joined by their merge keys.

Exactly what Kubernetes does with a strategic merge patch, with three differences, all on purpose: the inputs are
never changed, the result shares what it took from them, and fields that the type does not know are merged as plain
JSON (objects by key, lists replaced) where Kubernetes gives up.

Source: k8s.io/apimachinery/pkg/util/strategicpatch; API conventions, "strategic merge patch".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias, cast

from meshctl.k8s.faults import FieldMergeError, show_value
from meshctl.k8s.merge_adopt import PATCH, Absent, adopt, adopt_list
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
from meshctl.k8s.merge_rules import Rule, Rules, rules_of
from meshctl.k8s.types import JSONValue

if TYPE_CHECKING:
    from collections.abc import Hashable

_RETAIN: Final = "$retainKeys"
_ORDER: Final = "$setElementOrder"
_DELETE: Final = "$deleteFromPrimitiveList"

_Object: TypeAlias = dict[str, JSONValue]


def merge(original: _Object, patch: _Object, of: str) -> _Object:
    """`patch` laid over `original`, both of the struct named `of` (`Pod`, `Container`).

    Objects merge by key and null deletes; keyed lists merge item by item (`containers` by name, `ports` by
    containerPort), other lists are replaced. `$patch`, `$retainKeys`, `$setElementOrder/…` and
    `$deleteFromPrimitiveList/…` are obeyed. Where the original has nothing, the patch's value is taken whole: nulls
    inside go, items of its lists are not merged among themselves. Neither argument is changed.

    Raises:
        FieldMergeError: a directive that does not exist, or a list item without the key that tells items apart.
    """
    return merge_by_rules(original, patch, rules_of(of))


def merge_by_rules(original: _Object, patch: _Object, rules: Rules) -> _Object:
    """`merge` for a part of an object, whose fields merge by `rules`; raises as that does."""
    try:
        return _merge_objects(original, patch, rules)
    except MergeFault as fault:
        raise FieldMergeError(fault.path, str(fault)) from None


def _merge_objects(original: _Object, patch: _Object, rules: Rules) -> _Object:
    if "$" in "".join(patch):
        if PATCH in patch:
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
        if isinstance(found, Absent):
            merged.pop(key, None)
        else:
            merged[key] = found
    return merged


def _merge_field(old: JSONValue, new: JSONValue, key: str, rules: Rules) -> JSONValue | Absent:
    if isinstance(new, dict):
        return _merge_objects(old, new, rules[key].below) if isinstance(old, dict) else adopt(new)
    if not isinstance(new, list):
        return new
    if not isinstance(old, list):
        return adopt(new)
    rule = rules[key]
    return _join(old, new, rule) if rule.joins else new


def _obey(patch: _Object) -> _Object:
    if patch[PATCH] == "replace":
        return {key: value for key, value in patch.items() if key != PATCH}
    if patch[PATCH] == "delete":
        return {}
    raise MergeFault(f"$patch says {show_value(patch[PATCH])}, expected replace or delete")


def _join(old: list[JSONValue], new: list[JSONValue], rule: Rule) -> list[JSONValue]:
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


def _identity(rule: Rule) -> Identity:
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
    if value is None:
        return type(None)
    return next((known for known in (dict, list, str, bool) if isinstance(value, known)), float)


def _join_by_key(old: Items, new: Items, key: str, rules: Rules) -> list[JSONValue]:
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


def _merge_item(old: JSONValue, new: JSONValue, at: int, rules: Rules) -> JSONValue:
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
        if PATCH not in item:
            wanted.append(item)
        elif item[PATCH] == "delete":
            gone.add(identity(item))
        elif item[PATCH] == "replace":
            replaced = True
        else:
            raise MergeFault(f"$patch of a list item says {show_value(item[PATCH])}, expected replace or delete")
    kept = [item for item in old if identity(item) not in gone] if gone else old
    return kept, wanted, replaced


def _apply_directives(original: _Object, patch: _Object, rules: Rules) -> tuple[_Object, _Object]:
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


def _set_order(original: _Object, rest: _Object, directive: str, rules: Rules) -> None:
    """Merges the list that the directive speaks of, in its order, and takes it out of the patch."""
    field = _field_of(directive, _ORDER)
    order = _list_of(rest.pop(directive), directive)
    rule = rules[field]
    if not rule.is_list:
        raise MergeFault(f"{directive} speaks of {field!r}, which is no list of this type")
    old = _list_of(original[field], field) if field in original else None
    new = _list_of(rest.pop(field), field) if field in rest else None
    identity = _identity(rule)
    check_element_order(new or [], order, identity)
    merged = _meet(old, new, rule)
    if merged is not None:
        _item_class(old or [], new or [])
        original[field] = arrange(merged, order, _order_before(old or [], new or [], rule), identity)


def _order_before(old: Items, new: Items, rule: Rule) -> Items:
    """The old order that `$setElementOrder` falls back to.

    NB: in Kubernetes items that the patch adds move into the places of those it deletes, and then count as old ones
    in that place. It decides where an added item stands relative to items that the directive does not name.
    """
    if not old or rule.key is None or not rule.joins:
        return old
    kept, wanted, replaced = _obey_in_list(old, new, rule.key)
    if replaced or len(kept) == len(old):
        return old
    places = positions(kept, identity := key_identity(rule.key))
    return [*kept, *(item for item in wanted if identity(item) not in places)][: len(old)]


def _meet(old: list[JSONValue] | None, new: list[JSONValue] | None, rule: Rule) -> list[JSONValue] | None:
    """What the two lists of an ordered field make; None when there are none."""
    if new is None:
        return old
    if old is None:
        return adopt_list(new, nulls=True)  # NB: beside this directive, and only there, nulls stay
    return _join(old, new, rule) if rule.joins else new


def _list_of(value: JSONValue, name: str) -> list[JSONValue]:
    if not isinstance(value, list):
        raise MergeFault(f"{name} is {show_value(value)}, expected a list")
    return value


def _delete_from(original: _Object, field: str, gone: JSONValue, rules: Rules) -> None:
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
