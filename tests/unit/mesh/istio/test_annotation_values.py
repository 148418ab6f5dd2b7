from __future__ import annotations

import pytest

from meshctl.mesh.istio import annotation_values as check


@pytest.mark.parametrize("value", ["", "10.0.0.0/8", "10.1.2.3/8", "fd00::/8", "::ffff:1.2.3.4/96", "1.1.1.1/32,::/0"])
def test_address_ranges_may_have_bits_right_of_the_mask(value: str) -> None:
    assert check.cidrs(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "*",
        "10.0.0.0",
        "10.0.0.0/33",
        "10.0.0.0/08",
        "10.0.0.0/255.0.0.0",
        "010.0.0.0/8",
        "fe80::1%eth0/64",
        "::/129",
        "10.0.0.0/8, 11.0.0.0/8",
        "10.0.0.0/8,",
        "10.0.0.0/+8",
        "/8",
        "10.0.0/8",
    ],
)
def test_address_ranges_have_a_length_and_no_blanks(value: str) -> None:
    assert check.cidrs(value) is not None


def test_a_star_stands_alone() -> None:
    assert check.cidrs_or_all("*") is None
    assert check.cidrs_or_all("*,10.0.0.0/8") is not None
    assert check.ports_or_all("*") is None
    assert check.ports_or_all("80,*") is not None


@pytest.mark.parametrize(("value", "valid"), [("", True), (" 0 ,65535", True), ("65536", False), ("1,,2", False), ("1-5", False), ("+1", False)])  # fmt: skip  # noqa: E501  a row of cases
def test_ports_are_a_list_of_numbers_with_blanks_around_them(value: str, valid: bool) -> None:
    assert (check.ports(value) is None) is valid


@pytest.mark.parametrize(("value", "valid"), [("15020", True), (" 0 ", True), ("", False), ("70000", False), ("1,2", False)])  # fmt: skip  # noqa: E501  a row of cases
def test_a_port_may_be_zero(value: str, valid: bool) -> None:
    assert (check.port(value) is None) is valid


@pytest.mark.parametrize(("value", "valid"), [("4294967295", True), ("4294967296", False), (" 1", False), ("-1", False), ("", False)])  # fmt: skip  # noqa: E501  a row of cases
def test_counts_are_unsigned_without_blanks(value: str, valid: bool) -> None:
    assert (check.uint32(value) is None) is valid


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ("", True),
        ("eth0, eth1", True),
        ("a" * 15, True),
        ("a" * 16, False),
        ("0eth", False),
        ("eth 0", False),
        ("a,,b", False),
        ("é", False),
    ],
)
def test_interfaces_begin_with_a_letter_and_are_short(value: str, valid: bool) -> None:
    assert (check.interfaces(value) is None) is valid


@pytest.mark.parametrize(("value", "valid"), [("100m", True), ("1.5Gi", True), ("", False), ("1Gi\x00", False), ("1\x85", False)])  # fmt: skip  # noqa: E501  a row of cases
def test_quantities_hold_no_control_characters(value: str, valid: bool) -> None:
    assert (check.quantity(value) is None) is valid


@pytest.mark.parametrize(("value", "valid"), [("NONE", True), ("none", False), ("", False)])
def test_interception_modes_are_spelled_in_capitals(value: str, valid: bool) -> None:
    assert (check.interception_mode(value) is None) is valid


def test_a_refusal_names_the_entry_at_fault() -> None:
    assert "'x'" in (check.ports("80,x") or "")
    assert "'10.0.0.1'" in (check.cidrs("10.0.0.0/8,10.0.0.1") or "")
