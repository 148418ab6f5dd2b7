from __future__ import annotations

import pytest

from meshctl.k8s import names

GOOD = {
    names.dns_1123_label: ("a", "web", "9", "a-b", "x" * 63),
    names.dns_1123_subdomain: ("a", "a.b", "web.example.com", "9.9", "x" * 253),
    names.wildcard_dns_1123_subdomain: ("*.a", "*.example.com"),
    names.dns_1035_label: ("a", "web-1", "x" * 63),
    names.port_name: ("http", "a-1", "8080a", "x" * 15),
    names.label_key: ("app", "App_1.x", "example.com/app", "x" * 63, "x" * 253 + "/a"),
    names.label_value: ("", "a", "A-b_c.d", "x" * 63),
    names.annotation_key: ("a", "Example.com/App"),
    names.env_name: ("A", "a.b-c_d", "_"),
    names.config_key: ("a", "a.b", "x" * 253, ".a"),
}
BAD = {
    names.dns_1123_label: ("", "A", "a.b", "-a", "a-", "a_b", "x" * 64, "a\n", "ü"),
    names.dns_1123_subdomain: ("", ".a", "a.", "a..b", "a.-b", "x" * 254, "A.b"),
    names.wildcard_dns_1123_subdomain: ("*", "*.", "a.b", "**.a", "*.A"),
    names.dns_1035_label: ("", "1a", "a.b", "a-"),
    names.port_name: ("", "80", "-a", "a-", "a--b", "A", "1-2", "x" * 16),
    names.label_key: ("", "/a", "a/", "a/b/c", "A.b/c", "-a", "a b", "x" * 64, "x" * 254 + "/a"),
    names.label_value: ("-a", "a-", "a b", "x" * 64, "a/b", "a\n"),
    names.annotation_key: ("", "a b", "/a"),
    names.env_name: ("", "1a", "a=b", ".", "..", "..a"),
    names.config_key: ("", "a/b", ".", "..", "..a", "x" * 254),
}


@pytest.mark.parametrize(("rule", "name"), [(rule, name) for rule, found in GOOD.items() for name in found])
def test_good_names_pass(rule: object, name: str) -> None:
    assert rule(name) is None  # type: ignore[operator]


@pytest.mark.parametrize(("rule", "name"), [(rule, name) for rule, found in BAD.items() for name in found])
def test_bad_names_break_a_rule_that_reads_on(rule: object, name: str) -> None:
    told = rule(name)  # type: ignore[operator]
    assert told is not None
    assert told.startswith(("must ", "has "))


def test_a_bad_prefix_is_named_apart_from_the_name() -> None:
    rule = names.dns_1123_subdomain("-x")
    assert names.label_key("-x/app") == f"has the prefix '-x', which {rule}"


def test_annotations_have_a_limit_together() -> None:
    assert names.annotations_size({"a": "x" * (256 * 1024 - 1)}) is None
    assert names.annotations_size({"ab": "x" * (256 * 1024 - 1)}) is not None


def test_ports_lie_in_their_range() -> None:
    assert [names.port_number(number) is None for number in (0, 1, 65535, 65536)] == [False, True, True, False]
