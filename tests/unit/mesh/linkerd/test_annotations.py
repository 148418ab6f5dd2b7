"""Checks of annotation values, which lint and the reference use."""

from __future__ import annotations

import pytest

from meshctl.mesh.annotation import check_annotations
from meshctl.mesh.linkerd.annotations import ANNOTATIONS, LABELS


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("linkerd.io/inject", "ingress", "true"),
        ("config.linkerd.io/admin-port", "4191", "0"),
        ("config.linkerd.io/close-wait-timeout", "30s", "30"),
        ("config.linkerd.io/opaque-ports", "1-2, http,", "2-1"),
        ("config.linkerd.io/skip-inbound-ports", "80,90-99", "http"),
        ("config.linkerd.io/skip-subnets", "10.0.0.0/8,fd00::/8", "10.0.0"),
        ("config.linkerd.io/proxy-additional-env", '[{"name":"A"}]', '{"A":1}'),
        ("config.linkerd.io/proxy-cpu-ratio-limit", "0.25", "1"),
        ("config.linkerd.io/proxy-await", "disabled", "false"),
        ("config.linkerd.io/default-inbound-policy", "deny", "allow"),
        ("config.linkerd.io/proxy-memory-limit", "64Mi", "64MB"),
        ("config.alpha.linkerd.io/proxy-wait-before-exit-seconds", "5", "-5"),
        ("config.linkerd.io/image-pull-policy", "Never", "never"),
        ("config.linkerd.io/proxy-log-http-headers", "insecure", "on"),
        ("config.linkerd.io/proxy-uid", "-1", "root"),
        ("config.linkerd.io/enable-gateway", "t", "yes"),
    ],
)
def test_a_value_that_fits_passes_and_another_is_a_problem(name: str, good: str, bad: str) -> None:
    assert check_annotations({name: good}, ANNOTATIONS) == []
    assert [problem.name for problem in check_annotations({name: bad}, ANNOTATIONS)] == [name]


def test_labels_and_annotations_stand_apart() -> None:
    assert "config.linkerd.io/admission-webhooks" in LABELS
    assert not set(LABELS) & set(ANNOTATIONS)
