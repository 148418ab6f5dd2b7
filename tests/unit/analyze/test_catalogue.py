from __future__ import annotations

import re

import pytest

from meshctl.analyze.catalogue import SECTIONS, RulePage, find_message, find_pages, pages
from meshctl.analyze.messages import MESSAGES


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.slug)
def test_a_rule_has_a_whole_manual_page(page: RulePage) -> None:
    assert tuple(page.sections) == SECTIONS
    assert page.title.endswith(".")
    assert "Bad" in page.sections["Example"]
    assert "Good" in page.sections["Example"]
    assert page.meta.link.startswith("https://")


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.slug)
def test_a_slug_is_the_path_of_its_module(page: RulePage) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*", page.slug)


def test_slugs_are_unique_and_every_active_message_has_a_rule() -> None:
    slugs = [page.slug for page in pages()]
    given = {code for page in pages() for code in page.meta.codes}
    idle = {code for code, message in MESSAGES.items() if message.status != "active"}
    own = {"IST0001", "MSH0001", "MSH0002", "MSH0003", "MSH0010", "MSH0011"}  # given by the run itself

    assert len(set(slugs)) == len(slugs)
    assert set(MESSAGES) - idle - own == given


def test_codes_are_well_formed_and_never_shared() -> None:
    assert all(re.fullmatch(r"(IST|MSH)\d{4}", code) for code in MESSAGES)
    assert len({message.name for message in MESSAGES.values()}) == len(MESSAGES)


def test_pages_are_found_by_code_slug_and_last_part_in_any_case() -> None:
    [page] = find_pages("ist0118")

    assert find_pages("service/unclear-port-protocol") == [page]
    assert find_pages("Unclear-Port-Protocol") == [page]
    assert len(find_pages("IST0101")) > 3
    assert find_pages("IST0104") == []
    retired = find_message("ist0104")
    assert retired is not None
    assert retired.name == "GatewayPortNotOnWorkload"
