"""Rules of Linkerd's injector that no published case shows: layouts, privileges, networks, inheritance."""

from __future__ import annotations

from typing import Any, cast

import pytest

from meshctl.errors import InjectionError, SettingsError
from meshctl.injection.engine import inject
from meshctl.injection.linkerd.settings import LinkerdSettings
from meshctl.injection.request import Request, Workload
from tests.unit.injection.linkerd.control_plane import linkerd_settings

Pod = dict[str, Any]


def _pod(*, annotations: dict[str, str] | None = None, **spec: Any) -> Pod:
    containers = [{"name": "app", "image": "app:1", "ports": [{"containerPort": 80, "name": "http"}]}]
    return {"metadata": {"annotations": annotations or {}}, "spec": {"containers": containers, **spec}}


def _inject(pod: Pod, settings: LinkerdSettings | None = None, **request: Any) -> Pod:
    asked = {"workload": Workload(kind="Deployment", name="web", namespace="shop"), **request}
    result = inject(Request(pod=cast("Any", pod), **asked), settings or linkerd_settings())
    return cast("Pod", result.pod)


def _names(pod: Pod, heading: str) -> list[str]:
    return [item["name"] for item in pod["spec"].get(heading) or []]


def _container(pod: Pod, name: str) -> dict[str, Any]:
    every = [*(pod["spec"].get("initContainers") or []), *pod["spec"]["containers"]]
    return next(container for container in every if container["name"] == name)


def _env(pod: Pod) -> dict[str, str]:
    return {entry["name"]: entry.get("value", "") for entry in _container(pod, "linkerd-proxy")["env"]}


def _arguments(pod: Pod) -> list[str]:
    return cast("list[str]", _container(pod, "linkerd-init")["args"])


def test_a_native_proxy_comes_before_the_applications_init_containers() -> None:
    pod = _inject(_pod(initContainers=[{"name": "migrate"}]))
    assert _names(pod, "initContainers") == ["linkerd-init", "linkerd-proxy", "migrate"]
    proxy = _container(pod, "linkerd-proxy")
    assert proxy["restartPolicy"] == "Always"
    assert proxy["startupProbe"]["failureThreshold"] == 120
    assert "lifecycle" not in proxy


def test_a_classic_proxy_that_is_awaited_comes_first_and_redirects_last() -> None:
    pod = _inject(
        _pod(initContainers=[{"name": "migrate"}]),
        linkerd_settings("proxy.nativeSidecar=false", "proxy.waitBeforeExitSeconds=5"),
    )
    assert _names(pod, "initContainers") == ["migrate", "linkerd-init"]
    assert _names(pod, "containers") == ["linkerd-proxy", "app"]
    proxy = _container(pod, "linkerd-proxy")
    assert proxy["lifecycle"] == {
        "postStart": {"exec": {"command": ["/usr/lib/linkerd/linkerd-await", "--timeout=2m", "--port=4191"]}},
        "preStop": {"exec": {"command": ["/bin/sleep", "5"]}},
    }
    assert "restartPolicy" not in proxy
    assert "startupProbe" not in proxy


def test_a_classic_proxy_that_nobody_awaits_comes_last_behind_the_debug_container() -> None:
    settings = linkerd_settings("proxy.nativeSidecar=false", "proxy.await=false", enable_debug_sidecar=True)
    pod = _inject(_pod(), settings)
    assert _names(pod, "containers") == ["app", "linkerd-debug", "linkerd-proxy"]
    assert "lifecycle" not in _container(pod, "linkerd-proxy")


def test_the_wait_before_exit_is_without_effect_on_a_native_sidecar() -> None:
    wait = "config.alpha.linkerd.io/proxy-wait-before-exit-seconds"
    assert "lifecycle" not in _container(_inject(_pod(annotations={wait: "30"})), "linkerd-proxy")


@pytest.mark.parametrize(
    ("annotations", "native"),
    [
        ({"config.alpha.linkerd.io/proxy-enable-native-sidecar": "false"}, False),
        (
            {
                "config.alpha.linkerd.io/proxy-enable-native-sidecar": "false",
                "config.beta.linkerd.io/proxy-enable-native-sidecar": "true",
            },
            True,
        ),
        (
            {
                "config.linkerd.io/proxy-enable-native-sidecar": "false",
                "config.beta.linkerd.io/proxy-enable-native-sidecar": "true",
            },
            False,
        ),
        ({"config.linkerd.io/proxy-enable-native-sidecar": "perhaps"}, True),
    ],
)
def test_the_stable_native_annotation_beats_beta_and_beta_beats_alpha(
    annotations: dict[str, str], native: bool
) -> None:
    assert ("linkerd-proxy" in _names(_inject(_pod(annotations=annotations)), "initContainers")) is native


def test_ipv6_opens_both_loopbacks_and_leaves_the_redirect_on() -> None:
    pod = _inject(_pod(), linkerd_settings("disableIPv6=false"))
    env = _env(pod)
    assert env["LINKERD2_PROXY_INBOUND_LISTEN_ADDR"] == "[::]:4143"
    assert env["LINKERD2_PROXY_OUTBOUND_LISTEN_ADDR"] == "127.0.0.1:4140"
    assert env["LINKERD2_PROXY_OUTBOUND_LISTEN_ADDRS"] == "127.0.0.1:4140,[::1]:4140"
    assert "--ipv6=false" not in _arguments(pod)


def test_legacy_iptables_have_no_binary_paths_and_other_modes_are_refused() -> None:
    assert _arguments(_inject(_pod(), linkerd_settings("proxyInit.iptablesMode=legacy")))[0] == "--ipv6=false"
    with pytest.raises(InjectionError, match="expected nft or legacy, found"):
        _inject(_pod(), linkerd_settings("proxyInit.iptablesMode=pf"))


def test_a_close_wait_timeout_needs_root_and_then_is_privileged() -> None:
    pod = _pod(annotations={"config.linkerd.io/close-wait-timeout": "2m"})
    with pytest.raises(InjectionError, match="runAsRoot must be true"):
        _inject(pod)
    injected = _inject(pod, linkerd_settings("proxyInit.runAsRoot=true"))
    arguments = _arguments(injected)
    assert arguments[arguments.index("--timeout-close-wait-secs") + 1] == "120"
    context = _container(injected, "linkerd-init")["securityContext"]
    assert (context["privileged"], context["allowPrivilegeEscalation"]) == (True, True)
    assert (context["runAsUser"], context["runAsGroup"], context["runAsNonRoot"]) == (0, 0, False)


def test_init_arguments_stand_in_the_published_order() -> None:
    settings = linkerd_settings(
        "proxy.gid=2103",
        "proxyInit.logFormat=json",
        "proxyInit.logLevel=debug",
        "proxyInit.ignoreInboundPorts=",
        "proxyInit.ignoreOutboundPorts=",
        "proxyInit.skipSubnets=10.0.0.0/8",
    )
    assert _arguments(_inject(_pod(), settings))[5:] == [
        "--incoming-proxy-port",
        "4143",
        "--outgoing-proxy-port",
        "4140",
        "--proxy-uid",
        "2102",
        "--proxy-gid",
        "2103",
        "--inbound-ports-to-ignore",
        "4190,4191",
        "--log-format",
        "json",
        "--log-level",
        "debug",
        "--subnets-to-ignore",
        "10.0.0.0/8",
    ]


def test_capabilities_of_the_first_container_are_taken_over_but_the_redirect_keeps_its_own() -> None:
    pod = _pod()
    pod["spec"]["containers"][0]["securityContext"] = {
        "capabilities": {"add": ["SYS_TIME"], "drop": ["NET_RAW", "ALL"]}
    }
    injected = _inject(pod)
    assert _container(injected, "linkerd-proxy")["securityContext"]["capabilities"] == {
        "add": ["SYS_TIME"],
        "drop": ["NET_RAW", "ALL"],
    }
    assert _container(injected, "linkerd-init")["securityContext"]["capabilities"] == {
        "add": ["NET_ADMIN", "NET_RAW", "SYS_TIME"],
        "drop": ["ALL"],
    }


def test_without_token_projection_the_service_account_token_is_mirrored_and_used() -> None:
    mount = {"name": "kube-api-access", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "readOnly": True}
    pod = _pod()
    pod["spec"]["containers"][0]["volumeMounts"] = [mount]
    injected = _inject(pod, linkerd_settings("identity.serviceAccountTokenProjection=false"))
    assert mount in _container(injected, "linkerd-proxy")["volumeMounts"]
    assert _names(injected, "volumes") == ["linkerd-proxy-init-xtables-lock", "linkerd-identity-end-entity"]
    expected = "/var/run/secrets/kubernetes.io/serviceaccount/token"
    assert _env(injected)["LINKERD2_PROXY_IDENTITY_TOKEN_FILE"] == expected


def test_inbound_ports_are_those_of_containers_and_http_probes_sorted_as_text() -> None:
    pod = _pod(initContainers=[{"name": "early", "ports": [{"containerPort": 10000}]}])
    pod["spec"]["containers"][0] |= {
        "readinessProbe": {"httpGet": {"port": 9090}},
        "livenessProbe": {"tcpSocket": {"port": 7070}},
        "startupProbe": {"httpGet": {"port": 6060}},
    }
    pod["spec"]["containers"].append({"name": "second", "livenessProbe": {"httpGet": {"port": "http"}}})
    assert _env(_inject(pod))["LINKERD2_PROXY_INBOUND_PORTS"] == "10000,80,9090"


def test_a_named_opaque_port_is_resolved_from_an_annotation_and_kept_from_a_flag() -> None:
    variable = "LINKERD2_PROXY_INBOUND_PORTS_DISABLE_PROTOCOL_DETECTION"
    annotated = _inject(_pod(annotations={"config.linkerd.io/opaque-ports": "http, 9-7,5000-5001,"}))
    assert _env(annotated)[variable] == "80,5000-5001"
    flagged = _inject(_pod(), linkerd_settings("proxy.opaquePorts=http"))
    assert _env(flagged)[variable] == "http"
    assert flagged["metadata"]["annotations"]["config.linkerd.io/opaque-ports"] == "http"


def test_the_control_planes_own_components_are_reached_over_loopback() -> None:
    pod = _pod()
    pod["metadata"]["labels"] = {"linkerd.io/control-plane-component": "destination"}
    env = _env(_inject(pod))
    assert env["LINKERD2_PROXY_DESTINATION_SVC_ADDR"] == "localhost.:8086"
    assert env["LINKERD2_PROXY_POLICY_SVC_ADDR"] == "localhost.:8090"
    assert env["LINKERD2_PROXY_IDENTITY_SVC_ADDR"] == "linkerd-identity-headless.linkerd.svc.cluster.local.:8080"


def test_tracing_needs_an_endpoint_and_names_the_service_by_the_instance_label() -> None:
    with pytest.raises(InjectionError, match=r"tracing\.collector\.endpoint is required"):
        _inject(_pod(), linkerd_settings("proxy.tracing.enabled=true"))
    pod = _pod(annotations={"resource.opentelemetry.io/team": "shop"})
    pod["metadata"]["labels"] = {"app.kubernetes.io/instance": "web-eu", "app.kubernetes.io/name": "web"}
    collector = "proxy.tracing.collector"
    settings = linkerd_settings(
        "proxy.tracing.enabled=true",
        f"{collector}.endpoint=collector:4317",
        f"{collector}.meshIdentity.serviceAccountName=collector",
        f"{collector}.meshIdentity.namespace=tracing",
    )
    injected = _inject(pod, settings)
    assert _env(injected)["LINKERD2_PROXY_TRACE_SERVICE_NAME"] == "web-eu"
    assert "team=shop\n" in _env(injected)["LINKERD2_PROXY_TRACE_EXTRA_ATTRIBUTES"]
    assert "linkerd-podinfo" in _names(injected, "volumes")


def test_values_of_log_headers_other_than_off_and_insecure_fail() -> None:
    name = "config.linkerd.io/proxy-log-http-headers"
    assert "[{headers}]" not in _env(_inject(_pod(annotations={name: "insecure"})))["LINKERD2_PROXY_LOG"]
    with pytest.raises(InjectionError, match="expected off or insecure"):
        _inject(_pod(annotations={name: "all"}))


def test_quotes_in_an_inherited_annotation_do_no_harm() -> None:
    text = '[{"name":"GREETING","value":"say \\"hi\\" \\\\ there"}]'
    pod = _inject(
        _pod(),
        front_end="webhook",
        namespace_annotations={"linkerd.io/inject": "enabled", "config.linkerd.io/proxy-additional-env": text},
    )
    assert pod["metadata"]["annotations"]["config.linkerd.io/proxy-additional-env"] == text
    assert _env(pod)["GREETING"] == 'say "hi" \\ there'


def test_the_webhook_inherits_known_keys_and_writes_the_default_opaque_ports_a_pod_has() -> None:
    pod = _pod(annotations={"config.linkerd.io/proxy-log-level": "debug"})
    pod["spec"]["containers"][0]["ports"] = [{"containerPort": 3306}, {"containerPort": 80}, {"containerPort": 25}]
    injected = _inject(
        pod,
        front_end="webhook",
        namespace_annotations={
            "linkerd.io/inject": "enabled",
            "config.linkerd.io/proxy-log-level": "warn",
            "config.linkerd.io/close-wait-timeout": "5s",
            "config.linkerd.io/proxy-cpu-request": "1500m",
        },
    )
    annotations = injected["metadata"]["annotations"]
    assert annotations["linkerd.io/inject"] == "enabled"
    assert annotations["config.linkerd.io/proxy-log-level"] == "debug"
    assert annotations["config.linkerd.io/proxy-cpu-request"] == "1500m"
    assert "config.linkerd.io/close-wait-timeout" not in annotations
    assert annotations["config.linkerd.io/opaque-ports"] == "3306,25"
    assert _env(injected)["LINKERD2_PROXY_CORES_MIN"] == "2"
    assert _env(injected)["LINKERD2_PROXY_INBOUND_PORTS_DISABLE_PROTOCOL_DETECTION"] == "3306,25"


def test_the_pod_of_a_cron_job_is_labelled_on_the_command_line_only() -> None:
    owner = Workload(kind="CronJob", name="nightly", namespace="shop")
    assert _inject(_pod(), workload=owner)["metadata"]["labels"]["linkerd.io/proxy-cronjob"] == "nightly"
    in_cluster = _inject(
        _pod(), workload=owner, front_end="webhook", namespace_annotations={"linkerd.io/inject": "enabled"}
    )
    assert "linkerd.io/proxy-cronjob" not in in_cluster["metadata"]["labels"]


def test_settings_without_anchors_version_or_with_bad_networks_are_refused() -> None:
    for assignment, message in (
        ("identityTrustAnchorsPEM=", "identityTrustAnchorsPEM is empty"),
        ("linkerdVersion=", "linkerdVersion is empty"),
        ("clusterNetworks=10.0.0.0/8\\,here", "clusterNetworks: found 'here'"),
    ):
        with pytest.raises(SettingsError, match=message):
            linkerd_settings(assignment)
    assert linkerd_settings("identityTrustAnchorsPEM=", annotate_only=True).annotate_only
