"""Who is skipped, why, and which skips are errors to whoever typed a command."""

from __future__ import annotations

from typing import Any

import pytest

from meshctl.injection.decision import Decision
from meshctl.injection.linkerd.decision import decide, sidecar_of, skip_reasons


def _decide(spec: dict[str, Any], *, inject: str | None = None, above: str | None = None, **more: Any) -> Decision:
    metadata = {"annotations": {} if inject is None else {"linkerd.io/inject": inject}}
    namespace = {} if above is None else {"linkerd.io/inject": above}
    given = {"front_end": "cli", "token_projection": True, **more}
    return decide({"metadata": metadata, "spec": spec}, namespace_annotations=namespace, **given)


@pytest.mark.parametrize(
    ("above", "own", "reason"),
    [
        ("perhaps", "perhaps", "invalid_inject_annotation_at_ns"),
        ("enabled", "perhaps", "invalid_inject_annotation_at_workload"),
        ("ingress", None, "injectable"),
        ("disabled", "ingress", "injectable"),
        ("disabled", None, "injection_enable_annotation_absent"),
        (None, "", "injection_enable_annotation_absent"),
        ("enabled", "disabled", "injection_disable_annotation_present"),
    ],
)
def test_the_webhook_asks_the_namespace_first_and_then_the_pod(above: str | None, own: str | None, reason: str) -> None:
    assert _decide({}, inject=own, above=above, front_end="webhook").reason.slug == reason


def test_the_command_line_looks_at_no_value_but_disabled() -> None:
    assert _decide({}, inject="perhaps", above="disabled").inject
    skipped = _decide({}, inject="disabled")
    assert (skipped.inject, skipped.fault) == (False, "")


@pytest.mark.parametrize(
    ("spec", "inject", "fault"),
    [
        ({"hostNetwork": True}, None, "hostNetwork is enabled"),
        ({"containers": [{"name": "linkerd-proxy"}]}, None, "pod has a sidecar injected already"),
        ({"containers": [{"ports": [{"protocol": "UDP"}]}]}, "disabled", "UDP port(s) configured on pod spec"),
        ({"containers": [{"ports": [{"protocol": "UDP"}]}]}, None, ""),
    ],
)
def test_what_the_command_line_cannot_inject_is_an_error(spec: dict[str, Any], inject: str | None, fault: str) -> None:
    assert _decide(spec, inject=inject).fault == fault


def test_a_refused_token_matters_only_without_projection() -> None:
    spec = {"automountServiceAccountToken": False}
    assert _decide(spec).inject
    refused = _decide(spec, token_projection=False)
    assert skip_reasons(refused) == ["disabled_automount_service_account_token_account"]
    assert refused.fault.startswith("automountServiceAccountToken set to")


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({"initContainers": [{"name": "istio-init"}]}, "istio-init"),
        ({"containers": [{"name": "istio-init"}]}, None),
        ({"initContainers": [{"name": "a", "image": "cr.l5d.io/linkerd/proxy-init:v2"}]}, "a"),
        ({"containers": [{"name": "b", "image": "gcr.io/istio-release/proxyv2:1"}]}, "b"),
        ({"containers": [{"name": "c", "image": "mirror.example.org/linkerd/proxy:1"}]}, None),
    ],
)
def test_a_proxy_is_known_by_its_name_or_its_public_image(spec: dict[str, Any], found: str | None) -> None:
    assert sidecar_of(spec) == found


def test_parts_of_the_control_plane_are_not_marked() -> None:
    pod = {"metadata": {"labels": {"linkerd.io/control-plane-component": "tap"}}, "spec": {}}
    decision = decide(pod, front_end="cli", namespace_annotations={}, token_projection=True, annotate_only=True)
    assert decision.fault == "--manual must be set when injecting control plane components"


MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"


@pytest.mark.parametrize(("mounting", "inject"), [(0, True), (1, False), (2, False)])
def test_the_webhook_looks_for_the_token_in_the_first_container_alone(mounting: int, inject: bool) -> None:
    containers: list[dict[str, Any]] = [{"name": "a"}, {"name": "b"}]
    for container in containers[mounting : mounting + 1]:
        container["volumeMounts"] = [{"name": "token", "mountPath": MOUNT}]
    decision = _decide({"containers": containers}, inject="enabled", front_end="webhook", token_projection=False)
    assert decision.inject is inject
