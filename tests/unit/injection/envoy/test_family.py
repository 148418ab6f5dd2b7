"""The envoy family as a whole: golden pods, injecting twice, the way back, and what is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, cast

import pytest

from meshctl.errors import AnnotationError, MergeError, MeshctlError, SettingsError
from meshctl.injection.engine import inject
from meshctl.injection.envoy.family import ENVOY
from meshctl.injection.envoy.settings import EnvoySettings
from meshctl.injection.request import Request, Workload
from meshctl.k8s.types import Pod
from meshctl.manifests.sources import read_source
from meshctl.offline.configuration import ConfigOptions
from meshctl.offline.families import load_family_settings
from meshctl.offline.session import run_source
from meshctl.offline.survey import survey
from meshctl.yamlio import load_plain

GOLDEN = Path(__file__).parents[3] / "golden" / "inject" / "envoy"
CASES = sorted(path.stem for path in GOLDEN.glob("*.yaml") if not path.stem.endswith(".injected"))
BOOTSTRAP = """
admin: {address: {socket_address: {address: 0.0.0.0, port_value: 15000}}}
static_resources:
  listeners:
  - address: {socket_address: {address: 0.0.0.0, port_value: 15001}}
  - address: {socket_address: {address: 0.0.0.0, port_value: 15006}}
"""

LOCAL_ADMIN = BOOTSTRAP.replace("0.0.0.0", "127.0.0.1", 1)  # noqa: S104  text of a bootstrap


def settings(*assignments: str) -> EnvoySettings:
    return cast("EnvoySettings", load_family_settings(ConfigOptions(family="envoy", set_values=assignments)))


def request(pod: dict[str, Any], **more: Any) -> Request:
    return Request(pod=cast("Pod", pod), workload=Workload(kind="Deployment", name="shop"), **more)


def pod(annotations: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    metadata = {"annotations": {f"envoy.meshctl.io/{name}": text for name, text in (annotations or {}).items()}}
    return {"metadata": metadata, "spec": {"containers": [{"name": "app", "image": "app"}], **spec}}


def injected(given: dict[str, Any], *assignments: str) -> dict[str, Any]:
    return cast("dict[str, Any]", inject(request(given), settings(*assignments)).pod)


def names(of: dict[str, Any], heading: str) -> list[str]:
    return [item["name"] for item in of["spec"].get(heading, ())]


@pytest.mark.parametrize("case", CASES)
def test_injected_manifest_is_the_golden_one(case: str) -> None:
    """`REFRESH_GOLDEN=1` writes the files anew, for review as a diff."""
    path = GOLDEN / f"{case}.yaml"
    _, surveyed = survey([str(path)], settings())
    found = run_source(read_source(str(path)), surveyed).text
    golden = GOLDEN / f"{case}.injected.yaml"
    if os.environ.get("REFRESH_GOLDEN"):
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")


@pytest.mark.parametrize("case", CASES)
def test_injecting_twice_changes_nothing_and_removing_gives_the_original(case: str) -> None:
    golden = GOLDEN / f"{case}.injected.yaml"
    assert run_source(read_source(str(golden)), settings()).text == golden.read_text("utf-8")
    for before, after in zip(_documents(GOLDEN / f"{case}.yaml"), _documents(golden), strict=True):
        assert ENVOY.remove(after).manifest == before


def test_every_golden_file_belongs_to_a_case() -> None:
    results = {path.name.removesuffix(".injected.yaml") for path in GOLDEN.glob("*.injected.yaml")}
    assert results == set(CASES)


def _documents(path: Path) -> list[dict[str, Any]]:
    parts = [load_plain(part) for part in path.read_text("utf-8").split("\n---\n")]
    return [cast("dict[str, Any]", part) for part in parts]


def test_changed_settings_update_an_injected_pod_in_place() -> None:
    once = injected(pod())
    again = injected(once, "proxy.native=false", "redirect.mode=NONE")
    assert names(once, "initContainers") == ["envoy-redirect", "envoy"]
    assert "initContainers" not in again["spec"]
    assert names(again, "containers") == ["envoy", "app"]


@pytest.mark.parametrize(("hold", "order"), [("true", ["envoy", "app"]), ("false", ["app", "envoy"])])
def test_a_classic_proxy_stands_where_the_application_waits_or_not(hold: str, order: list[str]) -> None:
    own = [{"name": "migrate", "image": "migrate"}]
    found = injected(pod({"native-sidecar": "false", "hold-application": hold}, initContainers=own))
    assert names(found, "containers") == order
    assert names(found, "initContainers") == ["migrate", "envoy-redirect"]


def test_a_wrong_annotation_names_everything_wrong() -> None:
    with pytest.raises(AnnotationError) as fault:
        injected(pod({"admin-port": "0", "interception-mode": "redirect", "exclude-outbound-ip-ranges": "10.0.0.1"}))
    message = str(fault.value)
    assert "3 errors occurred" in message
    assert "envoy.meshctl.io/admin-port" in message
    assert "REDIRECT, TPROXY, NONE" in message
    assert "'10.0.0.1' is no range" in message


@pytest.mark.parametrize(
    ("assignments", "kind", "wanted"),
    [
        (("redirect.mode=redirect",), SettingsError, "redirect.mode"),
        (("identity.kind=secret",), SettingsError, "certificate-secret"),
        (("ports.admin=15001",), SettingsError, "two listeners on one port"),
        (("redirect.excludeOutboundPorts=http",), SettingsError, "redirect: -o: found 'http'"),
    ],
)
def test_values_that_cannot_work_are_refused(
    assignments: tuple[str, ...], kind: type[MeshctlError], wanted: str
) -> None:
    with pytest.raises(kind) as fault:
        injected(pod(), *assignments)
    assert wanted in str(fault.value)


def test_a_container_of_the_users_own_under_our_name_is_not_overwritten() -> None:
    with pytest.raises(MergeError, match=r"spec\.containers has 'envoy' already"):
        injected(pod(containers=[{"name": "envoy", "image": "mine"}]))


@pytest.mark.parametrize(
    ("bootstrap", "annotations", "wanted"),
    [
        (BOOTSTRAP, {}, ""),
        ("admin: {", {}, "neither YAML nor JSON"),
        ("", {}, "it is empty"),
        ("static_resources: {}", {}, "admin.address.socket_address is missing, expected port 15000"),
        (BOOTSTRAP, {"admin-port": "9901"}, "the admin interface is on port 15000, expected 9901"),
        (LOCAL_ADMIN, {}, "where the kubelet's probe does not reach it"),
        (LOCAL_ADMIN, {"probe-port": "15021"}, ""),
        (BOOTSTRAP, {"inbound-port": "15007"}, "no listener on port 15007 (inbound traffic); there is 15001, 15006"),
        (BOOTSTRAP, {"inbound-port": "15007", "interception-mode": "NONE"}, ""),
        (BOOTSTRAP, {"interception-mode": "TPROXY"}, "is not transparent"),
        (BOOTSTRAP, {"bootstrap-key": "other.yaml"}, "there is no key other.yaml; there is envoy.yaml"),
    ],
)
def test_a_bootstrap_at_hand_is_checked_before_it_is_mounted(
    bootstrap: str, annotations: dict[str, str], wanted: str
) -> None:
    config_map = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "envoy-bootstrap"},
        "data": {"envoy.yaml": bootstrap},
    }
    known = ENVOY.survey(settings(), [config_map])
    if not wanted:
        assert inject(request(pod(annotations)), known).injected
        return
    with pytest.raises(SettingsError) as fault:
        inject(request(pod(annotations)), known)
    assert "ConfigMap envoy-bootstrap" in str(fault.value)
    assert wanted in str(fault.value)


def test_a_bootstrap_of_another_namespace_is_left_to_the_cluster() -> None:
    config_map = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "envoy-bootstrap", "namespace": "x"}}
    known = ENVOY.survey(settings(), [config_map])
    assert inject(request(pod()), known).injected


def test_what_would_surprise_is_warned_of() -> None:
    given = pod({"native-sidecar": "false", "drain-seconds": "30"}, securityContext={"runAsUser": 1337})
    warnings = inject(request(given), settings()).warnings
    assert [text.partition(": ")[2] for text in warnings] == [
        "the proxy drains for 30 s, but the pod is killed after 30 s",
        "container app runs as user 1337, the proxy's; its traffic is not redirected",
    ]


@pytest.mark.parametrize(
    ("front_end", "label", "annotation", "namespace", "slug"),
    [
        ("cli", None, None, None, "command"),
        ("webhook", None, None, None, "not-enabled"),
        ("webhook", None, None, "enabled", "enabled"),
        ("webhook", None, "disabled", "enabled", "disabled"),
        ("cli", "disabled", "enabled", None, "disabled"),
        ("webhook", "perhaps", "enabled", None, "enabled"),
    ],
)
def test_the_nearest_opinion_decides(
    front_end: str, label: str | None, annotation: str | None, namespace: str | None, slug: str
) -> None:
    given = pod({"inject": annotation} if annotation else {})
    given["metadata"]["labels"] = {"envoy.meshctl.io/inject": label} if label else {}
    above = {"envoy.meshctl.io/inject": namespace} if namespace else {}
    decision = ENVOY.decide(request(given, front_end=front_end, namespace_annotations=above), settings())
    assert decision.reason.slug == slug


def test_a_pod_on_the_hosts_network_is_left_alone() -> None:
    result = inject(request(pod(hostNetwork=True)), settings())
    assert (result.injected, result.decision.reason.slug) == (False, "host-network")


def test_explain_tells_annotation_from_values() -> None:
    result = inject(request(pod({"log-level": "debug"})), settings())
    told = {origin.subject: (origin.value, origin.source) for origin in ENVOY.origins(result, settings())}
    assert told["proxy.logLevel"] == ("debug", "annotation envoy.meshctl.io/log-level")
    assert told["ports.inbound"] == ("15006", "values ports.inbound")
    assert told["redirect.excludeInboundPorts"] == ("none", "values redirect.excludeInboundPorts")


def test_the_record_names_what_was_injected() -> None:
    found = injected(pod({"identity": "spiffe"}))
    record = json.loads(found["metadata"]["annotations"]["envoy.meshctl.io/status"])
    assert record == {
        "initContainers": ["envoy-redirect", "envoy"],
        "containers": [],
        "volumes": ["envoy-bootstrap", "envoy-identity"],
    }
