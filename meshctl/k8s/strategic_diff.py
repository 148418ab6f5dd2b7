"""The strategic merge patch that turns one object into another: `strategic_merge.merge` the other way round.

Lists with a merge key are compared item by item, so a patch names what is added, changed or gone and nothing else.
Kubernetes' directives appear where merging alone cannot do it: `$patch: delete` for an item that goes,
`$deleteFromPrimitiveList/<field>` for a plain value, `$setElementOrder/<field>` where items would land elsewhere, and
`$patch: replace` around an object that no smaller patch can make.

Source: k8s.io/apimachinery/pkg/util/strategicpatch (CreateTwoWayMergePatch); API conventions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from meshctl.errors import MergeError
from meshctl.k8s.json_patch import equal
from meshctl.k8s.merge_adopt import PATCH
from meshctl.k8s.merge_order import MergeFault, scalar_identity
from meshctl.k8s.merge_rules import Rule, Rules, rules_of
from meshctl.k8s.strategic_merge import merge_by_rules

if TYPE_CHECKING:
    from collections.abc import Hashable

    from meshctl.k8s.types import JSONValue

_Object: TypeAlias = "dict[str, JSONValue]"
_Items: TypeAlias = "list[JSONValue]"

_DELETE: Final = "$deleteFromPrimitiveList/"
_ORDER: Final = "$setElementOrder/"


class _NoSmallPatch(Exception):  # noqa: N818  not an error: the object around it is replaced as a whole
    """A list that no list patch can make."""


def strategic_patch(before: _Object, after: _Object, of: str) -> _Object:
    """The patch that `merge` lays over `before` to get `after`, both of the struct named `of`; empty if equal.

    A null in `after` where `before` has something else counts as absent: patches cannot say null. Neither argument is
    changed; values in the patch are those of `after`.

    Raises:
        MergeError: no patch gives `after`, for one because it repeats the key of a list item.
    """
    rules = rules_of(of)
    patch = _compare(before, after, rules)
    if not equal(_merged(before, patch, rules), _without_new_nulls(before, after)):
        raise MergeError(
            "no strategic merge patch gives this change", remedy="use a JSON patch, which can express any change"
        )
    return patch


def _compare(old: _Object, new: _Object, rules: Rules) -> _Object:
    try:
        return _compare_fields(old, new, rules)
    except _NoSmallPatch:
        return {PATCH: "replace", **new}


def _compare_fields(old: _Object, new: _Object, rules: Rules) -> _Object:
    patch: _Object = {key: None for key in old if new.get(key) is None and old[key] is not None}
    for key, value in new.items():
        if value is None or (key in old and equal(old[key], value)):
            continue
        before = old.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            patch[key] = _compare(before, value, rules[key].below)
        elif isinstance(before, list) and isinstance(value, list) and rules[key].joins:
            patch.update(_compare_lists(before, value, key, rules))
        else:
            patch[key] = value
    return patch


def _compare_lists(old: _Items, new: _Items, field: str, rules: Rules) -> _Object:
    """The patch of one joined list, with its order spelled out only if merging would give another."""
    rule = rules[field]
    patch = _values_patch(old, new, field) if rule.key is None else _items_patch(old, new, field, rule, rule.key)
    if _gives(old, new, field, patch, rules):
        return patch
    patch[_ORDER + field] = new if rule.key is None else [{rule.key: _key(item, rule.key)} for item in new]
    if _gives(old, new, field, patch, rules):
        return patch
    raise _NoSmallPatch


def _values_patch(old: _Items, new: _Items, field: str) -> _Object:
    known, wanted = _identities(old), _identities(new)
    added = [value for identity, value in wanted.items() if identity not in known]
    gone = [value for identity, value in known.items() if identity not in wanted]
    return {**({field: added} if added else {}), **({_DELETE + field: gone} if gone else {})}


def _items_patch(old: _Items, new: _Items, field: str, rule: Rule, merge_key: str) -> _Object:
    known, wanted = _by_key(old, merge_key), _by_key(new, merge_key)
    items: _Items = []
    for identity, item in wanted.items():
        before = known.get(identity)
        if before is None:
            items.append(item)
        elif not equal(before, item):
            # NB: a `$patch` inside an item speaks of the whole list, so an item cannot be replaced by itself.
            items.append({merge_key: item[merge_key], **_compare_fields(before, item, rule.below)})
    items += [{PATCH: "delete", merge_key: item[merge_key]} for key, item in known.items() if key not in wanted]
    return {field: items} if items else {}


def _by_key(items: _Items, merge_key: str) -> dict[Hashable, _Object]:
    found: dict[Hashable, _Object] = {}
    for item in items:
        identity = _identity(_key(item, merge_key))
        if identity in found or not isinstance(item, dict):
            raise _NoSmallPatch
        found[identity] = item
    return found


def _key(item: JSONValue, merge_key: str) -> JSONValue:
    if not isinstance(item, dict) or merge_key not in item:
        raise _NoSmallPatch
    return item[merge_key]


def _identities(values: _Items) -> dict[Hashable, JSONValue]:
    return {_identity(value): value for value in values}


def _identity(value: JSONValue) -> Hashable:
    try:
        return scalar_identity(value)
    except MergeFault:
        raise _NoSmallPatch from None


def _gives(old: _Items, new: _Items, field: str, patch: _Object, rules: Rules) -> bool:
    try:
        return equal(_merged({field: old}, patch, rules).get(field), new)
    except MergeError:
        return False


def _merged(before: _Object, patch: _Object, rules: Rules) -> _Object:
    return merge_by_rules(before, patch, rules)


def _without_new_nulls(before: JSONValue, after: JSONValue) -> JSONValue:
    """`after` without the nulls that `before` does not have."""
    if not isinstance(after, dict):
        return after
    old = before if isinstance(before, dict) else {}
    return {
        key: _without_new_nulls(old.get(key), value)
        for key, value in after.items()
        if value is not None or (key in old and old[key] is None)
    }
