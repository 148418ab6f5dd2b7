from __future__ import annotations

import pytest

from meshctl.injection.istio.topology import CLUSTER_ENV, NETWORK_ENV, NETWORK_LABEL, Topology, locate, path_environment
from meshctl.mesh.istio.values import load_values

VALUES = load_values({"global": {"network": "vn", "multiCluster": {"clusterName": "vc"}}})
NOTHING = load_values({})


@pytest.mark.parametrize(
    ("path", "environment"),
    [
        ("/inject", {}),
        ("/inject/cluster/a/", {CLUSTER_ENV: "a"}),
        ("/inject/cluster//net/n", {CLUSTER_ENV: "", NETWORK_ENV: "n"}),
        ("/inject//x/y", {}),
        ("/inject/net/a--slash--b--slash--c", {NETWORK_ENV: "a/b/c"}),
        ("/inject/:ENV:net=a=b:ENV:x=", {NETWORK_ENV: "a=b", "X": ""}),
        ("/inject/:ENV:x=a--slash--b", {"X": "a--slash--b"}),
        ("/inject/cluster--slash--x/1", {"CLUSTER--SLASH--X": "1"}),
    ],
)
def test_the_path_holds_pairs_of_name_and_value(path: str, environment: dict[str, str]) -> None:
    assert path_environment(path) == environment


def test_the_path_beats_the_values_and_the_label_beats_both() -> None:
    assert locate({}, {}, VALUES) == Topology(
        cluster="vc", network="vn", environment={CLUSTER_ENV: "vc", NETWORK_ENV: "vn"}
    )
    path = {CLUSTER_ENV: "pc", NETWORK_ENV: "pn", "OTHER": "o"}
    assert locate(path, {}, VALUES) == Topology(cluster="pc", network="pn", environment=path)
    assert locate(path, {NETWORK_LABEL: "ln"}, VALUES).environment == {**path, NETWORK_ENV: "ln"}


def test_an_empty_label_means_no_network() -> None:
    assert locate({}, {NETWORK_LABEL: ""}, VALUES) == Topology(cluster="vc", environment={CLUSTER_ENV: "vc"})


def test_nothing_known_writes_nothing() -> None:
    assert locate({}, {}, NOTHING) == Topology()
