"""`meshctl templates`: what there is, how it reads, and a check of one's own."""

from __future__ import annotations

import pytest

from meshctl import template_files
from tests.cli.conftest import Meshctl
from tests.cli.samples import DEPLOYMENT, SERVICE, write


def test_every_template_has_a_line_with_its_purpose(meshctl: Meshctl) -> None:
    done = meshctl("templates", "list")
    assert done.code == 0
    names = [line.split()[0] for line in done.out.splitlines()]
    assert names == list(template_files.template_names("istio"))
    assert all(len(line.split()) > 4 for line in done.out.splitlines())


@pytest.mark.parametrize("name", template_files.template_names("istio"))
def test_a_template_is_shown_as_written(meshctl: Meshctl, name: str) -> None:
    assert meshctl("templates", "show", name).out == template_files.template_source("istio", name)


def test_the_pieces_templates_share_are_shown_when_asked_for(meshctl: Meshctl) -> None:
    out = meshctl("templates", "show", "sidecar", "--partials").out
    assert '{{- define "istio/env/identity" }}' in out
    assert out.endswith(template_files.template_source("istio", "sidecar"))


def test_a_name_that_does_not_exist_lists_those_that_do(meshctl: Meshctl) -> None:
    done = meshctl("templates", "show", "nope")
    assert (done.code, done.out) == (2, "")
    assert "use one of gateway, grpc-agent, grpc-simple, sidecar, spire" in done.err


GOOD = "templates:\n  a: |\n    spec: {containers: [{name: x}]}\n  b: '{}'\n"
BAD = {
    "an unknown function": ("spec: {{ nope }}\n", 'template sidecar: sidecar:1:10: function "nope" not defined'),
    "an unknown field": ("spec: {{ .Nope }}\n", "template sidecar: sidecar:1:10: executing"),
    "an unclosed block": ("{{ if .Revision }}\n", "template sidecar: sidecar:1:4: unexpected EOF"),
    "text that is no YAML": ("a: '{{ .Revision }}\n", "rendered to text that is not YAML"),
    "a field that pods do not have": (
        "spec: {containers: [{name: x, imagee: y}]}\n",
        "no field spec.containers[0].imagee",
    ),
    "a field of the wrong type": ("spec: {hostNetwork: '{{ .Revision }}'}\n", "spec.hostNetwork: found the text ''"),
}


def test_a_good_configuration_tells_what_each_template_adds(meshctl: Meshctl) -> None:
    done = meshctl("templates", "check", write("c.yaml", GOOD))
    assert (done.code, done.err) == (0, "")
    assert done.out == "c.yaml: template a: ok (containers x)\nc.yaml: template b: ok (adds no containers)\n"


@pytest.mark.parametrize("case", BAD)
def test_a_bad_template_is_a_finding(meshctl: Meshctl, case: str) -> None:
    text, message = BAD[case]
    done = meshctl("templates", "check", write("c.yaml", text))
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("c.yaml: template sidecar: ")
    assert message in done.out


def test_one_bad_template_does_not_hide_the_others(meshctl: Meshctl) -> None:
    done = meshctl("templates", "check", write("c.yaml", GOOD + "  bad: '{{ nope }}'\n"))
    assert (done.code, done.out.count(": ok")) == (1, 2)


def test_the_rendered_sample_is_shown_when_asked_for(meshctl: Meshctl) -> None:
    template = "metadata: {labels: {name: {{ .DeploymentMeta.Name }}}}\n"
    sample = write("d.yaml", f"{SERVICE}---\n{DEPLOYMENT}")
    done = meshctl("templates", "check", write("c.yaml", template), "--show", "-f", sample)
    assert done.out.endswith("metadata: {labels: {name: web}}\n")


def test_a_sample_without_workload_is_refused(meshctl: Meshctl) -> None:
    done = meshctl("templates", "check", write("c.yaml", GOOD), "-f", write("s.yaml", SERVICE))
    assert done.code == 3
    assert "s.yaml: no workload in it" in done.err


def test_values_and_mesh_of_the_check_are_those_given(meshctl: Meshctl) -> None:
    template = "metadata: {labels: {a: '{{ .Values.x }}{{ .MeshConfig.TrustDomain }}'}}\n"
    flags = ["--valuesFile", write("v.yaml", "x: one\n"), "--meshConfigFile", write("m.yaml", "trustDomain: two\n")]
    assert "{a: 'onetwo'}" in meshctl("templates", "check", write("c.yaml", template), "--show", *flags).out
