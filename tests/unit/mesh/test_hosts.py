from __future__ import annotations

import pytest

from meshctl.mesh.hosts import (
    ServiceName,
    fqdn_problem,
    gateway_host,
    hosts_match,
    is_covered,
    is_dns_label,
    is_partial_wildcard,
    to_fqdn,
    to_service,
    wildcard_domain_problem,
)


@pytest.mark.parametrize(("text", "valid"), [("a", True), ("A-1", True), ("a" * 63, True), ("a" * 64, False), ("-a", False), ("a-", False), ("", False), ("a_b", False)])  # fmt: skip  # noqa: E501  a row of cases
def test_dns_labels(text: str, valid: bool) -> None:
    assert is_dns_label(text) is valid


@pytest.mark.parametrize("text", ["reviews", "reviews.prod", "a.b.", "1a.b2c", "x" * 63 + ".y"])
def test_full_names_are_labels_between_dots_with_an_optional_dot_at_the_end(text: str) -> None:
    assert fqdn_problem(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("a..b", "''"),
        ("10.0.0.1", "cannot be a number"),
        ("80", "cannot be a number"),
        ("*.a", "'*'"),
        ("a." * 128 + "a", "255"),
    ],
)
def test_what_is_no_full_name_is_refused_with_the_reason(text: str, reason: str) -> None:
    assert reason in (fqdn_problem(text) or "")


@pytest.mark.parametrize("text", ["*", "*.a.com", "*foo.com", "*-foo.com", "a.com", "80"])
def test_a_wildcard_may_begin_the_first_label(text: str) -> None:
    assert wildcard_domain_problem(text) is None


@pytest.mark.parametrize("text", ["a.*.com", "foo*.com", "-foo.com", "*.10", "10.0.0.1", "**.com", "", "*" + "a" * 63])
def test_a_wildcard_may_stand_nowhere_else(text: str) -> None:
    assert wildcard_domain_problem(text) is not None


@pytest.mark.parametrize(("host", "partial"), [("*", False), ("*.a", False), ("*a", True), ("a*", True), ("a", False)])
def test_partial_wildcards(host: str, partial: bool) -> None:
    assert is_partial_wildcard(host) is partial


@pytest.mark.parametrize(
    ("host", "full"),
    [
        ("reviews", "reviews.prod.svc.cluster.local"),
        ("reviews.other", "reviews.other"),
        ("*", "*"),
        ("*foo", "*foo"),
        ("", ""),
    ],
)
def test_only_a_name_without_any_dot_is_short(host: str, full: str) -> None:
    assert to_fqdn(host, "prod") == full


def test_a_service_is_found_behind_its_full_name_only() -> None:
    assert to_service("a.b.prod.svc.cluster.local", "x") == ServiceName("prod", "a.b")
    assert to_service("reviews.prod", "x") == ServiceName("x", "reviews.prod")
    assert str(ServiceName("prod", "reviews")) == "prod/reviews"


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("a.com", "a.com", True),
        ("a.com", "b.com", False),
        ("*", "anything", True),
        ("*.com", "a.com", True),
        ("*.com", "com", False),
        ("*.com", "*.a.com", True),
        ("*.a.com", "*.b.com", False),
        ("*b.com", "*.com", True),
        ("*.b.com", "*c.com", False),
        ("*a.b.com", "*.b.com", True),
    ],
)
def test_hosts_match_in_both_directions(one: str, other: str, match: bool) -> None:
    assert hosts_match(one, other) is match
    assert hosts_match(other, one) is match


@pytest.mark.parametrize(
    ("host", "by", "covered"),
    [
        ("a.com", "a.com", True),
        ("a.com", "*.com", True),
        ("*.com", "a.com", False),
        ("*.a.com", "*.com", True),
        ("*.com", "*.a.com", False),
        ("*.com", "*.com", True),
        ("*", "*.com", False),
    ],
)
def test_cover_goes_one_way(host: str, by: str, covered: bool) -> None:
    assert is_covered(host, by) is covered


@pytest.mark.parametrize(
    ("entry", "expected"),
    [("a.com", ("*", "a.com")), ("./a.com", ("gw", "a.com")), ("*/a.com", ("*", "a.com")), ("ns/*", ("ns", "*"))],
)
def test_gateway_hosts_may_name_a_namespace(entry: str, expected: tuple[str, str]) -> None:
    assert gateway_host(entry, "gw") == expected


@pytest.mark.parametrize(("length", "fits"), [(254, True), (255, True), (256, False)])
def test_a_name_has_at_most_255_characters_with_or_without_a_wildcard(length: int, fits: bool) -> None:
    name = "a." * 126 + "a" * (length - 252)
    assert len(name) == length
    assert (fqdn_problem(name) is None) is fits
    assert (wildcard_domain_problem(f"*{name[1:]}") is None) is fits


@pytest.mark.parametrize(("length", "fits"), [(63, True), (64, False)])
def test_a_first_label_with_a_wildcard_is_as_long_as_any_label(length: int, fits: bool) -> None:
    assert (wildcard_domain_problem("*" + "a" * (length - 1) + ".com") is None) is fits


def test_a_longer_wildcard_is_covered_by_a_shorter_one_and_not_the_other_way_round() -> None:
    assert is_covered("*.a.com", "*.com")
    assert not is_covered("*.com", "*.a.com")
    assert is_covered("*.a.com", "*.a.com")
    assert not is_covered("*", "*a")
