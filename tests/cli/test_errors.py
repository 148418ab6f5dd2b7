"""Whatever a user does wrong: one message with its place, the right exit status, and nothing on standard output."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from meshctl.cli import main as main_module
from tests.cli.conftest import Meshctl
from tests.cli.samples import BROKEN, DEPLOYMENT, STREAM, annotated, write

NESTED = "[" * 5000 + "]" * 5000
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

# Text of the input, exit status, and how the message begins behind `meshctl: error: in.yaml`.
INPUTS = {
    "not YAML": (BROKEN, 3, ":1:4: not valid YAML"),
    "a tab": ("a:\n\tb: 1\n", 3, ":2:1: not valid YAML: a tab is used for indentation"),
    "binary": ("a: 1\nb: \0\n", 3, ":2:4: a zero byte: this is a binary file"),
    "deep nesting": (NESTED, 3, ":1:101: mappings and lists are nested deeper than 100 levels"),
    "an alias bomb": (BOMB, 3, ":6:"),
    "a repeated key": ("a: 1\nb: 2\na: 3\n", 3, ":3:1: the key 'a' is given twice, first at line 1, column 1"),
    "text behind dashes": ("a: 1\n--- b\n", 3, ":2:4: text after the document separator"),
    "a list": ("---\n- 1\n", 3, ":2:1: found a list, expected a manifest"),
    "a bare text": ("hello\n", 3, ":1:1: found the text 'hello', expected a manifest"),
    "a number in a text field of the wrong kind": (
        DEPLOYMENT.replace("containerPort: 80", 'containerPort: "80"'),
        3,
        ":16:33: Deployment web: spec.template.spec.containers[0].ports[0].containerPort: found the text '80'",
    ),
    "a field outside the pod": (
        DEPLOYMENT.replace("replicas: 3", 'replicas: "3"'),
        3,
        ":6:13: Deployment web: spec.replicas: found the text '3'",
    ),
    "an empty list item": (
        DEPLOYMENT.replace("containers:\n", "containers:\n      -\n"),
        3,
        ":14:8: Deployment web: spec.template.spec.containers[0]: found nothing, expected a mapping",
    ),
    "a missing template": (
        "apiVersion: v1\nkind: ReplicationController\nmetadata: {name: rc}\nspec: {}\n",
        3,
        ":1:1: ReplicationController rc: spec.template is required value",
    ),
    "a wrong annotation": (
        annotated('sidecar.istio.io/proxyCPU: "much"'),
        4,
        ":11:21: Deployment web: failed to run injection template: 1 invalid annotation:\ninvalid value 'much' for",
    ),
    "a template that does not exist": (
        annotated("inject.istio.io/templates: nope"),
        4,
        ':2:1: Deployment web: failed to run injection template: requested template "nope" not found; have gateway',
    ),
    "an empty list of templates": (
        annotated('inject.istio.io/templates: ""'),
        4,
        ':2:1: Deployment web: failed to run injection template: requested template "" not found',
    ),
    "a broken user volume": (
        annotated("sidecar.istio.io/userVolume: '{'"),
        4,
        "failed to run injection template: executing",
    ),
    "a reserved metrics port": (
        annotated('prometheus.io/port: "15090"'),
        4,
        ":2:1: Deployment web: failed to process pod: invalid prometheus scrape configuration: port 15090 is reserved",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", INPUTS)
@pytest.mark.parametrize("command", ["kube-inject", "explain"])
def test_a_faulty_input_is_told_by_its_place(meshctl: Meshctl, case: str, command: str) -> None:
    text, code, message = INPUTS[case]
    done = meshctl(command, "-f", write("in.yaml", text))
    if command == "explain" and case in {"a list", "a bare text"}:
        assert (done.code, done.err.partition(";")[0]) == (2, "meshctl: error: no workload in in.yaml")
        return
    assert (done.code, done.out) == (code, "")
    if message.startswith(":"):
        assert done.err.startswith(f"meshctl: error: in.yaml{message}")
    else:
        assert message in done.err
        assert done.err.endswith("(for Deployment web at in.yaml:2:1)\n") or "; " in done.err


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1"])
def test_another_encoding_is_named(meshctl: Meshctl, encoding: str) -> None:
    Path("in.yaml").write_bytes("a: é\n".encode(encoding))
    done = meshctl("kube-inject", "-f", "in.yaml")
    assert done.code == 3
    wanted = "in.yaml:1:4: the byte 0xe9 is not UTF-8 text" if encoding == "latin-1" else f"as {encoding.upper()}"
    assert wanted in done.err


USAGE = {
    "no file": ([], "filename not specified (see --filename or -f)"),
    "in place and output": (["-f", "a.yaml", "--in-place", "-o", "x"], "--output and --in-place do not go together"),
    "in place and check": (["-f", "a.yaml", "--in-place", "--check"], "--in-place and --check do not go together"),
    "in place and patch": (["-f", "a.yaml", "--in-place", "--patch", "strategic"], "--patch and --in-place do not go"),
    "check and patch": (["-f", "a.yaml", "--check", "--patch", "strategic"], "--patch and --check do not go together"),
    "standard input in place": (["-f", "-", "--in-place"], "standard input cannot be written in place"),
    "standard input twice": (["-f", "-", "-f", "-"], "standard input can be read only once"),
    "an unknown option": (["--nope"], "No such option: --nope"),
    "an unknown report": (["-f", "a.yaml", "--report", "x"], "Invalid value for '--report'"),
    "a version": (["-f", "a.yaml", "--kubernetes-version", "x"], "--kubernetes-version: found 'x', expected a version"),
    "a mesh setting": (["-f", "a.yaml", "--mesh-set", "x=1"], "--mesh-set: there is no mesh setting x"),
    "cluster and file": (["-f", "a.yaml", "--from-cluster", "--injectConfigFile", "a.yaml"], "do not go together"),
}


@pytest.mark.parametrize("case", USAGE)
def test_wrong_usage_ends_with_2(meshctl: Meshctl, case: str) -> None:
    flags, message = USAGE[case]
    write("a.yaml", STREAM)
    done = meshctl("kube-inject", *flags)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


FILES = {
    "a missing manifest": (["-f", "none.yaml"], 3, "none.yaml: no such file or directory"),
    "a missing configuration": (["-f", "a.yaml", "--valuesFile", "none"], 3, "none: cannot be read: no such file"),
    "a folder as configuration": (["-f", "a.yaml", "--meshConfigFile", "d"], 3, "d: cannot be read: is a directory"),
    "an output folder that is not there": (["-f", "a.yaml", "-o", "no/x"], 3, "no/x: cannot be written: no such file"),
    "an output that is a folder": (["-f", "a.yaml", "-o", "d"], 3, "d: cannot be written: is a directory"),
    "an output below a file": (["-f", "a.yaml", "-o", "a.yaml/x"], 3, "a.yaml/x: cannot be written: not a directory"),
    "a kubeconfig that is not there": (["-f", "a.yaml", "--from-cluster", "-c", "none"], 4, "no usable kubeconfig"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_used_is_named(meshctl: Meshctl, case: str) -> None:
    flags, code, message = FILES[case]
    write("a.yaml", STREAM)
    Path("d").mkdir()
    done = meshctl("kube-inject", *flags)
    assert (done.code, done.out) == (code, "")
    assert message in done.err
    assert sorted(path.name for path in Path().iterdir()) == ["a.yaml", "d"]


CONFIGURATION = {
    "a key of the wrong type": ("--valuesFile", "global: {hub: 1}\n", "c.yaml: values: global.hub: expected text"),
    "values that are a list": ("--valuesFile", "- 1\n", "c.yaml: the document: expected a mapping, found a list"),
    "a manifest for values": ("--valuesFile", STREAM.split("---")[0], "c.yaml: found a manifest of kind Deployment"),
    "a mesh field of the wrong type": ("--meshConfigFile", "proxyListenPort: x\n", "proxyListenPort: expected a whole"),
    "a mesh that is not valid": ("--meshConfigFile", "defaultConfig: {drainDuration: 1ms}\n", "drainDuration"),
    "templates of the wrong type": (
        "--injectConfigFile",
        "templates: 3\n",
        "c.yaml: injector configuration: templates",
    ),
    "a ConfigMap without the key": (
        "--injectConfigFile",
        "kind: ConfigMap\nmetadata: {name: cm}\ndata: {}\n",
        'c.yaml: missing configuration map key "config" in "cm", which has no keys at all',
    ),
    "a function that does not exist": (
        "--injectConfigFile",
        "spec: {{ nope }}\n",
        'sidecar:1:10: failed to run injection template: function "nope" not defined (for Deployment web at a.yaml',
    ),
    "a field that does not exist": ("--injectConfigFile", "spec: {{ .Nope }}\n", "can't evaluate field Nope"),
    "a template that renders to no YAML": (
        "--injectConfigFile",
        "spec: '{{ .Revision }}\n",
        'a.yaml:2:1: Deployment web: failed to run injection template: template "sidecar" rendered to text that is not',
    ),
    "a template that renders to a number": (
        "--injectConfigFile",
        "{{ 1 }}\n",
        'template "sidecar" rendered to the number 1, expected a partial pod',
    ),
    "a rendered value of the wrong type": (
        "--injectConfigFile",
        "metadata: {labels: {a: {{ 1 }}}}\n",
        'template "sidecar": metadata.labels.a: found the number 1, expected a string; put the value in quotes',
    ),
    "a container without a name": ("--injectConfigFile", "spec: {containers: [{image: x}]}\n", "has no 'name'"),
    "an operator of another kind": ("--operatorFileName", "kind: X\n", "c.yaml: found kind X, expected IstioOperator"),
}


@pytest.mark.parametrize("case", CONFIGURATION)
def test_faulty_configuration_ends_with_4(meshctl: Meshctl, case: str) -> None:
    flag, text, message = CONFIGURATION[case]
    done = meshctl("kube-inject", "-f", write("a.yaml", DEPLOYMENT), flag, write("c.yaml", text))
    assert (done.code, done.out) == (4, "")
    assert message in done.err
    assert "internal error" not in done.err


def test_the_cluster_client_is_asked_for_by_name_where_it_is_missing(
    meshctl: Meshctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "kubernetes", None)
    done = meshctl("kube-inject", "-f", write("a.yaml", DEPLOYMENT), "--from-cluster")
    assert done.code == 4
    assert "needs the Kubernetes client, which is not installed; pip install 'kube-meshctl[cluster]'" in done.err


def test_a_fault_of_ours_is_one_line_and_asks_to_be_reported(meshctl: Meshctl, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_arguments: list[str]) -> int:
        raise RuntimeError("oh")

    monkeypatch.setattr(main_module, "_invoke", fail)
    done = meshctl("kube-inject")
    assert done.code == 70
    assert done.err.startswith("meshctl: error: internal error: RuntimeError: oh; this is a fault of meshctl")
    assert done.err.count("\n") == 1
    monkeypatch.setenv("MESHCTL_DEBUG", "1")
    assert "Traceback" in meshctl("kube-inject").err


def test_an_interrupt_ends_with_130_and_without_a_word(meshctl: Meshctl, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(main_module, "_invoke", interrupt)
    assert meshctl("kube-inject") == (130, "", "")


@pytest.mark.parametrize("arguments", [[], ["templates"]])
def test_a_command_that_is_missing_shows_the_help_and_ends_with_2(meshctl: Meshctl, arguments: list[str]) -> None:
    done = meshctl(*arguments)
    assert done.code == 2
    assert "Usage: meshctl" in done.out + done.err


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["kube-inject", "-h"], ["templates", "check", "--help"]])
def test_help_fits_eighty_columns(meshctl: Meshctl, arguments: list[str]) -> None:
    done = meshctl(*arguments)
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 80


def test_the_version_is_shown(meshctl: Meshctl) -> None:
    done = meshctl("--version")
    assert done.code == 0
    assert done.out.startswith("meshctl 0.")
