"""Whatever a resource holds, validation ends, changes nothing and points at real places."""

from __future__ import annotations

import copy
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from meshctl.analyze.semantic import VALIDATORS, Violation, validate
from tests.unit.analyze.semantic import (
    test_authentication,
    test_authorization_policy,
    test_destination_rule,
    test_envoy_filter,
    test_extensions,
    test_gateway,
    test_service_entry,
    test_sidecar,
    test_telemetry,
    test_virtual_service,
    test_workload,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.k8s.types import FieldPath

SEEDS: list[dict[str, Any]] = [
    *(value for value, _expected in test_virtual_service.ALL.values()),
    *(
        value
        for cases in (
            test_authentication.CASES,
            test_authorization_policy.POLICIES,
            test_authorization_policy.RULES,
            test_authorization_policy.CONDITIONS,
            test_destination_rule.RULE,
            test_destination_rule.POLICY,
            test_destination_rule.BALANCERS,
            test_destination_rule.TLS,
            test_envoy_filter.CASES,
            test_extensions.CASES,
            test_gateway.SERVERS,
            test_gateway.TLS,
            test_service_entry.CASES,
            test_sidecar.CASES,
            test_telemetry.CASES,
            test_workload.CASES,
        )
        for _name, value, _expected in cases
    ),
]
# Values that are wrong in most places, and mean something in some.
STRANGE: list[Any] = [
    *(None, True, 0, 1, -1, 80, 65536, 3.5, 10**400, float("nan"), [], {}, [None], [[]], [{}], {"": {}}, {"a": None}),
    *("", "*", "a", "*.a.com", "10.0.0.0/8", "1s", "-1ms", "80", "TCP", "DNS", "MUTUAL", "DENY", "(a", "%A(", "ns/*"),
    *("unix:///a", "{*}", "é\x00\ud800", "@request.auth.claims.a", "outbound_.80_._.a", "configmap://a", "[" * 9999),
]


def paths(value: Any, path: FieldPath = ()) -> Iterator[FieldPath]:
    """Every place in a value, the deepest ones included."""
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in members:
        yield from paths(member, (*path, step))


def changed(seed: Any, random: Random) -> Any:
    """`seed` with up to three places given a strange value, or the value of another place."""
    value = copy.deepcopy(seed)
    for _ in range(random.randint(1, 3)):
        places = [path for path in paths(value) if path[:1] == ("spec",) or path[:2] == ("metadata", "annotations")]
        if not places:
            break
        *holder, last = random.choice(places)
        other = at(value, random.choice(places)) if random.random() < 0.2 else random.choice(STRANGE)
        at(value, tuple(holder))[last] = copy.deepcopy(other)
    return value


def at(value: Any, path: FieldPath) -> Any:
    for step in path:
        value = value[step]
    return value


def holder_exists(value: Any, violation: Violation) -> bool:
    """Whether the path leads to something, but for a missing member of a missing member at its end."""
    try:
        at(value, violation.path[:-2])
    except (KeyError, IndexError, TypeError):
        return False
    return True


@pytest.mark.parametrize("key", VALIDATORS)
def test_changed_resources_are_judged_without_a_stop(key: str) -> None:
    seeds = [seed for seed in SEEDS if seed["kind"] == key.rpartition("/")[2]]
    random = Random(key)  # noqa: S311  seeded on purpose
    for _ in range(400):
        value = changed(random.choice(seeds), random)
        before = repr(value)
        found = validate(value)
        assert repr(value) == before
        assert found == validate(value)
        assert len(set(found)) == len(found)
        for violation in found:
            assert violation.message.isprintable(), violation
            assert holder_exists(value, violation), violation
