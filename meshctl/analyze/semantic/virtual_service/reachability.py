"""Routes that can never be taken (IST0130) and matches that decide nothing (IST0131).

Routes are tried in order and the first that matches wins, so one without conditions ends the list, and a condition
that an earlier route already has does nothing. NB: as upstream, gateways, source labels, source namespace, scheme and
ignoreUriCase are not part of the comparison of prefixes, so routes for disjoint sources are reported as well.
Source: istio/istio pkg/config/validation/validation.go analyzeUnreachable*Rules, coveredValidation.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.analyze.semantic.violation import INEFFECTIVE_MATCH, UNREACHABLE_RULE, quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.analyze.semantic.field import Field
    from meshctl.k8s.types import JSONValue

_REORDER = "move the narrower route up, or remove it"


def report(spec: Field) -> None:
    """Warn about every unreachable route and ineffective match of a VirtualService."""
    for kind in ("http", "tls", "tcp"):
        _Reporter(named=kind == "http").report(spec[kind].items())


@dataclass(frozen=True, slots=True, kw_only=True)
class _PrefixMatch:
    """A match by URI prefix, as far as it is compared; texts are `exact X`, `prefix X` or empty for a regex."""

    field: Field
    rule: str
    prefix: str
    port: int
    method: str
    authority: str
    maps: tuple[Mapping[str, str], ...]

    def shadows(self, later: _PrefixMatch) -> bool:
        """Whether this match already takes what `later` is written for."""
        return (
            self.prefix != later.prefix
            and later.prefix.startswith(self.prefix)
            and self.port == later.port
            and self.method.startswith(later.method)
            and self.authority.startswith(later.authority)
            and all(_takes(mine, theirs) for mine, theirs in zip(self.maps, later.maps, strict=True))
        )


def _takes(mine: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    return len(mine) == len(theirs) and all(
        key in theirs and text.startswith(theirs[key]) for key, text in mine.items()
    )


class _Reporter:
    """Walks one list of routes in order and remembers what has been matched so far."""

    def __init__(self, *, named: bool) -> None:
        self._named = named
        self._taken: dict[str, str] = {}
        self._prefixes: list[_PrefixMatch] = []
        self._catch_all = ""

    def report(self, routes: list[Field]) -> None:
        for index, route in enumerate(routes):
            name = self._name(route, index)
            if route["match"].items():
                self._report_route(route, name)
            else:
                if self._catch_all:
                    _unreachable(route, f"route {name} is never reached: route {self._catch_all} has no match either")
                self._catch_all = name
        _report_shadowed(self._prefixes)

    def _report_route(self, route: Field, name: str) -> None:
        matches = route["match"].items()
        repeated = [self._is_repeated(match, index, name) for index, match in enumerate(matches)]
        if all(repeated):
            _unreachable(route, f"route {name} is never reached: earlier routes have all of its matches")
        if self._catch_all:
            _unreachable(
                route, f"route {name} is never reached: it stands after route {self._catch_all}, which has no match"
            )
            return
        fresh = (match for match, known in zip(matches, repeated, strict=True) if not known)
        self._prefixes += [_prefix_match(match, name) for match in fresh if match["uri"]["prefix"].present]

    def _is_repeated(self, match: Field, index: int, route_name: str) -> bool:
        """Report `match` if an earlier one is equal to it, else remember it."""
        identity = _identity(match)
        if identity not in self._taken:
            self._taken[identity] = route_name
            return False
        match.warn(
            "ineffective-match",
            f"match {self._name(match, index)} of route {route_name} does nothing: "
            f"route {self._taken[identity]} has it already",
            help="remove it",
            code=INEFFECTIVE_MATCH,
        )
        return True

    def _name(self, field: Field, index: int) -> str:
        written = field["name"].text() if self._named else ""
        return quote(written) if written else f"#{index}"


def _unreachable(route: Field, message: str) -> None:
    route.warn("unreachable-route", message, help=_REORDER, code=UNREACHABLE_RULE)


def _report_shadowed(prefixes: list[_PrefixMatch]) -> None:
    """Report each pair of which the earlier takes the later; candidates are found by the text of their prefix."""
    known: dict[str, list[_PrefixMatch]] = defaultdict(list)
    lengths: set[int] = set()
    for later in prefixes:
        for length in sorted(length for length in lengths if length < len(later.prefix)):
            for earlier in known.get(later.prefix[:length], ()):
                if earlier.shadows(later):
                    _warn_of_shadow(earlier, later)
        known[later.prefix].append(later)
        lengths.add(len(later.prefix))


def _warn_of_shadow(earlier: _PrefixMatch, later: _PrefixMatch) -> None:
    later.field.warn(
        "ineffective-match",
        f"prefix {quote(later.prefix)} of route {later.rule} is taken by "
        f"prefix {quote(earlier.prefix)} of route {earlier.rule}",
        help=_REORDER,
        code=INEFFECTIVE_MATCH,
    )


def _prefix_match(match: Field, rule: str) -> _PrefixMatch:
    return _PrefixMatch(
        field=match,
        rule=rule,
        prefix=match["uri"]["prefix"].text(),
        port=match["port"].integer(),
        method=_written(match["method"]) if match["method"].present else "exact GET",
        authority=_written(match["authority"]),
        maps=tuple(
            {key: _written(value) for key, value in match[name].entries()}
            for name in ("headers", "queryParams", "withoutHeaders")
        ),
    )


def _written(match: Field) -> str:
    for form in ("exact", "prefix"):
        if match[form].present:
            return f"{form} {match[form].text()}"
    return ""


def _identity(match: Field) -> str:
    """A text that is equal for matches that ask the same; the name of a match does not count."""
    conditions = {key: _bare(value.value) for key, value in match.entries() if key != "name"}
    return json.dumps(
        {key: value for key, value in conditions.items() if not _is_default(value)}, sort_keys=True, default=str
    )


def _bare(value: JSONValue) -> JSONValue:
    if isinstance(value, dict):
        return {key: _bare(member) for key, member in value.items() if not _is_default(member)}
    return value


def _is_default(value: JSONValue) -> bool:
    return value is None or value is False or value in (0, [])
