"""What the recorded cases cannot show: the clock, refusals, and what differs from upstream on purpose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from meshctl.errors import TemplateError
from meshctl.gotemplate import BUILTINS, SPRIG, compile_template, sprig
from meshctl.gotemplate.sprig import refused

ALL = BUILTINS | SPRIG


def rendered(text: str, data: object = None, now: datetime | None = None) -> str:
    return compile_template("t", text, BUILTINS | sprig(now=now)).render(data)


def test_every_function_of_sprig_is_there() -> None:
    assert len(SPRIG) == 211
    assert {"abbrevboth", "mustMergeOverwrite", "genSignedCertWithKey", "must_date_modify", "urlJoin"} <= set(SPRIG)


@pytest.mark.parametrize("name", sorted(refused.FUNCTIONS))
def test_functions_outside_of_the_inputs_are_refused_when_called_and_only_then(name: str) -> None:
    assert compile_template("t", f"{{{{ if false }}}}{{{{ {name} }}}}{{{{ end }}}}ok", ALL).render(None) == "ok"
    with pytest.raises(TemplateError, match=f"error calling {name}: it .*same pod for the same input") as caught:
        compile_template("t", f"{{{{ {name} }}}}", ALL).render(None)
    assert caught.value.remedy is not None


def test_the_present_time_is_what_the_caller_says() -> None:
    now = datetime(2024, 3, 1, 1, 30, 15, tzinfo=timezone(timedelta(hours=2), "EET"))
    assert rendered("{{ now }}", now=now) == "2024-03-01 01:30:15 +0200 EET"
    assert rendered('{{ date "2006-01-02 15:04 MST" now }}', now=now) == "2024-02-29 23:30 UTC"
    assert rendered("{{ ago (now | dateModify `-90s`) }}", now=now) == "1m30s"
    assert rendered("{{ now | dateModify `-50h` | durationRound }}", now=now) == "2d"


@pytest.mark.parametrize("text", ["{{ now }}", "{{ ago 0 }}", '{{ date "2006" "no time" }}'])
def test_without_a_clock_what_needs_one_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match="asks for the present time"):
        rendered(text)


def test_times_that_are_given_need_no_clock() -> None:
    assert rendered('{{ date "2006-01-02" 86400 }} {{ toDate "2006" "2020" | unixEpoch }}') == "1970-01-02 1577836800"


def test_a_clock_must_know_its_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        sprig(now=datetime(2024, 1, 1))  # noqa: DTZ001  that is the point


def test_named_zones_are_known_and_unknown_ones_are_utc() -> None:
    text = '{{ dateInZone "15:04 MST" 1700000000 "Europe/Berlin" }} {{ dateInZone "15:04 MST" 1700000000 "Nowhere" }}'
    assert rendered(text, now=datetime(2024, 1, 1, tzinfo=UTC)) == "23:13 CET 22:13 UTC"


def test_keys_and_values_come_sorted() -> None:
    assert rendered("{{ keys . }} {{ values . }}", {"b": 1, "a": 2, "c": 0}) == "[a b c] [2 1 0]"


def test_scripts_in_patterns_are_refused_as_not_supported() -> None:
    with pytest.raises(TemplateError, match=r"\\p\{Greek\} is not supported here"):
        rendered(r'{{ regexMatch "\\p{Greek}" "x" }}')


def test_categories_in_patterns_are_supported() -> None:
    assert rendered(r'{{ regexFindAll "\\p{Lu}+" "aÉBc" -1 }} {{ regexReplaceAll "[^\\pL]" "a1-b" "" }}') == "[ÉB] ab"


def test_slices_end_where_the_list_ends() -> None:
    """Go would go on into the spare capacity of a list that grew, and show zeros there."""
    with pytest.raises(TemplateError, match="slice index out of bounds"):
        rendered("{{ slice (until 5) 5 8 }}")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("merge (dict `a` (list 1)) (dict `a` (list 2 3))", "[1]"),
        ("merge (dict `a` list) (dict `a` (list 2 3))", "[2 3]"),
        ("merge (dict) (dict `a` (list 2 3))", "[2 3]"),
        ("mergeOverwrite (dict `a` (list 1)) (dict `a` (list 2 3))", "[2 3]"),
        ("mergeOverwrite (dict `a` (list 1)) (dict `a` list)", "[]"),
        ("merge (dict `a` (dict `b` (list 1))) (dict `a` (dict `b` (list 2) `c` 1))", "map[b:[1] c:1]"),
    ],
)
def test_lists_are_merged_as_whole_values(call: str, expected: str) -> None:
    assert rendered(f"{{{{ ({call}).a }}}}") == expected
