"""What `--fix` mends: the rest of the file stays, the finding is gone, and a second run changes nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from meshctl.cli.main import main

POD_TEMPLATE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  selector: {matchLabels: {app: cart, version: v1}}
  template:
    metadata:
      labels: {app: cart, version: v1} # who
      annotations:
        {LINE} # why
        example.com/kept: "1"
    spec: {containers: [{name: cart, image: cart}]}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec:
  selector: {app: cart}
  ports:
  - {name: web, port: 80, appProtocol: {VALUE}} # kept
"""


@pytest.fixture(autouse=True)
def _in_empty_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def fixed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Fixed:
    return Fixed(monkeypatch, capsys)


class Fixed:
    """Lints a text, fixes it, and gives what it became."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def codes(self, *flags: str) -> set[str]:
        self._monkeypatch.setattr(sys, "argv", ["meshctl", "lint", "a.yaml", "--format", "json", *flags])
        main()
        return {each["code"] for each in json.loads(self._capsys.readouterr().out)["findings"]}

    def __call__(self, text: str, code: str) -> str:
        path = Path("a.yaml")
        path.write_text(text, "utf-8")
        assert code in self.codes()
        after = self.codes("--fix")
        fixed = path.read_text("utf-8")
        if fixed != text:
            assert code not in after
            self.codes("--fix")
            assert path.read_text("utf-8") == fixed
        return fixed


@pytest.mark.parametrize(
    ("value", "became"),
    [("HTTP/2", "http2"), ("htpp", "http"), ("Kubernetes.io/h2c", "kubernetes.io/h2c"), ("mongodb", "mongo")],
)
def test_an_app_protocol_near_one_protocol_is_corrected(fixed: Fixed, value: str, became: str) -> None:
    text = SERVICE.replace("{VALUE}", value)

    assert fixed(text, "IST0118") == text.replace(value, became)


@pytest.mark.parametrize("value", ["kafka", "https2", "example.com/http", '""'])
def test_an_app_protocol_that_leaves_a_doubt_is_left_alone(fixed: Fixed, value: str) -> None:
    text = SERVICE.replace("{VALUE}", value)

    assert fixed(text, "IST0118") == text


@pytest.mark.parametrize(
    ("line", "became"),
    [
        ("sidecar.istio.io/proxyImag: x", "sidecar.istio.io/proxyImage: x"),
        ("config.linkerd.io/admin-prt: '1'", "config.linkerd.io/admin-port: '1'"),
    ],
)
def test_a_misspelt_annotation_of_a_pod_template_is_renamed(fixed: Fixed, line: str, became: str) -> None:
    text = POD_TEMPLATE.replace("{LINE}", line)

    assert fixed(text, "MSH0120") == text.replace(line, became)


def test_a_misspelt_annotation_near_two_names_is_left_alone(fixed: Fixed) -> None:
    text = POD_TEMPLATE.replace("{LINE}", "config.linkerd.io/proxy-cpu-lequest: 1m")
    near_two = text.replace("proxy-cpu-lequest", "skip-xxbound-ports")

    assert "proxy-cpu-request: 1m # why" in fixed(text.replace("1m", '"1"').replace('"1" # why', "1m # why"), "MSH0120")
    assert fixed(near_two, "MSH0120") == near_two


def test_the_inject_annotation_of_a_pod_template_becomes_a_label(fixed: Fixed) -> None:
    text = POD_TEMPLATE.replace("{LINE}", 'sidecar.istio.io/inject: "false"')

    mended = fixed(text, "MSH0123")
    assert 'labels: {app: cart, version: v1, sidecar.istio.io/inject: "false"} # who\n' in mended
    assert mended.count("sidecar.istio.io/inject") == 1
    assert 'example.com/kept: "1"\n' in mended


def test_the_inject_annotation_becomes_the_first_label_where_there_is_none(fixed: Fixed) -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations: {sidecar.istio.io/inject: 'true', b: c}\n"

    mended = fixed(f"{text}spec: {{containers: [{{name: a, image: b}}]}}\n", "IST0135")
    assert '  labels:\n    sidecar.istio.io/inject: "true"\n' in mended
    assert "annotations: {b: c}" in mended


def test_a_deprecated_name_of_linkerd_gives_way_to_its_successor(fixed: Fixed) -> None:
    text = POD_TEMPLATE.replace("{LINE}", 'config.alpha.linkerd.io/proxy-enable-native-sidecar: "true"')

    assert fixed(text, "MSH0123") == text.replace("config.alpha.", "config.")
