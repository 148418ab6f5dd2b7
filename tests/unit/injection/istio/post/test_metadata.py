from __future__ import annotations

from typing import Any

from meshctl.injection.istio.post import metadata
from meshctl.injection.istio.topology import Topology

TEMPLATE_POD: Any = {
    "spec": {
        "containers": [{"name": "istio-proxy"}],
        "volumes": [{"name": "b"}, {"name": "a"}],
        "initContainers": [],
    }
}
STATUS = (
    '{"initContainers":null,"containers":["istio-proxy"],"volumes":["b","a"],"imagePullSecrets":null,"revision":"%s"}'
)


def test_the_status_lists_what_templates_wrote_in_their_order() -> None:
    assert metadata.status_text(TEMPLATE_POD, "") == STATUS % "default"
    assert metadata.status_text(TEMPLATE_POD, "canary") == STATUS % "canary"


def test_configured_annotations_overwrite_even_the_status(make_run: Any) -> None:
    run = make_run(annotations={"a": "1"}, injected_annotations={"a": "2", "sidecar.istio.io/status": "mine"})
    metadata.apply(run)
    assert run.annotations == {"a": "2", "sidecar.istio.io/status": "mine"}


def test_a_network_is_labelled_and_no_network_leaves_the_labels_alone(make_run: Any) -> None:
    run = make_run(topology=Topology(network="n"))
    metadata.apply(run)
    assert run.pod["metadata"]["labels"] == {"topology.istio.io/network": "n"}
    plain = make_run()
    metadata.apply(plain)
    assert "labels" not in plain.pod["metadata"]


def test_null_metadata_maps_are_made(make_run: Any) -> None:
    run = make_run(topology=Topology(network="n"))
    run.pod["metadata"] = {"annotations": None, "labels": None}
    metadata.apply(run)
    assert run.pod["metadata"]["labels"] == {"topology.istio.io/network": "n"}
    assert list(run.pod["metadata"]["annotations"]) == ["sidecar.istio.io/status"]
