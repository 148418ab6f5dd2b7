"""Read a resource the way Istio's decoder does, remembering where every value stands.

Decoding is lenient on purpose (the schema layer owns types): null equals absent, an empty list equals an absent
one, numbers may be written as text, enums by number, members by their protobuf name (`per_try_timeout`). A value
of the wrong type reads as absent, and nothing is said about it or the object that holds it: the schema layer
already has. Source: istio/istio pkg/config/validation/openapi_test.go; golang/protobuf jsonpb.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from meshctl.analyze.semantic.violation import DISCOURAGED, INVALID, Fault, Severity, Violation, one_line, quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshctl.k8s.types import FieldPath, JSONValue

_INTEGER = re.compile(r"[+-]?[0-9]{1,20}\Z")
_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")


@lru_cache(maxsize=1024)
def _proto_name(json_name: str) -> str:
    return _CAPITAL.sub(r"_\1", json_name).lower()


class Report:
    """Collects violations of one resource and forgets those that only echo a wrong type."""

    __slots__ = ("_malformed", "_violations")

    def __init__(self) -> None:
        self._violations: dict[Violation, None] = {}
        self._malformed: set[FieldPath] = set()

    def add(self, violation: Violation) -> None:
        """Keep `violation`; the same one twice counts once."""
        self._violations[violation] = None

    def mark_malformed(self, path: FieldPath) -> None:
        """Note that the value at `path` has a type its field cannot hold."""
        self._malformed.add(path)

    def violations(self) -> list[Violation]:
        """Everything found, in the order the rules ran, without what a wrong type made meaningless."""
        if not self._malformed:
            return list(self._violations)
        return [violation for violation in self._violations if not self._echoes(violation.path)]

    def _echoes(self, path: FieldPath) -> bool:
        """Whether `path` is a malformed value, lies inside one, or is the object that holds one."""
        inside = any(path[:length] in self._malformed for length in range(len(path) + 1))
        return inside or any(bad[:-1] == path for bad in self._malformed)


class _ErrorsOnly(Report):
    """Passes errors on and drops warnings."""

    __slots__ = ("_target",)

    def __init__(self, target: Report) -> None:
        super().__init__()
        self._target = target

    def add(self, violation: Violation) -> None:
        if violation.severity == "error":
            self._target.add(violation)

    def mark_malformed(self, path: FieldPath) -> None:
        self._target.mark_malformed(path)


class Field:
    """One value of a resource, or the place where it would stand."""

    __slots__ = ("_report", "path", "value")

    def __init__(self, value: JSONValue, path: FieldPath, report: Report) -> None:
        self.value = value
        self.path = path
        self._report = report

    @property
    def present(self) -> bool:
        """Whether the field was written with anything but null."""
        return self.value is not None

    # -- navigation ----------------------------------------------------------------------------------------------

    def __getitem__(self, name: str) -> Field:
        """The member `name` (lower camel case), absent when this is no mapping."""
        members = self.value
        if not isinstance(members, dict):
            self._expect_absent()
            return Field(None, (*self.path, name), self._report)
        if name not in members and (proto := _proto_name(name)) in members:
            name = proto
        return Field(members.get(name), (*self.path, name), self._report)

    def items(self) -> list[Field]:
        """The elements of a list; none when it is absent."""
        if isinstance(self.value, list):
            return [Field(value, (*self.path, index), self._report) for index, value in enumerate(self.value)]
        self._expect_absent()
        return []

    def entries(self) -> list[tuple[str, Field]]:
        """The keys and values of a map; none when it is absent."""
        return [(str(key), Field(value, (*self.path, key), self._report)) for key, value in self._mapping().items()]

    def having(self, *names: str) -> list[Field]:
        """Those of the named members that are present."""
        return [member for member in (self[name] for name in names) if member.present]

    def _mapping(self) -> dict[str, JSONValue]:
        if isinstance(self.value, dict):
            return self.value
        self._expect_absent()
        return {}

    def errors_only(self) -> Field:
        """The same field; what warns about it or anything inside is dropped, as upstream drops it here."""
        return Field(self.value, self.path, _ErrorsOnly(self._report))

    # -- scalars -------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """The string, empty when absent."""
        if isinstance(self.value, str):
            return self.value
        self._expect_absent()
        return ""

    def texts(self) -> list[str]:
        """The strings of a list."""
        return [item.text() for item in self.items()]

    def integer(self) -> int:
        """The whole number, 0 when absent; `"80"` and `80.0` count."""
        value = self.value
        if isinstance(value, str) and _INTEGER.match(value):
            return int(value)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self._expect_absent()
        return 0

    def number(self) -> float:
        """The number, 0 when absent."""
        value = self.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value) if abs(value) < 1e300 else float("inf")  # an int of 400 digits fits no float
        if isinstance(value, str):
            return self._number_from(value)
        self._expect_absent()
        return 0.0

    def _number_from(self, text: str) -> float:
        try:
            return float(text)
        except ValueError:
            self._report.mark_malformed(self.path)
            return 0.0

    def boolean(self) -> bool:
        """The truth value, false when absent."""
        if isinstance(self.value, bool):
            return self.value
        self._expect_absent()
        return False

    def enum(self, names: Sequence[str]) -> str:
        """The name of an enum value given by name or number, the first of `names` when absent.

        `names` stand in the order of their numbers. A number beyond them is returned as text.
        """
        value = self.value
        if isinstance(value, int) and not isinstance(value, bool):
            return names[value] if 0 <= value < len(names) else str(value)
        if isinstance(value, str) and value in names:
            return value
        self._expect_absent()
        return names[0]

    def _expect_absent(self) -> None:
        if self.value is not None:
            self._report.mark_malformed(self.path)

    # -- findings ------------------------------------------------------------------------------------------------

    def error(self, slug: str, message: str, *, expected: str = "", help: str = "") -> None:  # noqa: A002  the field's name
        """Report that Istio refuses the object because of this field."""
        self._add(slug, message, "error", INVALID, expected, help)

    def warn(
        self,
        slug: str,
        message: str,
        *,
        expected: str = "",
        help: str = "",  # noqa: A002  the field's name
        code: str = DISCOURAGED,
    ) -> None:
        """Report that Istio accepts the object but warns about this field."""
        self._add(slug, message, "warning", code, expected, help)

    def check(self, slug: str, fault: Fault | None) -> bool:
        """Report `fault` as an error when there is one; tells whether the field passed."""
        if fault is not None:
            self.error(slug, fault.message, expected=fault.expected, help=fault.help)
        return fault is None

    def _add(self, slug: str, message: str, severity: Severity, code: str, expected: str, remedy: str) -> None:
        self._report.add(
            Violation(
                path=self.path,
                message=one_line(message),
                severity=severity,
                code=code,
                slug=slug,
                found=_shown(self.value),
                expected=one_line(expected),
                help=one_line(remedy),
            )
        )


def _shown(value: JSONValue) -> str:
    """A scalar as a reader would write it; nothing for absent values and containers."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quote(value)
        case int() | float():
            return str(value)[:40]
        case _:
            return ""
