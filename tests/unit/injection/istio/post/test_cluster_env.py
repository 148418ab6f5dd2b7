from __future__ import annotations

from typing import Any

from meshctl.injection.istio.post import cluster_env
from meshctl.injection.istio.topology import Topology


def test_entries_move_to_the_end_in_the_order_of_names(make_run: Any) -> None:
    proxy = {"name": "istio-proxy", "env": [{"name": "B", "value": "old"}, {"name": "X", "valueFrom": {}}]}
    run = make_run([{"name": "app"}, proxy], topology=Topology(environment={"C": "c", "B": "b"}))
    cluster_env.apply(run)
    assert run.proxy["env"] == [
        {"name": "X", "valueFrom": {}},
        {"name": "B", "value": "b"},
        {"name": "C", "value": "c"},
    ]


def test_a_native_proxy_gets_them_too_and_other_containers_do_not(make_run: Any) -> None:
    run = make_run(
        [{"name": "app"}], init_containers=[{"name": "istio-proxy"}], topology=Topology(environment={"A": "1"})
    )
    cluster_env.apply(run)
    assert run.pod["spec"] == {
        "containers": [{"name": "app"}],
        "initContainers": [{"name": "istio-proxy", "env": [{"name": "A", "value": "1"}]}],
    }


def test_without_proxy_or_entries_nothing_happens(make_run: Any) -> None:
    without_proxy = make_run([{"name": "app"}], topology=Topology(environment={"A": "1"}))
    cluster_env.apply(without_proxy)
    assert without_proxy.pod["spec"]["containers"] == [{"name": "app"}]
    without_entries = make_run([{"name": "istio-proxy"}])
    cluster_env.apply(without_entries)
    assert without_entries.proxy == {"name": "istio-proxy"}
