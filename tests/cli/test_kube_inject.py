"""`meshctl kube-inject` as people call it: what goes in, where it comes out, what is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonpatch
import pytest

from meshctl.k8s.strategic_merge import merge
from meshctl.yamlio import load_plain
from tests.cli.conftest import Meshctl
from tests.cli.samples import BROKEN, CRON_JOB, DEPLOYMENT, HOST_NETWORK, SERVICE, STREAM, write
from tests.conformance.istio_inject import documents


def _names(text: str, heading: str = "initContainers") -> list[str]:
    spec = documents(text)[0]["spec"]["template"]["spec"]
    return [container["name"] for container in spec.get(heading) or []]


def test_the_sidecar_goes_in_and_everything_else_stays(meshctl: Meshctl) -> None:
    done = meshctl("kube-inject", "-f", write("a.yaml", STREAM))
    assert (done.code, done.err) == (0, "")
    assert _names(done.out) == ["istio-init", "istio-proxy"]
    assert done.out.endswith(f"---\n{SERVICE}")
    kept = [line for line in DEPLOYMENT.splitlines() if "labels:" not in line and "annotations:" not in line]
    assert [line for line in done.out.splitlines() if line in kept] == kept
    assert "      labels: {app: web, security.istio.io/tlsMode: istio, " in done.out


def test_standard_input_is_a_dash(meshctl: Meshctl) -> None:
    write("a.yaml", STREAM)
    assert meshctl("kube-inject", "-f", "-", stdin=STREAM).out == meshctl("kube-inject", "-f", "a.yaml").out


def test_several_files_make_one_stream(meshctl: Meshctl) -> None:
    write("a.yaml", DEPLOYMENT.rstrip("\n"))
    write("b.yaml", SERVICE)
    write("c.yaml", f"---\n{SERVICE}")
    done = meshctl("kube-inject", "-f", "a.yaml", "-f", "b.yaml", "-f", "c.yaml", "-f", write("empty.yaml", ""))
    assert [each["kind"] for each in documents(done.out)] == ["Deployment", "Service", "Service"]
    assert done.out.endswith(f"\n---\n{SERVICE}---\n{SERVICE}")


def test_folders_are_read_flat_and_with_r_deep(meshctl: Meshctl) -> None:
    for name in ("d/a.yaml", "d/b.json.txt", "d/deep/c.yml", "d/.hidden/d.yaml"):
        write(name, SERVICE)
    assert len(documents(meshctl("kube-inject", "-f", "d").out)) == 1
    assert len(documents(meshctl("kube-inject", "-f", "d", "-R").out)) == 2


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n---\n", "\n\n", "---\n# a\n---\n"])
def test_text_without_manifests_comes_out_as_it_went_in(meshctl: Meshctl, text: str) -> None:
    done = meshctl("kube-inject", "-f", write("a.yaml", text), "--in-place")
    assert (done.code, Path("a.yaml").read_text("utf-8")) == (0, text)


def test_output_goes_to_a_file_whose_mode_stays(meshctl: Meshctl) -> None:
    write("a.yaml", STREAM)
    write("out.yaml", "old")
    Path("out.yaml").chmod(0o640)
    done = meshctl("kube-inject", "-f", "a.yaml", "-o", "out.yaml")
    assert (done.code, done.out) == (0, "")
    assert Path("out.yaml").stat().st_mode & 0o777 == 0o640
    assert Path("out.yaml").read_text("utf-8") == meshctl("kube-inject", "-f", "a.yaml").out
    assert sorted(path.name for path in Path().iterdir()) == ["a.yaml", "out.yaml"]


def test_in_place_writes_changed_files_only(meshctl: Meshctl) -> None:
    write("d/a.yaml", DEPLOYMENT)
    write("d/b.yaml", SERVICE)
    before = Path("d/b.yaml").stat()
    done = meshctl("kube-inject", "-f", "d", "--in-place", "--no-record")
    assert (done.code, done.out) == (0, "")
    assert "istio-proxy" in Path("d/a.yaml").read_text("utf-8")
    assert Path("d/b.yaml").stat().st_ino == before.st_ino


def test_a_second_run_changes_nothing(meshctl: Meshctl) -> None:
    write("a.yaml", STREAM)
    meshctl("kube-inject", "-f", "a.yaml", "--in-place")
    assert meshctl("kube-inject", "-f", "a.yaml", "--check").code == 0


def test_check_names_what_a_run_would_change_and_writes_nothing(meshctl: Meshctl) -> None:
    write("a.yaml", STREAM)
    done = meshctl("kube-inject", "-f", "a.yaml", "-f", write("b.yaml", SERVICE), "--check")
    assert (done.code, done.out, done.err) == (1, "", "a.yaml: would change (Deployment shop/web)\n")
    assert Path("a.yaml").read_text("utf-8") == STREAM


def test_diff_shows_the_change_without_colours_in_a_pipe(meshctl: Meshctl) -> None:
    done = meshctl("kube-inject", "-f", write("a.yaml", STREAM), "--diff")
    assert done.code == 0
    assert done.out.startswith("--- a/a.yaml\n+++ b/a.yaml\n@@ ")
    assert "\x1b" not in done.out
    assert {line[0] for line in done.out.splitlines()[2:]} <= set("+- @")
    assert meshctl("kube-inject", "-f", "a.yaml", "--diff", "--check").code == 1


def test_a_json_patch_gives_the_injected_manifest(meshctl: Meshctl) -> None:
    write("a.yaml", STREAM)
    operations: Any = load_plain(meshctl("kube-inject", "-f", "a.yaml", "--patch", "json6902").out)
    original: Any = load_plain(DEPLOYMENT)
    assert jsonpatch.apply_patch(original, operations) == documents(meshctl("kube-inject", "-f", "a.yaml").out)[0]


def test_a_strategic_patch_gives_the_injected_manifest(meshctl: Meshctl) -> None:
    write("a.yaml", STREAM)
    patch: Any = load_plain(meshctl("kube-inject", "-f", "a.yaml", "--patch", "strategic").out)
    assert (patch["kind"], patch["metadata"]) == ("Deployment", {"name": "web", "namespace": "shop"})
    original: Any = load_plain(DEPLOYMENT)
    assert merge(original, patch, "Deployment") == documents(meshctl("kube-inject", "-f", "a.yaml").out)[0]


def test_a_kustomize_component_holds_each_patch_with_its_target(meshctl: Meshctl) -> None:
    write("a.yaml", f"{STREAM}---\n{CRON_JOB}")
    component: Any = load_plain(meshctl("kube-inject", "-f", "a.yaml", "--patch", "kustomize").out)
    assert (component["apiVersion"], component["kind"]) == ("kustomize.config.k8s.io/v1alpha1", "Component")
    first, second = component["patches"]
    assert first["target"] == {
        "group": "apps", "version": "v1", "kind": "Deployment", "name": "web", "namespace": "shop",
    }  # fmt: skip
    assert second["target"] == {"group": "batch", "version": "v1", "kind": "CronJob", "name": "nightly"}
    original: Any = load_plain(CRON_JOB)
    operations: Any = load_plain(second["patch"])
    assert jsonpatch.apply_patch(original, operations)["spec"]["jobTemplate"]["metadata"]["annotations"]


def test_patches_go_into_a_folder_a_file_each(meshctl: Meshctl) -> None:
    Path("out").mkdir()
    write("a.yaml", f"{STREAM}---\n{CRON_JOB}")
    assert meshctl("kube-inject", "-f", "a.yaml", "--patch", "json6902", "-o", "out").code == 0
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "cronjob-nightly.json6902.yaml",
        "deployment-shop-web.json6902.yaml",
    ]


def test_what_is_injected_already_has_no_patch(meshctl: Meshctl) -> None:
    write("a.yaml", meshctl("kube-inject", "-f", write("b.yaml", DEPLOYMENT)).out)
    assert meshctl("kube-inject", "-f", "a.yaml", "--patch", "json6902").out == ""


def test_host_network_is_left_alone_with_istioctls_warning(meshctl: Meshctl) -> None:
    done = meshctl("kube-inject", "-f", write("a.yaml", HOST_NETWORK))
    assert (done.code, done.out) == (0, HOST_NETWORK)
    assert done.err == '===> Skipping injection because Deployment "shop/web" has host networking enabled\n'


def test_a_pod_that_refuses_is_left_alone_with_a_warning(meshctl: Meshctl) -> None:
    text = DEPLOYMENT.replace("{app: web}\n      ann", '{app: web, sidecar.istio.io/inject: "false"}\n      ann')
    done = meshctl("kube-inject", "-f", write("a.yaml", text))
    assert done.out == text
    assert done.err == '===> Skipping injection because Deployment "shop/web" has sidecar injection disabled\n'
    assert meshctl("kube-inject", "-f", "a.yaml", "--report", "none").err == ""


def test_the_text_report_has_a_line_for_each_document_and_the_cost(meshctl: Meshctl) -> None:
    note = (
        "labels and annotations go on the job template, as Istio does it: the pods get the containers but not the "
        "metadata"
    )
    done = meshctl("kube-inject", "-f", write("a.yaml", f"{STREAM}---\n{CRON_JOB}"), "--report", "text")
    assert done.err.splitlines() == [
        "a.yaml:2: Deployment shop/web injected (sidecar; +100m CPU, +128Mi memory a pod)",
        "a.yaml:18: Service web untouched",
        f"a.yaml:23: CronJob nightly injected (sidecar; +100m CPU, +128Mi memory a pod): {note}",
        "2 injected, 1 untouched; added requests for all pods: +400m CPU, +512Mi memory",
    ]
    assert documents(done.out)


def test_the_json_report_is_one_object_even_when_documents_fail(meshctl: Meshctl) -> None:
    write("a.yaml", f"{STREAM}---\n{BROKEN}")
    done = meshctl("kube-inject", "-f", "a.yaml", "-f", write("b.yaml", BROKEN), "--report", "json", "--keep-going")
    report = json.loads(done.err)
    assert done.code == 3
    assert [each["status"] for each in report["documents"]] == ["injected", "untouched", "failed", "failed"]
    assert [error.partition(": ")[0] for error in report["errors"]] == ["a.yaml:23:4", "b.yaml:1:4"]
    assert report["total"] == {"cpu_millis": 300, "memory_bytes": 3 * 128 * 2**20}


def test_keep_going_leaves_what_fails_as_it_is_and_goes_on(meshctl: Meshctl) -> None:
    bad = DEPLOYMENT.replace("containerPort: 80", 'containerPort: "80"')
    write("a.yaml", f"# x\n---\n{BROKEN}---\n{bad}---\n- 1\n---\n{DEPLOYMENT}")
    done = meshctl("kube-inject", "-f", "a.yaml", "--keep-going", "--in-place", "--no-record")
    text = Path("a.yaml").read_text("utf-8")
    assert text.startswith(f"# x\n---\n{BROKEN}---\n{bad}---\n- 1\n---\n# the shop\n")
    assert text.count("name: istio-init") == 1
    assert done.code == 3
    prefix = "meshctl: error: "
    assert [line.removeprefix(prefix).partition(": ")[0] for line in done.err.splitlines()] == [
        "a.yaml:3:4",
        "a.yaml:20:33",
        "a.yaml:22:1",
    ]


def test_nothing_is_written_when_any_document_fails(meshctl: Meshctl) -> None:
    write("a.yaml", STREAM)
    write("b.yaml", f"{STREAM}---\n{BROKEN}")
    write("out.yaml", "old")
    for flags in (["-o", "out.yaml"], ["--in-place"], ["--diff"], ["--patch", "json6902"], []):
        done = meshctl("kube-inject", "-f", "a.yaml", "-f", "b.yaml", *flags)
        assert (done.code, done.out) == (3, "")
    assert Path("a.yaml").read_text("utf-8") == STREAM
    assert Path("out.yaml").read_text("utf-8") == "old"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_stay_what_they_are(meshctl: Meshctl, newline: str) -> None:
    done = meshctl("kube-inject", "-f", write("a.yaml", STREAM.replace("\n", newline)))
    assert newline.join(done.out.replace("\r\n", "\n").split("\n")) == done.out


def test_flags_of_istioctl_without_effect_are_accepted_in_both_spellings(meshctl: Meshctl) -> None:
    write("a.yaml", STREAM)
    expected = meshctl("kube-inject", "-f", "a.yaml").out
    accepted = (
        "--webhookConfig=x --xds-address=x --xds-label=x --xds-port=1 --cert-dir=x --authority=x --insecure "
        "--plaintext --timeout=30s --kubeclient-timeout=15s --as-uid=1 -n ns"
    )
    assert meshctl("kube-inject", "-f", "a.yaml", *accepted.split()) == (0, expected, "")


@pytest.mark.parametrize(
    ("flag", "text", "shown"),
    [
        ("--valuesFile", "global: {hub: h.example.org}\n", "image: h.example.org/proxyv2"),
        ("--values-file", "global: {hub: h.example.org}\n", "image: h.example.org/proxyv2"),
        ("--meshConfigFile", "trustDomain: td.example.org\n", "value: td.example.org"),
        ("--mesh-config-file", "trustDomain: td.example.org\n", "value: td.example.org"),
        ("--operatorFileName", "kind: IstioOperator\nspec: {tag: op}\n", "proxyv2:op"),
        ("--injectConfigFile", "metadata: {labels: {mark: own}}\n", "mark: own"),
        ("--inject-config-file", "templates: {sidecar: 'metadata: {labels: {mark: own}}'}\n", "mark: own"),
    ],
)
def test_a_configuration_file_shows_in_the_output(meshctl: Meshctl, flag: str, text: str, shown: str) -> None:
    done = meshctl("kube-inject", "-f", write("a.yaml", DEPLOYMENT), flag, write("config.yaml", text))
    assert (done.code, done.err) == (0, "")
    assert shown in done.out


@pytest.mark.parametrize(
    ("flags", "shown"),
    [
        (["--set", "global.hub=h.example.org"], "image: h.example.org/proxyv2"),
        (["--mesh-set", "defaultConfig.concurrency=7"], '"concurrency":7'),
        (["-r", "canary"], "istio.io/rev: canary"),
        (["--revision", "canary"], "istiod-canary.istio-system.svc:15012"),
        (["-i", "mesh"], "istiod.mesh.svc:15012"),
        (["--istio-namespace", "mesh"], "istiod.mesh.svc:15012"),
    ],
)
def test_a_setting_shows_in_the_output(meshctl: Meshctl, flags: list[str], shown: str) -> None:
    assert shown in meshctl("kube-inject", "-f", write("a.yaml", DEPLOYMENT), *flags).out


@pytest.mark.parametrize(
    ("flags", "native"),
    [
        ([], True),
        (["--no-native-sidecars"], False),
        (["--kubernetes-version", "1.32"], False),
        (["--kubernetes-version", "v1.33.1"], True),
        (["--native-sidecars", "--kubernetes-version", "1.20"], True),
    ],
)
def test_sidecars_are_native_unless_the_cluster_is_too_old(meshctl: Meshctl, flags: list[str], native: bool) -> None:
    out = meshctl("kube-inject", "-f", write("a.yaml", DEPLOYMENT), *flags).out
    assert ("istio-proxy" in _names(out), "istio-proxy" in _names(out, "containers")) == (native, not native)
