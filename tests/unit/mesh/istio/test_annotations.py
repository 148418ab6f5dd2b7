from __future__ import annotations

from meshctl.mesh.annotation import Where
from meshctl.mesh.istio.annotations import ANNOTATIONS, LABELS, validate_pod_annotations


def test_every_row_stands_under_its_own_name_and_tells_what_it_is() -> None:
    for table, where in ((ANNOTATIONS, Where.ANNOTATION), (LABELS, Where.LABEL)):
        for name, row in table.items():
            assert row.name == name
            assert row.where is where
            assert row.on
            assert row.value
            assert row.summary
            assert row.source


def test_rows_stand_in_alphabetical_order_within_their_groups() -> None:
    listed = [name for name, row in ANNOTATIONS.items() if row.on == ("Pod",) and row.listed]
    assert listed == sorted(listed)
    assert list(LABELS) == sorted(LABELS)


def test_exactly_the_annotations_with_a_stated_form_are_checked() -> None:
    checked = {name for name, row in ANNOTATIONS.items() if row.check is not None}
    assert checked == {
        "istio.io/reroute-virtual-interfaces",
        "prometheus.istio.io/merge-metrics",
        "proxy.istio.io/config",
        "readiness.status.sidecar.istio.io/failureThreshold",
        "readiness.status.sidecar.istio.io/initialDelaySeconds",
        "readiness.status.sidecar.istio.io/periodSeconds",
        "sidecar.istio.io/interceptionMode",
        "sidecar.istio.io/proxyCPU",
        "sidecar.istio.io/proxyCPULimit",
        "sidecar.istio.io/proxyMemory",
        "sidecar.istio.io/proxyMemoryLimit",
        "status.sidecar.istio.io/port",
        "traffic.sidecar.istio.io/excludeInboundPorts",
        "traffic.sidecar.istio.io/excludeInterfaces",
        "traffic.sidecar.istio.io/excludeOutboundIPRanges",
        "traffic.sidecar.istio.io/excludeOutboundPorts",
        "traffic.sidecar.istio.io/includeInboundPorts",
        "traffic.sidecar.istio.io/includeOutboundIPRanges",
        "traffic.sidecar.istio.io/kubevirtInterfaces",
    }


def test_all_problems_of_a_pod_are_told_at_once() -> None:
    problems = validate_pod_annotations(
        {
            "traffic.sidecar.istio.io/excludeInboundPorts": "a",
            "sidecar.istio.io/proxyCPU": "much",
            "example.com/mine": "anything",
            "sidecar.istio.io/logLevel": "anything",
        }
    )
    assert [problem.name for problem in problems] == [
        "sidecar.istio.io/proxyCPU",
        "traffic.sidecar.istio.io/excludeInboundPorts",
    ]


def test_a_proxy_configuration_is_checked_on_top_of_the_built_in_one() -> None:
    def reason(text: str) -> str:
        return "; ".join(problem.reason for problem in validate_pod_annotations({"proxy.istio.io/config": text}))

    assert reason("") == ""
    assert reason("{concurrency: 0, statusPort: 15021}") == ""
    assert reason("statusPort: 0") == "statusPort: expected a port from 1 to 65535, found 0"
    assert reason("discoveryAddress: istiod") == "discoveryAddress: expected host:port, found 'istiod'"
    assert reason("proxyMetadata: {A: 1}").startswith("proxyMetadata.A: expected text")
    assert "drainDuration" in reason("drainDuration: 1500ms")
    assert reason("- a") != ""


def test_names_that_the_published_list_lacks_are_marked() -> None:
    assert not ANNOTATIONS["prometheus.istio.io/scrape-targets"].listed
    assert ANNOTATIONS["prometheus.istio.io/merge-metrics"].listed
    assert ANNOTATIONS["sidecar.istio.io/inject"].deprecated
    assert not LABELS["sidecar.istio.io/inject"].deprecated
