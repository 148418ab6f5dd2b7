"""Fresh YAML: what is quoted, how it is indented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from meshctl.errors import ManifestError
from meshctl.yamlio import load_plain
from meshctl.yamlio.emitter import BlockStyle, dump

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue

yaml = pytest.importorskip("yaml", reason="PyYAML stands for the readers of YAML 1.1")


def test_a_manifest_looks_as_the_kubernetes_tools_write_it() -> None:
    value: JSONValue = {
        "kind": "Pod",
        "metadata": {"labels": {}, "annotations": {"a.b/c": "true"}},
        "spec": {"containers": [{"name": "app", "args": ["--x", "8080"], "ports": [{"containerPort": 80}]}]},
        "none": None,
        "nested": [[1, 2], []],
    }
    assert dump(value) == (
        "kind: Pod\n"
        "metadata:\n"
        "  labels: {}\n"
        "  annotations:\n"
        '    a.b/c: "true"\n'
        "spec:\n"
        "  containers:\n"
        "  - name: app\n"
        "    args:\n"
        "    - --x\n"
        '    - "8080"\n'
        "    ports:\n"
        "    - containerPort: 80\n"
        "none: null\n"
        "nested:\n"
        "- - 1\n"
        "  - 2\n"
        "- []\n"
    )


def test_lists_may_be_indented_below_their_key() -> None:
    style = BlockStyle(step=4, sequence_offset=2)
    assert (
        dump({"a": {"b": [{"c": 1, "d": [2]}]}}, style=style) == "a:\n    b:\n      - c: 1\n        d:\n          - 2\n"
    )


AMBIGUOUS = (
    "y n yes no on off true false null NULL Yes ~ 0 1 -1 +1 1.5 .5 1e3 1E3 0x1f 0o17 0777 0b1 1_000 .inf .nan 12:30 "
    "12:30:45 2001-01-01 = << | > - ? : , [ ] { } # & * ! % @ ` ' \" a: :a a#b: a,b"
)


@pytest.mark.parametrize("text", [*AMBIGUOUS.split(), "", " a", "a ", "a #b", "a: b"])
def test_text_that_some_reader_takes_for_something_else_is_quoted(text: str) -> None:
    written = dump({"k": text})
    assert load_plain(written) == {"k": text}
    assert yaml.load(written, yaml.SafeLoader) == {"k": text}  # a reader of YAML 1.1
    quoted = "'\"'" if text == '"' else json.dumps(text)
    assert written == f"k: {quoted}\n"


def test_json_in_a_text_stands_in_single_quotes_where_it_can() -> None:
    assert dump({"k": '{"a": "it"}'}) == 'k: \'{"a": "it"}\'\n'
    assert dump({"k": '"it\'s"'}) == "k: '\"it''s\"'\n"
    assert dump({"k": '"\n"'}) != "k: '\"\n\"'\n"


@pytest.mark.parametrize(
    "text",
    [
        "istio-proxy", "docker.io/istio/proxyv2:1.27", "apps/v1", "100m", "128Mi", "1Gi", "15s", "10.0.0.0/8", "1.2.3",
        "--domain", "-c", "Always", "a b c", "k8s.v1.cni.cncf.io/networks", "http://x/y?z".removesuffix("?z"),
    ],
)  # fmt: skip
def test_harmless_text_stands_bare(text: str) -> None:
    written = dump({"k": text})
    assert written == f"k: {text}\n"
    assert yaml.load(written, yaml.SafeLoader) == {"k": text}


def test_text_of_several_lines_is_a_literal_block() -> None:
    value: JSONValue = {"a": "x\n  y\n\nz\n", "b": ["p\nq"], "c": "last\n\n"}
    assert dump(value) == 'a: |\n  x\n    y\n\n  z\nb:\n- |-\n  p\n  q\nc: "last\\n\\n"\n'
    assert load_plain(dump(value)) == value


@pytest.mark.parametrize(
    "text", ["\n", " x\ny", "\tx\ny", "x\n ", "x\r\ny", "x\u2028\ny", "x\n\n\n", "\nx\n", "a\x00\nb"]
)
def test_text_that_a_block_would_change_is_quoted(text: str) -> None:
    written = dump({"k": text})
    assert "|" not in written
    assert load_plain(written) == {"k": text}


@pytest.mark.parametrize(
    ("number", "written"),
    [(1.0, "1.0"), (1e22, "1.0e+22"), (1.5e-07, "1.5e-07"), (-0.0, "-0.0"), (2**63, "9223372036854775808")],
)
def test_numbers_keep_their_type_for_every_reader(number: float, written: str) -> None:
    assert dump({"k": number}) == f"k: {written}\n"
    for value in (load_plain(dump({"k": number})), yaml.load(dump({"k": number}), yaml.SafeLoader)):
        assert isinstance(value, dict)
        assert (type(value["k"]), value["k"]) == (type(number), number)


@pytest.mark.parametrize("value", [float("inf"), float("nan"), "\ud800"])
def test_what_yaml_cannot_hold_is_an_error(value: Any) -> None:
    with pytest.raises(ManifestError):
        dump({"k": value})


def test_a_long_key_takes_the_explicit_form() -> None:
    value: JSONValue = {"k" * 2000: {"a": [1]}, "b": {"x" * 1100: "y"}}
    assert load_plain(dump(value)) == value
