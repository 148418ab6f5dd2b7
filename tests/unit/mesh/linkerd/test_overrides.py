"""Annotations to values and back."""

from __future__ import annotations

from typing import Any

import pytest

from meshctl.mesh.linkerd.additional_env import merged_env
from meshctl.mesh.linkerd.annotations import ANNOTATIONS, INHERITED
from meshctl.mesh.linkerd.overrides import (
    SETTINGS,
    annotations_for,
    apply_annotations,
    override_registry,
    value_at,
    whole_cores,
)

BASE: dict[str, Any] = {"proxy": {"uid": 2102, "await": True, "gid": -1, "ports": {"admin": 4191}}, "other": {"a": 1}}


def _applied(name: str, text: str) -> dict[str, Any]:
    return apply_annotations(BASE, {f"config.linkerd.io/{name}": text}, {"http": 80})


@pytest.mark.parametrize(
    ("name", "text", "path", "value"),
    [
        ("proxy-cpu-request", "1.5", "proxy.runtime.workers.minimum", 2),
        ("proxy-cpu-limit", "1m", "proxy.runtime.workers.maximum", 1),
        ("proxy-cpu-limit", "much", "proxy.resources.cpu.limit", None),
        ("proxy-cpu-ratio-limit", "0.5", "proxy.runtime.workers.maximumCPURatio", 0.5),
        ("proxy-cpu-ratio-limit", "1", "proxy.runtime.workers.maximumCPURatio", None),
        ("proxy-outbound-connect-timeout", "6000", "proxy.outboundConnectTimeout", None),
        ("proxy-outbound-connect-timeout", "1.5s", "proxy.outboundConnectTimeout", "1500ms"),
        ("proxy-outbound-discovery-cache-unused-timeout", "1500ms", "proxy.outboundDiscoveryCacheUnusedTimeout", "1s"),
        ("close-wait-timeout", "1m", "proxyInit.closeWaitTimeoutSecs", 60),
        ("proxy-await", "disabled", "proxy.await", False),
        ("proxy-await", "false", "proxy.await", True),
        ("default-inbound-policy", "audit", "proxy.defaultInboundPolicy", "audit"),
        ("default-inbound-policy", "open", "proxy.defaultInboundPolicy", None),
        ("opaque-ports", "http,1-3, 7,9-8,x,", "proxy.opaquePorts", "80,1-3,7"),
        ("proxy-uid", "many", "proxy.uid", 2102),
        ("proxy-metrics-hostname-labels", "T", "proxy.metrics.hostnameLabels", True),
    ],
)
def test_an_annotation_changes_its_value_or_is_ignored(name: str, text: str, path: str, value: Any) -> None:
    assert value_at(_applied(name, text), tuple(path.split("."))) == value


def test_applying_annotations_changes_nothing_it_was_given_and_shares_the_rest() -> None:
    applied = _applied("proxy-uid", "7")
    assert BASE["proxy"]["uid"] == 2102
    assert applied["other"] is BASE["other"]


def test_trace_attributes_and_ingress_mode_have_no_row_of_their_own() -> None:
    applied = apply_annotations(BASE, {"resource.opentelemetry.io/a.b": "c", "linkerd.io/inject": "ingress"}, {})
    assert value_at(applied, ("proxy", "tracing", "labels")) == {"a.b": "c"}
    assert value_at(applied, ("proxy", "isIngress")) is True


def test_only_what_differs_from_the_base_becomes_an_annotation() -> None:
    changed = {**BASE, "imagePullPolicy": "Never", "proxy": {**BASE["proxy"], "await": False, "isIngress": True}}
    assert annotations_for(BASE, changed) == {
        "config.linkerd.io/image-pull-policy": "Never",
        "config.linkerd.io/proxy-await": "disabled",
        "linkerd.io/inject": "ingress",
    }
    assert annotations_for(changed, changed) == {}


def test_every_setting_and_every_inherited_name_has_its_row() -> None:
    assert {setting.annotation for setting in SETTINGS} <= set(ANNOTATIONS)
    assert "linkerd.io/inject" in INHERITED
    assert not {"proxy-cpu-ratio-limit", "debug-image", "close-wait-timeout", "enable-gateway"} & {
        name.partition("/")[2] for name in INHERITED
    }
    assert "config.beta.linkerd.io/proxy-enable-native-sidecar" not in INHERITED
    assert "config.alpha.linkerd.io/proxy-enable-native-sidecar" in INHERITED


def test_whole_cores_round_up_and_other_text_has_none() -> None:
    assert [whole_cores(text) for text in ("0", "1", "1001m", "2.0", "x")] == [0, 1, 2, 2, None]


def test_an_empty_registry_leaves_the_bare_name() -> None:
    assert override_registry("cr.l5d.io/linkerd/proxy", "") == "proxy"


def test_environment_that_is_no_list_of_variables_is_left_out() -> None:
    key = "config.linkerd.io/proxy-additional-env"
    base = [{"name": "A", "value": "1"}]
    assert merged_env(base, {key: "{}"}, {key: '["A"]'}, {key: '[{"value":"x"}]'}) == base
    assert merged_env(base, {key: '[{"name":"B"},{"name":"A","value":"2"}]'}) == [
        {"name": "A", "value": "2"},
        {"name": "B"},
    ]
