from __future__ import annotations

from typing import Any

import pytest

from meshctl.injection.istio.post import secure_port

PROXY = {"name": "istio-proxy", "env": [{"name": "ENVOY_SECURE_MERGED_METRICS_PORT", "value": "15092"}]}


def test_the_proxys_port_is_annotated(make_run: Any) -> None:
    run = make_run([PROXY])
    secure_port.apply(run)
    assert run.annotations == {"prometheus.istio.io/secure-port": "15092"}


@pytest.mark.parametrize("name", ["prometheus.istio.io/secure-port", "prometheus-istio.io/secure_port"])
def test_the_users_annotation_stays_in_any_spelling(make_run: Any, name: str) -> None:
    run = make_run([PROXY], annotations={name: "1"})
    secure_port.apply(run)
    assert run.annotations == {name: "1"}


@pytest.mark.parametrize("value", ["", "0"])
def test_no_port_or_zero_writes_nothing(make_run: Any, value: str) -> None:
    run = make_run([{**PROXY, "env": [{**PROXY["env"][0], "value": value}]}])  # type: ignore[dict-item]
    secure_port.apply(run)
    assert run.annotations == {}
