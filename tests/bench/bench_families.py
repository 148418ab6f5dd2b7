"""Every family on the same pod, warm: what one admission costs beyond reading and writing its review."""

from __future__ import annotations

import json

from meshctl.injection.engine import inject
from meshctl.injection.family import Settings, family
from meshctl.injection.request import Request
from meshctl.offline.configuration import ConfigOptions
from meshctl.offline.families import load_family_settings
from tests.bench.bench_engine import sample_pod
from tests.bench.measure import Row, interleaved, print_table

_LINKERD = ("linkerdVersion=edge-1", "identityTrustAnchorsPEM=anchors")
# Name of a family to the assignments that make its built-in values a working control plane.
FAMILIES: dict[str, tuple[str, ...]] = {"istio": (), "linkerd": _LINKERD, "envoy": ()}


def settings_of(name: str) -> Settings:
    """The built-in settings of a family."""
    return load_family_settings(ConfigOptions(family=name, set_values=FAMILIES[name]))


def request_to(name: str) -> Request:
    """The webhook's request for the sample pod, in a namespace where every family injects."""
    pod = sample_pod()
    owner = family(name).owner_of_pod(pod)  # type: ignore[arg-type]
    return Request(
        pod=pod,  # type: ignore[arg-type]
        workload=owner,
        front_end="webhook",
        namespace="shop",
        namespace_annotations={"linkerd.io/inject": "enabled", "envoy.meshctl.io/inject": "enabled"},
    )


def run() -> None:
    """Print the table: each family beside Istio's."""
    prepared = {name: (request_to(name), settings_of(name)) for name in FAMILIES}
    for name, (request, settings) in prepared.items():
        if not inject(request, settings).injected:
            raise AssertionError(f"{name} left the sample pod alone")
    medians = interleaved(
        {name: lambda each=each: inject(*each) for name, each in prepared.items()},  # type: ignore[misc]
        rounds=60,
        each=5,
    )
    baseline = medians["istio"]
    rows = [
        Row(name=name, seconds=seconds, baseline=baseline, aim="" if name == "istio" else "under 1.5 times")
        for name, seconds in medians.items()
    ]
    print_table(f"families, warm, pod of {len(json.dumps(sample_pod()))} bytes", "the istio family", rows)
