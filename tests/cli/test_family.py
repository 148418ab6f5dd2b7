from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Meshctl

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: app, image: app:1}]}\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".meshctl.yaml", "inject: {family: linkerd}\n"),
        ("pyproject.toml", '[tool.meshctl.inject]\nfamily = "linkerd"\n'),
    ],
)
def test_the_project_names_the_family_and_the_flag_wins(meshctl: Meshctl, name: str, text: str) -> None:
    Path(name).write_text(text)
    assert "linkerd.io/inject: enabled" in meshctl("kube-inject", "--annotate-only", "-f", "-", stdin=POD).out
    assert "istio-proxy" in meshctl("kube-inject", "--family", "istio", "-f", "-", stdin=POD).out


@pytest.mark.parametrize("text", ["inject: {family: 1}\n", "inject: {famly: linkerd}\n", "inject: linkerd\n"])
def test_anything_else_in_the_table_is_refused_with_the_file(meshctl: Meshctl, text: str) -> None:
    Path(".meshctl.yaml").write_text(text)
    done = meshctl("kube-inject", "-f", "-", stdin=POD)
    assert done.code == 2
    assert ".meshctl.yaml: inject: expected the one key family, a text" in done.err


def test_switches_of_one_family_are_refused_by_others(meshctl: Meshctl) -> None:
    done = meshctl("kube-inject", "--annotate-only", "-f", "-", stdin=POD)
    assert done.code == 2
    assert "--annotate-only: the istio family has no such switch" in done.err
    done = meshctl("kube-inject", "--family", "linkerd", "--mesh-set", "a=b", "-f", "-", stdin=POD)
    assert done.code == 2
    assert "--mesh-set: not for the linkerd family" in done.err


def test_the_control_planes_config_map_serves_as_values(meshctl: Meshctl) -> None:
    Path("config.yaml").write_text(
        "kind: ConfigMap\ndata:\n  values: |\n    linkerdVersion: edge-7\n    identityTrustAnchorsPEM: anchors\n"
    )
    done = meshctl("kube-inject", "--family", "linkerd", "--valuesFile", "config.yaml", "-f", "-", stdin=POD)
    assert done.code == 0
    assert "cr.l5d.io/linkerd/proxy:edge-7" in done.out
