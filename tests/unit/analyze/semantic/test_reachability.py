from __future__ import annotations

from typing import Any

import pytest

from meshctl.analyze.semantic import validate
from tests.unit.analyze.semantic.judging import resource

TO_REVIEWS = {"route": [{"destination": {"host": "reviews"}}]}


def route(*matches: Any, **members: Any) -> dict[str, Any]:
    return {**TO_REVIEWS, **({"match": list(matches)} if matches else {}), **members}


def prefix(text: str, **conditions: Any) -> dict[str, Any]:
    return {"uri": {"prefix": text}, **conditions}


def warnings(*routes: Any, kind: str = "http") -> list[str]:
    """`code path` of every warning about an order of routes."""
    hosts = ["a.com"]
    value = resource("VirtualService", {"hosts": hosts, kind: list(routes)})
    return [f"{each.code} {'.'.join(map(str, each.path))}" for each in validate(value) if each.severity == "warning"]


UNREACHABLE = "IST0130 spec.http.{}"
INEFFECTIVE = "IST0131 spec.http.{}.match.{}"

CASES = {
    "different matches": ([route(prefix("/a")), route(prefix("/b")), route()], []),
    "two routes without match": ([route(), route()], [UNREACHABLE.format(1)]),
    "a match after a route without one": (
        [route(), route(prefix("/a"), prefix("/b"))],
        [UNREACHABLE.format(1)],
    ),
    "a repeated match": (
        [route(prefix("/a")), route(prefix("/a"), prefix("/b"))],
        [INEFFECTIVE.format(1, 0)],
    ),
    "a match repeated within its route": (
        [route(prefix("/a"), prefix("/a"), {"port": 80})],
        [INEFFECTIVE.format(0, 1)],
    ),
    "names of matches do not count": (
        [route(prefix("/a", name="x")), route(prefix("/a", name="y"), {"port": 80})],
        [INEFFECTIVE.format(1, 0)],
    ),
    "members at their default do not count": (
        [route(prefix("/a")), route(prefix("/a", port=0, ignoreUriCase=False, headers=None), {"port": 80})],
        [INEFFECTIVE.format(1, 0)],
    ),
    "all matches taken": (
        [route(prefix("/a")), route(prefix("/a"))],
        [INEFFECTIVE.format(1, 0), UNREACHABLE.format(1)],
    ),
    "a longer prefix later": ([route(prefix("/a")), route(prefix("/ab"))], [INEFFECTIVE.format(1, 0)]),
    "a longer prefix first": ([route(prefix("/ab")), route(prefix("/a"))], []),
    "an empty prefix first": ([route(prefix("")), route(prefix("/a"))], [INEFFECTIVE.format(1, 0)]),
    "prefixes on different ports": ([route(prefix("/a", port=80)), route(prefix("/ab", port=81))], []),
    "the method GET is the default": (
        [route(prefix("/a")), route(prefix("/ab", method={"exact": "GET"}))],
        [INEFFECTIVE.format(1, 0)],
    ),
    "another method": ([route(prefix("/a")), route(prefix("/ab", method={"exact": "POST"}))], []),
    "a method that starts with the later one": (
        [route(prefix("/a", method={"prefix": "POST"})), route(prefix("/ab", method={"prefix": "PO"}))],
        [INEFFECTIVE.format(1, 0)],
    ),
    "another authority": (
        [route(prefix("/a", authority={"exact": "x"})), route(prefix("/ab", authority={"exact": "y"}))],
        [],
    ),
    "the same header": (
        [
            route(prefix("/a", headers={"x": {"exact": "1"}})),
            route(prefix("/ab", headers={"x": {"exact": "1"}})),
        ],
        [INEFFECTIVE.format(1, 0)],
    ),
    "another header": (
        [
            route(prefix("/a", headers={"x": {"exact": "1"}})),
            route(prefix("/ab", headers={"y": {"exact": "1"}})),
        ],
        [],
    ),
    "one header more": ([route(prefix("/a")), route(prefix("/ab", headers={"x": {"exact": "1"}}))], []),
    "another query parameter": (
        [
            route(prefix("/a", queryParams={"x": {"exact": "1"}})),
            route(prefix("/ab", queryParams={"x": {"exact": "2"}})),
        ],
        [],
    ),
    "a regex counts as nothing": (
        [
            route(prefix("/a", withoutHeaders={"x": {"exact": "1"}})),
            route(prefix("/ab", withoutHeaders={"x": {"regex": "2"}})),
        ],
        [INEFFECTIVE.format(1, 0)],
    ),
    "exact and prefix uris are not compared": ([route(prefix("/a")), route({"uri": {"exact": "/ab"}})], []),
    "a prefix after a route without match is told once": (
        [route(prefix("/a")), route(), route(prefix("/ab"))],
        [UNREACHABLE.format(2)],
    ),
    "overlap within one route": ([route(prefix("/a"), prefix("/ab"))], [INEFFECTIVE.format(0, 1)]),
    "every pair is told": (
        [route(prefix("/a")), route(prefix("/ab")), route(prefix("/abc"))],
        [INEFFECTIVE.format(1, 0), INEFFECTIVE.format(2, 0), INEFFECTIVE.format(2, 0)],
    ),
}


@pytest.mark.parametrize(("routes", "expected"), CASES.values(), ids=CASES)
def test_routes_that_cannot_be_taken_are_warned_about(routes: list[Any], expected: list[str]) -> None:
    assert warnings(*routes) == expected


def test_tls_and_tcp_routes_are_compared_too() -> None:
    match = {"sniHosts": ["a.com"]}
    tls = [route(match), route(match, {"sniHosts": ["a.com"], "port": 1})]
    assert warnings(*tls, kind="tls") == ["IST0131 spec.tls.1.match.0"]
    assert warnings(route(), route(), kind="tcp") == ["IST0130 spec.tcp.1"]


def test_routes_are_named_as_their_author_named_them() -> None:
    routes = [route(prefix("/a"), name="first"), route(prefix("/ab"))]
    value = resource("VirtualService", {"hosts": ["a.com"], "http": routes})
    [violation] = validate(value)
    assert violation.message == 'prefix "/ab" of route #1 is taken by prefix "/a" of route "first"'


def test_ten_thousand_prefixes_are_compared_at_once() -> None:
    routes = [route(prefix(f"/path/{number:05}")) for number in range(10_000)]
    assert warnings(*routes, route(prefix("/path/00007/x"))) == ["IST0131 spec.http.10000.match.0"]
