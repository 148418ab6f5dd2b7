"""The engine on one pod of about 6 KB: warm, with a new rendering each time, and from nothing."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

from meshctl.injection.engine import inject
from meshctl.injection.istio.owner import owner_of_pod
from meshctl.injection.request import Request
from meshctl.k8s.json_patch import diff
from meshctl.offline.template_cache import compile_cached
from tests.bench.measure import Row, interleaved, print_table
from tests.conformance.istio_inject import BUILT_IN, PUBLISHED, settings_for
from tests.shared_data import conformance_root

BASE: dict[str, Any] = {"set": {}, "mesh": {}}


def sample_pod(number: int = 0) -> dict[str, Any]:
    """A pod as an API server sends it: two containers with probes, environment and mounts, about 6 KB of JSON."""
    container = {
        "name": "app",
        "image": "registry.example.org/shop/app:1.4.2",
        "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
        "env": [{"name": f"SETTING_{index}", "value": f"value of setting {index}"} for index in range(30)],
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "256Mi"}},
        "readinessProbe": {"httpGet": {"path": "/ready", "port": "http", "scheme": "HTTP"}, "periodSeconds": 10},
        "livenessProbe": {"httpGet": {"path": "/live", "port": "http", "scheme": "HTTP"}, "periodSeconds": 10},
        "volumeMounts": [{"name": f"data-{index}", "mountPath": f"/data/{index}"} for index in range(8)],
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
        "imagePullPolicy": "IfNotPresent",
    }
    helper = {**container, "name": "helper", "ports": [], "readinessProbe": None, "livenessProbe": None}
    name = f"shop-{number}"
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "generateName": f"{name}-",
            "labels": {"app": name, "version": "v1", "pod-template-hash": "fake"},
            "annotations": {"prometheus.io/scrape": "true", "prometheus.io/port": "8080"},
            "ownerReferences": [
                {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": f"{name}-fake", "controller": True}
            ],
        },
        "spec": {
            "serviceAccountName": "shop",
            "containers": [container, {key: value for key, value in helper.items() if value is not None}],
            "volumes": [{"name": f"data-{index}", "configMap": {"name": f"data-{index}"}} for index in range(8)],
        },
    }


def request(pod: dict[str, Any]) -> Request:
    """The webhook's request for a pod."""
    return Request(pod=pod, workload=owner_of_pod(pod), front_end="webhook", namespace="shop")  # type: ignore[arg-type]


def run(root: Path | None = None) -> None:
    """Print the table; the published ConfigMap is measured where it is at hand."""
    folder = (root or conformance_root()) / "istio-inject"
    if not folder.is_dir():
        print("\nengine: skipped, the published ConfigMap is not beside this checkout")
        return
    pod = sample_pod()
    body = json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"object": pod}})
    for templates in (PUBLISHED, BUILT_IN):
        _measure(folder, templates, pod, body)


def _measure(folder: Path, templates: str, pod: dict[str, Any], body: str) -> None:
    settings = settings_for(folder, BASE, templates)
    numbers = itertools.count()

    def from_nothing() -> object:
        return inject(request(pod), settings_for(folder, BASE, templates, compiler=compile_cached))

    def injected_patch() -> object:
        result = inject(request(pod), settings)
        return diff(result.original, result.pod)  # type: ignore[arg-type]

    medians = interleaved(
        {
            "json": lambda: json.dumps(json.loads(body)),
            "warm": lambda: inject(request(pod), settings),
            "warm with JSON patch": injected_patch,
            "every pod different": lambda: inject(request(sample_pod(next(numbers))), settings),
            "cold: settings, stored templates, one pod": from_nothing,
        },
        rounds=60,
        each=5,
    )
    aims = {
        "warm": "under 0.5 ms and 5 times",
        "cold: settings, stored templates, one pod": "under 12 ms",
    }
    baseline = medians.pop("json")
    rows = [Row(name=name, seconds=value, baseline=baseline, aim=aims.get(name, "")) for name, value in medians.items()]
    head = Row(name="json.loads and json.dumps of the review", seconds=baseline, baseline=baseline)
    print_table(f"engine, {templates}, pod of {len(json.dumps(pod))} bytes", "JSON decode+encode", [head, *rows])
