"""Taking an Istio sidecar away by its traces."""

from __future__ import annotations

import json
from typing import Any

from meshctl.injection.istio.removal import remove
from meshctl.injection.removal import Removal
from meshctl.k8s.gvk import WORKLOADS
from tests.conformance.comparison import difference
from tests.conformance.istio_inject import documents
from tests.conformance.model import read_cases
from tests.shared_data import shared_path


def _pod(status: dict[str, Any] | None = None, *, metadata: dict[str, Any] | None = None, **spec: Any) -> Removal:
    annotations = {} if status is None else {"sidecar.istio.io/status": json.dumps(status)}
    meta = {"name": "web", **(metadata or {})}
    meta["annotations"] = {**annotations, **meta.get("annotations", {})}
    return remove({"kind": "Pod", "metadata": meta, "spec": spec}, WORKLOADS["Pod"])


APP = {"name": "app", "image": "app:1"}
PROXY = {"name": "istio-proxy", "image": "proxyv2"}
STATUS = {"containers": ["istio-proxy"]}


def test_without_a_status_record_nothing_is_proven() -> None:
    found = _pod(containers=[APP, PROXY])
    assert found.removed == ()
    assert found.manifest["spec"]["containers"] == [APP, PROXY]


def test_what_the_user_wrote_under_an_injected_name_comes_back_where_it_can_run() -> None:
    own = {"name": "istio-proxy", "args": ["x"]}
    overrides = {"proxy.istio.io/overrides": json.dumps({"initContainers": [own]})}
    found = _pod(
        {"initContainers": ["istio-proxy"]},
        metadata={"annotations": overrides},
        containers=[APP],
        initContainers=[PROXY],
    )
    assert found.manifest["spec"] == {"containers": [APP, {"name": "istio-proxy", "image": "auto", "args": ["x"]}]}
    assert found.lost == ("the place of your own istio-proxy among the containers: it now stands last",)


def test_a_native_proxy_of_the_users_own_comes_back_among_the_init_containers() -> None:
    own = {"name": "istio-proxy", "restartPolicy": "Always", "args": ["x"]}
    overrides = {"proxy.istio.io/overrides": json.dumps({"initContainers": [own]})}
    found = _pod(
        {"initContainers": ["istio-proxy"]},
        metadata={"annotations": overrides},
        containers=[APP],
        initContainers=[PROXY],
    )
    assert found.manifest["spec"] == {"containers": [APP], "initContainers": [{"image": "auto", **own}]}
    assert found.lost == ()


def test_labels_are_removed_only_where_injection_would_have_written_them() -> None:
    labels = {
        "app": "web",
        "service.istio.io/canonical-name": "web",
        "service.istio.io/canonical-revision": "mine",
        "security.istio.io/tlsMode": "istio",
        "topology.istio.io/network": "n1",
    }
    found = _pod(STATUS, metadata={"labels": labels}, containers=[APP, PROXY])
    assert found.manifest["metadata"]["labels"] == {
        "app": "web",
        "service.istio.io/canonical-revision": "mine",
        "topology.istio.io/network": "n1",
    }
    assert found.lost == ("label topology.istio.io/network: left, since you may have set it",)


def test_scrape_targets_come_back_as_the_annotation_they_were() -> None:
    record = {"scrape": "true", "path": "/a", "port": "80", "targets": [{"port": "80", "path": "/a"}]}
    merged = {"prometheus.io/path": "/stats/prometheus", "prometheus.io/port": "15020", "prometheus.io/scrape": "true"}
    env = [{"name": "ISTIO_PROMETHEUS_ANNOTATIONS", "value": json.dumps(record)}]
    found = _pod(STATUS, metadata={"annotations": merged}, containers=[APP, {**PROXY, "env": env}])
    assert found.manifest["metadata"]["annotations"] == {
        "prometheus.io/scrape": "true",
        "prometheus.istio.io/scrape-targets": "80:/a",
    }


def test_defaults_for_the_cni_plugin_go_and_other_values_stay() -> None:
    annotations = {
        "sidecar.istio.io/interceptionMode": "REDIRECT",
        "traffic.sidecar.istio.io/includeInboundPorts": "8080",
        "k8s.v1.cni.cncf.io/networks": "mine, default/istio-cni",
    }
    found = _pod({"initContainers": ["istio-validation"]}, metadata={"annotations": annotations}, containers=[APP])
    assert found.manifest["metadata"]["annotations"] == {
        "traffic.sidecar.istio.io/includeInboundPorts": "8080",
        "k8s.v1.cni.cncf.io/networks": "mine",
    }


def test_most_published_injections_are_undone_by_their_traces_alone() -> None:
    folder = shared_path("conformance/istio-inject")
    same = seen = 0
    for case in read_cases(folder / "index.json"):
        if case.get("expect_error") or not case.get("expected"):
            continue
        before, after = (documents((folder / case[key]).read_text("utf-8")) for key in ("input", "expected"))
        for original, injected in zip(before, after, strict=False):
            place = WORKLOADS.get(injected.get("kind", ""))
            found = remove(injected, place)
            if found.removed:
                seen += 1
                same += difference(found.manifest, original) is None
    # What differs: names of probe ports, and what custom templates wrote beyond containers.
    assert same >= 0.75 * seen
