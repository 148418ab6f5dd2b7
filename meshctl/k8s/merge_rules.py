"""How each field of a type merges: which struct lies below it, and which key tells the items of its list apart."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from meshctl.k8s.schema import struct_type

if TYPE_CHECKING:
    from meshctl.k8s.schema import Field


class Rule(NamedTuple):
    """How one field merges: the fields below it, and for a list whether and by which key its items join."""

    below: Rules
    is_list: bool
    joins: bool
    key: str | None


class Rules(dict[str, Rule]):
    """Rules by JSON name, made when first wanted; as in Go, a name that differs in case only will do."""

    def __init__(self, struct: str | None) -> None:
        super().__init__()
        self._struct = struct

    def __missing__(self, name: str) -> Rule:
        field = _find_field(self._struct, name)
        if field is None:
            return UNKNOWN  # not remembered: the names come from outside
        of = field.type.element if field.type.kind == "list" else field.type
        below = rules_of(of.struct if of is not None else None)
        rule = self[name] = Rule(below, field.type.kind == "list", field.merges, field.merge_key)
        return rule


def _find_field(struct: str | None, name: str) -> Field | None:
    fields = struct_type(struct).by_json if struct is not None else {}
    if name in fields:
        return fields[name]
    return next((field for known, field in fields.items() if known.lower() == name.lower()), None)


@cache
def rules_of(struct: str | None) -> Rules:
    """The rules of a struct; without one, of plain JSON."""
    return Rules(struct)


UNKNOWN: Final = Rule(rules_of(None), is_list=False, joins=False, key=None)
