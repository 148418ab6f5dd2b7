from __future__ import annotations

import pytest

from meshctl.mesh.istio.native_sidecars import detect_native_sidecars, supports_native_sidecars


@pytest.mark.parametrize(
    ("version", "supported"),
    [
        ("v1.33.0", True),
        ("1.34", True),
        ("v1.33.1-gke.100", True),
        ("1.33+", True),
        ("v1.32.9", False),
        ("v2.0.0", True),
        ("latest", False),
        ("", False),
        ("1", False),
    ],
)
def test_versions_from_1_33_on_support_native_sidecars(version: str, supported: bool) -> None:
    assert supports_native_sidecars(version) is supported


def test_without_a_cluster_only_the_setting_true_helps() -> None:
    assert detect_native_sidecars("true", None)
    assert not detect_native_sidecars("auto", None)
    assert not detect_native_sidecars("false", {"n": "1.33.0"})
    assert not detect_native_sidecars("yes", {"n": "1.33.0"})


def test_the_pods_node_decides_where_it_is_known() -> None:
    nodes = {"old": "1.30.0", "new": "1.33.0"}
    assert detect_native_sidecars("auto", nodes, pod_node="new")
    assert not detect_native_sidecars("auto", nodes, pod_node="old")
    assert not detect_native_sidecars("auto", nodes, pod_node="unknown")


def test_a_cluster_without_nodes_counts_as_new() -> None:
    assert detect_native_sidecars("auto", {})
