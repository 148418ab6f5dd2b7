from __future__ import annotations

import json
from typing import Any

import pytest

from meshctl.errors import AnnotationError
from meshctl.injection.istio.post import prometheus

PROXY = {"name": "istio-proxy"}
MERGED = {
    "prometheus.io/port": "15020",
    "prometheus.io/path": "/stats/prometheus",
    "prometheus.io/scrape": "true",
}


def scrape_env(run: Any) -> Any:
    (entry,) = run.proxy["env"]
    assert entry["name"] == "ISTIO_PROMETHEUS_ANNOTATIONS"
    return json.loads(entry["value"])


def test_annotations_go_to_the_proxy_and_point_at_the_agent(make_run: Any) -> None:
    own = {"prometheus.io/port": "8080", "prometheus.io/path": "/m", "prometheus.io/scrape": "true", "keep": "me"}
    run = make_run([dict(PROXY)], annotations=own)
    prometheus.apply(run)
    assert run.annotations == {**MERGED, "keep": "me"}
    assert scrape_env(run) == {"scrape": "true", "path": "/m", "port": "8080"}


def test_every_spelling_of_an_annotation_is_understood_and_removed(make_run: Any) -> None:
    run = make_run([dict(PROXY)], annotations={"prometheus.io.port": "8080", "prometheus-io/path": "/m"})
    prometheus.apply(run)
    assert run.annotations == MERGED
    assert scrape_env(run) == {"scrape": "", "path": "/m", "port": "8080"}


def test_nothing_collected_still_points_prometheus_at_the_agent(make_run: Any) -> None:
    run = make_run([dict(PROXY)])
    prometheus.apply(run)
    assert run.annotations == MERGED
    assert "env" not in run.proxy


def test_a_pod_without_proxy_is_annotated_all_the_same(make_run: Any) -> None:
    run = make_run([{"name": "app"}], annotations={"prometheus.io/port": "8080"})
    prometheus.apply(run)
    assert run.annotations == MERGED
    assert run.pod["spec"]["containers"] == [{"name": "app"}]


@pytest.mark.parametrize(
    ("annotations", "mesh"),
    [
        ({"prometheus.io/scrape": "false", "prometheus.io/port": "8080"}, {}),
        ({"prometheus.io/scrape": "F"}, {}),
        ({"prometheus.istio.io/merge-metrics": "false"}, {}),
        ({"x": "y"}, {"enablePrometheusMerge": False}),
        ({"prometheus.io/port": "15020"}, {}),
    ],
)
def test_annotations_stay_where_the_merge_is_off_or_done(
    make_run: Any, annotations: dict[str, str], mesh: dict[str, Any]
) -> None:
    run = make_run([dict(PROXY)], annotations=annotations, mesh=mesh)
    prometheus.apply(run)
    assert run.annotations == annotations


def test_a_scrape_annotation_that_is_no_boolean_counts_as_on(make_run: Any) -> None:
    run = make_run([dict(PROXY)], annotations={"prometheus.io/scrape": "maybe"})
    prometheus.apply(run)
    assert scrape_env(run)["scrape"] == "maybe"


def test_the_first_of_several_targets_stands_for_old_agents(make_run: Any) -> None:
    run = make_run([dict(PROXY)], annotations={"prometheus.istio.io/scrape-targets": "9100, 8080:/x,", **MERGED})
    run.annotations["prometheus.io/port"] = "1"
    prometheus.apply(run)
    assert scrape_env(run) == {
        "scrape": "true",
        "path": "/metrics",
        "port": "9100",
        "targets": [{"port": "9100", "path": "/metrics"}, {"port": "8080", "path": "/x"}],
    }


def test_a_target_without_port_voids_the_list() -> None:
    assert prometheus.parse_targets("8080,:/x") == []
    assert prometheus.parse_targets(" , ") == []


@pytest.mark.parametrize(
    ("annotations", "message"),
    [
        ({"prometheus.io/port": "http"}, "invalid prometheus scrape configuration: invalid metrics port 'http'"),
        ({"prometheus.io/port": "0"}, "invalid prometheus scrape configuration: invalid metrics port '0'"),
        ({"prometheus.io/port": "65536"}, "invalid prometheus scrape configuration: invalid metrics port"),
        ({"prometheus.io/port": "015020"}, "port 015020 conflicts with agent port 15020"),
        ({"prometheus.io/port": "15090"}, "port 15090 is reserved for Istio (proxy metrics)"),
        ({"prometheus.io/port": "15053"}, "port 15053 is reserved for Istio (DNS capture)"),
        (
            {"prometheus.istio.io/scrape-targets": "1,15021:/x"},
            "invalid prometheus scrape targets: port 15021 is reserved",
        ),
    ],
)
def test_ports_that_are_none_or_istios_own_fail_the_pod(
    make_run: Any, annotations: dict[str, str], message: str
) -> None:
    with pytest.raises(AnnotationError) as caught:
        prometheus.apply(make_run([dict(PROXY)], annotations=annotations))
    assert message in str(caught.value)


def test_the_plain_port_is_not_checked_beside_targets(make_run: Any) -> None:
    annotations = {"prometheus.io/port": "15000", "prometheus.istio.io/scrape-targets": "8080"}
    run = make_run([dict(PROXY)], annotations=annotations)
    prometheus.apply(run)
    assert scrape_env(run)["port"] == "8080"


def test_the_default_port_is_reserved_even_when_the_agent_uses_another(make_run: Any) -> None:
    run = make_run(annotations={"prometheus.io/port": "15020"}, mesh={"defaultConfig": {"statusPort": 15021}})
    with pytest.raises(AnnotationError, match="reserved for Istio"):
        prometheus.apply(run)
