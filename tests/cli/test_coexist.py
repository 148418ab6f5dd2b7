from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Meshctl

NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {labels}, annotations: {annotations}}}\n"
POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: web, namespace: shop, labels: {labels}, annotations: {annotations}}}
spec: {{containers: [{{name: {name}, image: app}}], hostNetwork: {host}}}
"""


def _files(
    *,
    namespace_labels: str = "{}",
    namespace_annotations: str = "{}",
    labels: str = "{}",
    annotations: str = "{}",
    name: str = "app",
    host: str = "false",
) -> str:
    namespace = NAMESPACE.format(labels=namespace_labels, annotations=namespace_annotations)
    return f"{namespace}---\n{POD.format(labels=labels, annotations=annotations, name=name, host=host)}"


ISTIO, LINKERD = "{istio-injection: enabled}", "{linkerd.io/inject: enabled}"


def test_a_pod_that_both_would_inject_is_named_with_the_reasons(meshctl: Meshctl) -> None:
    done = meshctl("coexist", "-f", "-", stdin=_files(namespace_labels=ISTIO, annotations=LINKERD))
    assert done.code == 1
    assert done.out.splitlines()[:3] == [
        "<stdin>:5: Pod shop/web would be injected by istio and linkerd",
        "    istio: namespace label istio-injection=enabled matches",
        "    linkerd: annotation linkerd.io/inject is enabled",
    ]


@pytest.mark.parametrize(
    "text",
    [
        _files(namespace_labels=ISTIO),
        _files(namespace_annotations=LINKERD),
        _files(namespace_labels=ISTIO, annotations="{linkerd.io/inject: disabled}", namespace_annotations=LINKERD),
        _files(namespace_labels=ISTIO, labels='{sidecar.istio.io/inject: "false"}', annotations=LINKERD),
        _files(namespace_labels=ISTIO, annotations=LINKERD, host="true"),
        _files(
            namespace_labels="{istio-injection: enabled, config.linkerd.io/admission-webhooks: disabled}",
            annotations=LINKERD,
        ),
    ],
)
def test_a_pod_that_one_mesh_leaves_alone_is_no_conflict(meshctl: Meshctl, text: str) -> None:
    assert meshctl("coexist", "-f", "-", stdin=text).code == 0


def test_a_proxy_that_is_in_the_pod_already_counts(meshctl: Meshctl) -> None:
    done = meshctl("coexist", "-f", "-", stdin=_files(namespace_labels=ISTIO, name="linkerd-proxy"))
    assert done.code == 1
    assert "linkerd: it has the container linkerd-proxy" in done.out


def test_the_answer_as_json_names_namespaces_that_no_file_describes(meshctl: Meshctl) -> None:
    text = _files(labels="{istio.io/rev: canary}", annotations=LINKERD).split("---\n")[1]
    done = meshctl("coexist", "-f", "-", "-o", "json", stdin=text)
    assert done.code == 1
    answer = json.loads(done.out)
    assert answer["unknown_namespaces"] == ["shop"]
    assert answer["conflicts"][0]["claims"] == {
        "istio": "pod label istio.io/rev=canary matches",
        "linkerd": "annotation linkerd.io/inject is enabled",
    }


def test_the_answer_as_text_names_namespaces_that_no_file_describes(meshctl: Meshctl) -> None:
    text = _files(annotations=LINKERD)
    told = "no file describes namespace shop: its labels and annotations were not looked at"
    assert told in meshctl("coexist", "-f", "-", stdin=text.split("---\n")[1]).out.splitlines()
    assert told not in meshctl("coexist", "-f", "-", stdin=text).out


def test_a_described_namespace_is_not_told_as_unknown_beside_one_that_is(meshctl: Meshctl) -> None:
    text = _files(annotations=LINKERD)
    stranger = text.split("---\n")[1].replace("namespace: shop", "namespace: far")
    done = meshctl("coexist", "-f", "-", "-o", "json", stdin=f"{text}---\n{stranger}")
    assert json.loads(done.out)["unknown_namespaces"] == ["far"]
