"""Sprig's semantic versions, by the rules of github.com/Masterminds/semver."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from meshctl.gotemplate import numbers, types
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.functions import function, parse_signature

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshctl.gotemplate.views import StructView

_TAIL: Final = r"(-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(\+([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?"
_VERSION: Final = re.compile(rf"v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?{_TAIL}")
_PATTERN: Final = rf"v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?{_TAIL}"
_UNGROUPED: Final = re.sub(r"(?<!\\)\((?!\?)", "(?:", _PATTERN)
_OPERATORS: Final = r"=||!=|>|<|>=|=>|<=|=<|~|~>|\^"
_CONSTRAINT: Final = re.compile(rf"\s*({_OPERATORS})\s*({_PATTERN})\s*", re.ASCII)
_RANGE: Final = re.compile(rf"\s*({_UNGROUPED})\s+-\s+({_UNGROUPED})\s*", re.ASCII)
_FIND: Final = re.compile(rf"(?:{_OPERATORS})\s*(?:{_UNGROUPED})", re.ASCII)
_VALID: Final = re.compile(
    rf"(?:\s*(?:{_OPERATORS})\s*(?:{_UNGROUPED})\s*)(?:(?:\s+|,\s*)(?:{_OPERATORS})\s*(?:{_UNGROUPED})\s*)*", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version; `original` is its text as given."""

    major: int
    minor: int
    patch: int
    prerelease: str = ""
    metadata: str = ""
    original: str = ""

    def __str__(self) -> str:
        tail = (f"-{self.prerelease}" if self.prerelease else "") + (f"+{self.metadata}" if self.metadata else "")
        return f"{self.major}.{self.minor}.{self.patch}{tail}"

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Major, minor and patch."""
        return self.major, self.minor, self.patch


def parse_version(text: str) -> Version:
    """A version of one to three numbers, with or without `v`; Fault for anything else."""
    match = _VERSION.fullmatch(text)
    if match is None or text.endswith("\n"):
        raise Fault("invalid semantic version")
    parts = [int((match.group(index) or "0").lstrip(".")) for index in (1, 2, 3)]
    if max(parts) > numbers.UINT64_MAX:
        raise Fault("error parsing version segment: value out of range")
    prerelease, metadata = match.group(5) or "", match.group(7) or ""
    if any(part.isdigit() and len(part) > 1 and part[0] == "0" for part in prerelease.split(".")):
        raise Fault("version segment starts with 0")
    return Version(
        major=parts[0], minor=parts[1], patch=parts[2], prerelease=prerelease, metadata=metadata, original=text
    )


def compare(one: Version, other: Version) -> int:
    """-1, 0 or 1; a prerelease comes before its release, metadata does not count."""
    if one.numbers != other.numbers:
        return -1 if one.numbers < other.numbers else 1
    if not one.prerelease or not other.prerelease:
        return bool(other.prerelease) - bool(one.prerelease)
    return _compare_prereleases(one.prerelease, other.prerelease)


def _compare_prereleases(one: str, other: str) -> int:
    """-1, 0 or 1, part by part: numbers before words, fewer parts before more."""
    left, right = one.split("."), other.split(".")
    for index in range(max(len(left), len(right))):
        first = left[index] if index < len(left) else ""
        second = right[index] if index < len(right) else ""
        if first != second:
            return -1 if _part_order(first) < _part_order(second) else 1
    return 0


def _part_order(part: str) -> tuple[int, int, str]:
    """A key that sorts parts of a prerelease."""
    if not part:
        return 0, 0, ""
    if part.isdigit() and int(part) <= numbers.UINT64_MAX:
        return 1, int(part), ""
    return 2, 0, part


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One condition; `given` tells how many of its version's numbers are no wildcards."""

    operator: str
    version: Version
    given: int

    @property
    def any_minor(self) -> bool:
        """Whether only the major number is given."""
        return self.given == 1

    @property
    def any_patch(self) -> bool:
        """Whether major and minor are given."""
        return self.given == 2

    @property
    def is_partial(self) -> bool:
        """Whether some number is a wildcard."""
        return self.given < 3

    def allows(self, version: Version) -> bool:
        """Whether a version meets the condition; a prerelease only where the condition names one."""
        if version.prerelease and not self.version.prerelease and (self.operator != "!=" or self.is_partial):
            return False
        return _CHECKS[self.operator](self, version)


def parse_constraint(text: str) -> Constraint:
    """A condition such as `>=1.2` or `~1.x`."""
    match = _CONSTRAINT.fullmatch(text)
    if match is None:
        raise Fault(f"improper constraint: {text}")
    operator, major, minor, patch, tail = (match.group(index) or "" for index in (1, 3, 4, 5, 6))
    parts = [major, minor[1:], patch[1:]]
    given = next((index for index, part in enumerate(parts) if part in {"", "x", "X", "*"}), 3)
    shown = ".".join([*parts[:given], *["0"] * (3 - given)]) + tail if given < 3 else match.group(2)
    try:
        version = parse_version(shown)
    except Fault:
        raise Fault("constraint parser error") from None
    return Constraint(operator=operator, version=version, given=given)


def parse_constraints(text: str) -> list[list[Constraint]]:
    """Alternatives (`||`) of conditions that must all hold; `a - b` is a range."""
    for match in list(_RANGE.finditer(text)):
        text = text.replace(match.group(), f">= {match.group(1)}, <= {_second(match)} ", 1)
    alternatives = []
    for alternative in text.split("||"):
        if _VALID.fullmatch(alternative) is None:
            raise Fault(f"improper constraint: {alternative}")
        alternatives.append([parse_constraint(found) for found in _FIND.findall(alternative)])
    return alternatives


def _second(match: re.Match[str]) -> str:
    """The upper end of a range."""
    return cast("str", match.group(2))


def _not_equal(wanted: Constraint, version: Version) -> bool:
    known = wanted.version
    if not wanted.is_partial:
        return compare(version, known) != 0
    if known.major != version.major:
        return True
    if wanted.any_minor:
        return False
    if known.minor != version.minor:
        return True
    if wanted.any_patch:
        return bool(version.prerelease or known.prerelease) and (
            _compare_prereleases(version.prerelease, known.prerelease) != 0
        )
    return compare(version, known) != 0 if known.patch == version.patch else True


def _greater(wanted: Constraint, version: Version) -> bool:
    if not wanted.is_partial or wanted.given == 0:
        return version.major > wanted.version.major or compare(version, wanted.version) > 0
    if version.major != wanted.version.major:
        return version.major > wanted.version.major
    return wanted.any_patch and version.minor > wanted.version.minor


def _less(wanted: Constraint, version: Version) -> bool:
    return compare(version, wanted.version) < 0


def _at_least(wanted: Constraint, version: Version) -> bool:
    return compare(version, wanted.version) >= 0


def _at_most(wanted: Constraint, version: Version) -> bool:
    if not wanted.is_partial:
        return compare(version, wanted.version) <= 0
    known = wanted.version
    if version.major != known.major:
        return version.major < known.major
    return version.minor <= known.minor or wanted.any_minor


def _tilde(wanted: Constraint, version: Version) -> bool:
    known = wanted.version
    if compare(version, known) < 0:
        return False
    if known.numbers == (0, 0, 0) and not wanted.any_minor and not wanted.any_patch:
        return True
    return version.major == known.major and (version.minor == known.minor or wanted.any_minor)


def _equal(wanted: Constraint, version: Version) -> bool:
    return _tilde(wanted, version) if wanted.is_partial else compare(version, wanted.version) == 0


def _caret(wanted: Constraint, version: Version) -> bool:
    known = wanted.version
    if compare(version, known) < 0:
        return False
    if known.major > 0 or wanted.any_minor:
        return version.major == known.major
    if version.major > 0:
        return False
    if known.minor > 0 or wanted.any_patch:
        return version.minor == known.minor
    return version.minor == 0 and version.patch == known.patch


_CHECKS: Final[dict[str, Callable[[Constraint, Version], bool]]] = {
    "": _equal, "=": _equal, "!=": _not_equal, ">": _greater, "<": _less, ">=": _at_least, "=>": _at_least,
    "<=": _at_most, "=<": _at_most, "~": _tilde, "~>": _tilde, "^": _caret,
}  # fmt: skip


def semver_compare(constraint: str, version: str) -> bool:
    """Whether a version meets a constraint."""
    alternatives = parse_constraints(constraint)
    parsed = parse_version(version)
    return any(all(wanted.allows(parsed) for wanted in conditions) for conditions in alternatives)


def _version_of(view: StructView) -> Version:
    """The version behind a view."""
    return cast("Version", view.value)


def _next(view: StructView, level: str) -> object:
    """The next version at a level; a patch step only drops what follows a prerelease's numbers."""
    known = _version_of(view)
    if level == "patch":
        bumped = replace(known, patch=known.patch + (not known.prerelease))
    elif level == "minor":
        bumped = replace(known, minor=known.minor + 1, patch=0)
    else:
        bumped = replace(known, major=known.major + 1, minor=0, patch=0)
    bumped = replace(bumped, prerelease="", metadata="")
    prefix = "v" if known.original.startswith("v") else ""
    return VERSION.view(replace(bumped, original=prefix + str(bumped)))


def _printed(view: StructView) -> str:
    return str(_version_of(view))


def _compared(expected: tuple[int, ...]) -> types.Method:
    """A method that compares with another version."""

    def check(view: StructView, other: StructView) -> bool:
        return compare(_version_of(view), _version_of(other)) in expected

    signature = parse_signature("version -> bool", {"version": POINTER})
    return types.Method(call=check, signature=signature, needs_pointer=True)


def _compare_method(view: StructView, other: StructView) -> int:
    return compare(_version_of(view), _version_of(other))


_METHODS: Final[dict[str, types.Method]] = {
    "Major": types.Method(call=lambda view: types.UINT64.view(view.value.major)),
    "Minor": types.Method(call=lambda view: types.UINT64.view(view.value.minor)),
    "Patch": types.Method(call=lambda view: types.UINT64.view(view.value.patch)),
    "Prerelease": types.Method(call=lambda view: view.value.prerelease),
    "Metadata": types.Method(call=lambda view: view.value.metadata),
    "Original": types.Method(call=lambda view: view.value.original, needs_pointer=True),
    "String": types.Method(call=_printed),
    "IncMajor": types.Method(call=lambda view: _next(view, "major")),
    "IncMinor": types.Method(call=lambda view: _next(view, "minor")),
    "IncPatch": types.Method(call=lambda view: _next(view, "patch")),
}
VERSION: Final = types.struct_type("semver.Version", {}, _METHODS, stringer=_printed)
POINTER: Final = types.pointer_to(VERSION)
_METHODS["Compare"] = types.Method(
    call=_compare_method, signature=parse_signature("version -> int", {"version": POINTER}), needs_pointer=True
)
_METHODS.update(
    Equal=_compared((0,)),
    LessThan=_compared((-1,)),
    LessThanEqual=_compared((-1, 0)),
    GreaterThan=_compared((1,)),
    GreaterThanEqual=_compared((0, 1)),
)


def semver(text: str) -> object:
    """The version that a text spells, with methods such as `.Major`."""
    return POINTER.view(parse_version(text))


FUNCTIONS: Final = {
    "semver": function("string -> version", semver, types={"version": POINTER}),
    "semverCompare": function("string, string -> bool", semver_compare),
}
