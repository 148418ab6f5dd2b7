"""`meshctl convert` as people call it: legacy documents among others, notes, files, exits."""

from __future__ import annotations

import json
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from meshctl.cli.main import main
from meshctl.manifests.documents import read_documents
from meshctl.manifests.sources import Source

RULE = """\
apiVersion: config.istio.io/v1alpha2
kind: RouteRule
metadata: {name: to-v1}
spec:
  destination: {name: cart}
  route: [{labels: {version: v1}}]
"""
POLICY = """\
apiVersion: config.istio.io/v1alpha2
kind: DestinationPolicy
metadata: {name: policy}
spec:
  destination: {name: cart, labels: {version: v1}}
  loadBalancing: {name: LEAST_CONN}
"""
SERVICE = "# of the cart\napiVersion: v1\nkind:   Service # odd spacing\nmetadata: {name: cart}\n"


@pytest.fixture(autouse=True)
def _in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Convert:
    return Convert(capsys, monkeypatch)


class Convert:
    """Runs the command; keeps exit status and output."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch
        self.out = self.err = ""

    def __call__(self, *arguments: str, stdin: str = "") -> int:
        self._monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin.encode())))
        self._monkeypatch.setattr(sys, "argv", ["meshctl", "convert", *arguments])
        status = main()
        self.out, self.err = self._capsys.readouterr()
        return status

    @property
    def kinds(self) -> list[str]:
        documents = read_documents(Source(name="out", text=self.out))
        return [str(each.value["kind"]) for each in documents if isinstance(each.value, dict)]


def write(name: str, text: str) -> str:
    Path(name).write_bytes(text.encode())
    return name


def test_rules_and_policies_of_one_host_from_several_files_become_one_of_each(run: Convert) -> None:
    assert run("-f", write("rule.yaml", RULE), "-f", write("policy.yaml", POLICY)) == 0
    assert run.kinds == ["VirtualService", "DestinationRule"]
    assert "simple: LEAST_REQUEST" in run.out
    assert run.out.count("subsets:") == 1
    assert run.out.endswith("simple: LEAST_REQUEST\n")
    assert "\n\n" not in run.out
    assert run.err == "2 legacy objects became 2 objects of today; nothing could not be carried.\n"


def test_everything_else_passes_byte_for_byte_before_the_new_objects(run: Convert) -> None:
    assert run("-f", write("a.yaml", f"{SERVICE}---\n{RULE}---\n{SERVICE}")) == 0
    assert run.out.startswith(f"{SERVICE}---\n{SERVICE}---\napiVersion: networking.istio.io/v1\nkind: VirtualService\n")


@pytest.mark.parametrize("text", [SERVICE, SERVICE.replace("\n", "\r\n"), "a: 1\n--- # why\nb:   2", "# nothing\n", ""])
def test_a_file_without_legacy_kinds_comes_out_as_it_went_in(run: Convert, text: str) -> None:
    assert run("-f", write("a.yaml", text), "-o", "out.yaml") == 0
    assert Path("out.yaml").read_bytes() == text.encode()
    assert run.err.startswith("nothing to convert: ")


def test_line_breaks_of_the_file_are_kept(run: Convert) -> None:
    run("-f", write("a.yaml", RULE.replace("\n", "\r\n")), "-o", "out.yaml")

    written = Path("out.yaml").read_bytes()
    assert written.count(b"\n") == written.count(b"\r\n") > 10


def test_lists_lose_their_legacy_items_only(run: Convert) -> None:
    items = [{"kind": "RouteRule", "spec": {"destination": {"name": "a"}}}, {"apiVersion": "v1", "kind": "Secret"}]
    mixed = json.dumps({"apiVersion": "v1", "kind": "List", "items": items})

    run("-f", write("a.json", mixed))
    assert run.kinds == ["List", "VirtualService"]
    assert run.out.startswith('{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Secret"}]}')
    run("-f", write("b.json", json.dumps({"kind": "List", "items": items[:1]})))
    assert run.kinds == ["VirtualService"]


def test_what_is_lost_is_told_with_its_place_and_fails_under_strict(run: Convert) -> None:
    text = RULE + "  l4Fault: {throttle: {percent: 3}}\n"

    assert run("-f", write("a.yaml", f"{SERVICE}---\n{text}")) == 0
    assert "a.yaml:12:12: not carried: RouteRule default/to-v1 spec.l4Fault: " in run.err
    assert run.err.endswith("became 2 objects of today; 1 thing could not be carried.\n")
    assert run("-f", "a.yaml", "--strict") == 1


def test_labels_of_callers_are_carried_when_asked(run: Convert) -> None:
    text = RULE + "  match: {source: {labels: {app: web}}}\n"

    run("-f", write("a.yaml", text))
    assert "sourceLabels" not in run.out
    assert "not carried" in run.err
    run("-f", "a.yaml", "--carry-all")
    assert "sourceLabels:\n        app: web\n" in run.out
    assert "not carried" not in run.err


def test_the_namespace_of_objects_without_one_can_be_named_or_left_out(run: Convert) -> None:
    write("a.yaml", RULE)

    run("-f", "a.yaml")
    assert "namespace: default\n" in run.out
    run("-f", "a.yaml", "-n", "shop")
    assert "namespace: shop\n" in run.out
    run("-f", "a.yaml", "-n", "")
    assert "namespace" not in run.out


def test_standard_input_is_converted(run: Convert) -> None:
    assert run("-f", "-", stdin=RULE) == 0
    assert run.kinds == ["VirtualService", "DestinationRule"]


def test_nothing_is_written_when_a_file_is_broken(run: Convert) -> None:
    write("out.yaml", "old\n")

    assert run("-f", write("a.yaml", RULE), "-f", write("b.yaml", "a: ["), "-o", "out.yaml") == 3
    assert "b.yaml:1:" in run.err
    assert Path("out.yaml").read_text("utf-8") == "old\n"


def test_a_file_must_be_named_and_exist(run: Convert) -> None:
    assert run() == 2
    assert "name one with -f" in run.err
    assert run("-f", "absent.yaml") == 3
