from __future__ import annotations

from meshctl.mesh import go_json


def test_json_is_compact_with_the_characters_of_html_escaped() -> None:
    assert (
        go_json.dumps({"b": "<&>", "a": ["é", 1, None, True]}) == '{"b":"\\u003c\\u0026\\u003e","a":["é",1,null,true]}'
    )


def test_keys_are_sorted_on_request_at_every_depth() -> None:
    assert go_json.dumps({"b": 1, "a": {"d": 1, "c": 2}}, sort_keys=True) == '{"a":{"c":2,"d":1},"b":1}'
