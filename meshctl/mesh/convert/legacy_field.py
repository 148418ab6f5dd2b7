"""Read a legacy resource field by field and note what cannot be carried, where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.mesh.convert.notes import Note

if TYPE_CHECKING:
    from meshctl.k8s.types import FieldPath, JSONValue

_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")


@dataclass(frozen=True, slots=True)
class Origin:
    """Which resource a field belongs to, and where its notes are kept."""

    index: int
    kind: str
    namespace: str
    name: str
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class LegacyField:
    """A value of a legacy resource, or the place where it would stand; null and a wrong type count as absent."""

    value: JSONValue
    path: FieldPath
    origin: Origin

    def __bool__(self) -> bool:
        """Whether something was written here; empty texts, lists and mappings do not count, numbers and false do."""
        return self.value is not None and self.value not in ("", [], {})

    def __getitem__(self, name: str) -> LegacyField:
        """The member `name`, spelt in lower camel case or, as many files of the time, with underscores."""
        members = self.mapping()
        key = next((form for form in (name, _CAPITAL.sub(r"_\1", name).lower()) if form in members), name)
        return LegacyField(members.get(key), (*self.path, key), self.origin)

    def mapping(self) -> dict[str, JSONValue]:
        """The members, none when this is no mapping."""
        return self.value if isinstance(self.value, dict) else {}

    def members(self) -> list[tuple[str, LegacyField]]:
        """Names and fields of a mapping, in the order they were written."""
        return [
            (str(name), LegacyField(value, (*self.path, name), self.origin)) for name, value in self.mapping().items()
        ]

    def items(self) -> list[LegacyField]:
        """The elements of a list."""
        elements = self.value if isinstance(self.value, list) else []
        return [LegacyField(value, (*self.path, index), self.origin) for index, value in enumerate(elements)]

    def text(self) -> str:
        """The string, empty when absent."""
        return self.value if isinstance(self.value, str) else ""

    def number(self) -> float | int:
        """The number, 0 when absent; digits in quotes count."""
        if isinstance(self.value, str) and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", self.value):
            return float(self.value) if "." in self.value else int(self.value)
        return self.value if isinstance(self.value, int | float) and not isinstance(self.value, bool) else 0

    def note(self, message: str, *, lost: bool = True) -> None:
        """Tell the reader something about this field."""
        origin = self.origin
        origin.notes.append(
            Note(
                index=origin.index,
                kind=origin.kind,
                namespace=origin.namespace,
                name=origin.name,
                path=self.path,
                message=message,
                lost=lost,
            )
        )

    def lose(self, *names: str, because: str) -> None:
        """Note each of the named members that was written as lost."""
        for name in names:
            if self[name]:
                self[name].note(because)


def without_absent(members: dict[str, JSONValue]) -> dict[str, JSONValue]:
    """`members` without those that hold nothing: null, empty texts, lists and mappings."""
    return {name: value for name, value in members.items() if value is not None and value not in ("", [], {})}
