"""The smallest valid object of each kind, and what validation says of a changed one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from meshctl.analyze.semantic import validate
from meshctl.analyze.semantic.envoy_filter import REMINDER

Spec = dict[str, Any]
# A name, the object, and `severity path slug` of every violation, paths below spec without it.
Case = tuple[str, Spec, Sequence[str]]


def resource(kind: str, spec: Any, *, name: str = "it", **metadata: Any) -> Spec:
    api_version = {
        "AuthorizationPolicy": "security.istio.io/v1",
        "PeerAuthentication": "security.istio.io/v1",
        "RequestAuthentication": "security.istio.io/v1",
        "Telemetry": "telemetry.istio.io/v1",
        "WasmPlugin": "extensions.istio.io/v1alpha1",
        "TrafficExtension": "extensions.istio.io/v1alpha1",
    }.get(kind, "networking.istio.io/v1")
    return {
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {"name": name, "namespace": "prod", **metadata},
        "spec": spec,
    }


def judged(value: Any, **options: Any) -> list[str]:
    """`severity path slug` of every violation but the reminder that each EnvoyFilter gets."""
    return [
        f"{each.severity} {'.'.join(map(str, each.path)).removeprefix('spec.')} {each.slug}"
        for each in validate(value, **options)
        if each.slug != REMINDER
    ]


def table(cases: Sequence[Case]) -> pytest.MarkDecorator:
    """Parametrises a test with `value` and `expected`."""
    return pytest.mark.parametrize(
        ("value", "expected"), [pytest.param(value, list(expected), id=name) for name, value, expected in cases]
    )
