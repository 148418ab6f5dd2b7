"""Random pods and control planes for the tests of injection: everything a template or a post step looks at, often.

A seed names a case. Values, mesh settings, annotations and labels are drawn from tables below, a few or most of them.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from random import Random
from typing import Any

from meshctl.injection.request import FrontEnd, Workload

VALUES: dict[str, list[Any]] = {
    "pilot.cni.enabled": [True, False],
    "pilot.cni.provider": ["default", "multus"],
    "pilot.env.ENABLE_CLUSTER_TRUST_BUNDLE_API": [True, False, "true", None],
    "pilot.crlConfigMapName": ["crl", ""],
    "gateways.securityContext": [{}, {"runAsUser": 5, "sysctls": []}],
    "revision": ["", "canary", "v1-2"],
    "sidecarInjectorWebhook.rewriteAppHTTPProbe": [True, False],
    "global.caAddress": ["", "ca.example.org:443"],
    "global.caName": ["", "GkeWorkloadCertificate", "other", None],
    "global.hub": ["h.example.org/i"],
    "global.imagePullPolicy": ["", "Always"],
    "global.imagePullSecrets": [[], ["a"], ["a", "b"], None],
    "global.istioNamespace": ["istio-system", "mesh"],
    "global.logAsJson": [True, False],
    "global.logging.level": ["default:info", ""],
    "global.meshID": ["", "m1"],
    "global.mountMtlsCerts": [True, False],
    "global.multiCluster.clusterName": ["", "c1", None],
    "global.nativeNftables": [True, False],
    "global.network": ["", "network1"],
    "global.pilotCertProvider": ["istiod", "kubernetes", "custom"],
    "global.proxy.capNetBindService": ["true", True, "false"],
    "global.proxy.clusterDomain": ["cluster.local", "x.y"],
    "global.proxy.componentLogLevel": ["misc:error", ""],
    "global.proxy.excludeIPRanges": ["", "10.0.0.0/8"],
    "global.proxy.excludeInboundPorts": ["", "80", "80, 15020", None],
    "global.proxy.excludeOutboundPorts": ["", "91"],
    "global.proxy.holdApplicationUntilProxyStarts": [True, False, None],
    "global.proxy.image": ["proxyv2", "example.org/x/proxy:1", "other"],
    "global.proxy.includeIPRanges": ["*", "", "10.0.0.0/8,1.1.1.1/32", None],
    "global.proxy.includeInboundPorts": ["*", "", "80,81"],
    "global.proxy.includeOutboundPorts": ["", "90", None],
    "global.proxy.lifecycle": [None, {}, {"preStop": {"exec": {"command": ["sh", "-c", "sleep 5"]}}}],
    "global.proxy.logLevel": ["warning", "debug"],
    "global.proxy.outlierLogPath": ["", "/dev/stdout"],
    "global.proxy.privileged": [True, False],
    "global.proxy.readinessFailureThreshold": [4, 1000000],
    "global.proxy.readinessInitialDelaySeconds": [0, 10],
    "global.proxy.readinessPeriodSeconds": [2, 15],
    "global.proxy.resources": [
        None,
        {},
        {"requests": {"cpu": "10m"}},
        {"limits": {"cpu": None}},
        {"requests": {"cpu": 1, "memory": "1Gi"}, "limits": None},
    ],
    "global.proxy.seccompProfile": [{}, {"type": "RuntimeDefault"}, {"type": "Localhost", "localhostProfile": "a/b"}],
    "global.proxy.startupProbe.enabled": [True, False],
    "global.proxy.startupProbe.failureThreshold": [1, 600],
    "global.proxy.statusPort": [15020, 0, 123, None],
    "global.proxy.tracer": ["none", "datadog", "lightstep", "zipkin"],
    "global.proxy_init.forceApplyIptables": [True, False],
    "global.proxy_init.image": ["proxyv2", "example.org/x/init:1"],
    "global.sds.token.aud": ["istio-ca", "other"],
    "global.sts.servicePort": [0, 15463],
    "global.tag": ["1.2", 1.5, 11, 1000000, "1.2-debug"],
    "global.trustBundleName": ["my-bundle", "", None],
    "global.trustDomain": ["td.example.org"],
    "global.variant": ["", "distroless", "debug", "default"],
}
_TRACING = {
    "lightstep": {"address": "x:1", "accessToken": "t"},
    "tlsSettings": {"mode": "SIMPLE", "caCertificates": "/etc/ls/ca.pem"},
}
_OTEL = {"service": "x", "port": 1, "serviceAttributeEnrichment": "OTEL_SEMANTIC_CONVENTIONS"}
MESH: dict[str, list[Any]] = {
    "defaultConfig.interceptionMode": ["REDIRECT", "TPROXY", "NONE"],
    "defaultConfig.holdApplicationUntilProxyStarts": [True, False],
    "defaultConfig.statusPort": [15020, 2000],
    "defaultConfig.proxyMetadata": [
        {},
        {"A": "b", "Z": "1"},
        {"ISTIO_META_ENABLE_HBONE": "true"},
        {"IPTABLES_TRACE_LOGGING": "true"},
        {"POD_NAME": "x"},
        {"ENVOY_SECURE_MERGED_METRICS_PORT": "999"},
    ],
    "defaultConfig.tracing": [{}, _TRACING],
    "defaultConfig.drainDuration": ["23s"],
    "defaultConfig.concurrency": [0, 2],
    "defaultConfig.image": [{"imageType": "distroless"}, {"imageType": "debug"}],
    "enablePrometheusMerge": [True, False],
    "extensionProviders": [[{"name": "otel", "opentelemetry": _OTEL}]],
    "inboundTrafficPolicy": [{"mode": "LOCALHOST"}, {"mode": "PASSTHROUGH"}],
    "proxyInboundListenPort": [15006, 16006],
    "proxyListenPort": [15001, 16000],
    "trustDomain": ["cluster.local", "td2"],
}
ANNOTATIONS: dict[str, list[str]] = {
    "apm.datadoghq.com/env": ['{"DD_B":"1","DD_A":"x y"}', "{}", '{"DD_N":1}'],
    "istio.io/reroute-virtual-interfaces": ["net2", ""],
    "k8s.v1.cni.cncf.io/networks": [
        "a",
        "default/istio-cni",
        '[{"name":"x"}]',
        '[{"name":"istio-cni","namespace":"default"}]',
    ],
    "kubectl.kubernetes.io/default-container": ["app"],
    "kubectl.kubernetes.io/default-logs-container": ["app"],
    "prometheus.io/path": ["/m"],
    "prometheus.io/port": ["8080"],
    "prometheus.io/scrape": ["true", "false"],
    "prometheus.istio.io/merge-metrics": ["true", "false"],
    "prometheus.istio.io/scrape-targets": ["80:/x,90"],
    "proxy.istio.io/config": [
        "concurrency: 3",
        '{"interceptionMode":"TPROXY"}',
        "holdApplicationUntilProxyStarts: true",
        "proxyMetadata: {X: one}",
        "tracing: {}",
        "interceptionMode: REDIRECT",
        "statusPort: 2100",
    ],
    "readiness.status.sidecar.istio.io/failureThreshold": ["5"],
    "readiness.status.sidecar.istio.io/initialDelaySeconds": ["3"],
    "readiness.status.sidecar.istio.io/periodSeconds": ["4"],
    "resource.opentelemetry.io/service.namespace": ["sn"],
    "resource.opentelemetry.io/service.version": ["sv"],
    "sidecar.istio.io/agentLogLevel": ["all:debug"],
    "sidecar.istio.io/bootstrapOverride": ["cm", ""],
    "sidecar.istio.io/capNetBindService": ["true", "false"],
    "sidecar.istio.io/componentLogLevel": ["x:y"],
    "sidecar.istio.io/interceptionMode": ["REDIRECT", "TPROXY", "NONE"],
    "sidecar.istio.io/logLevel": ["debug", ""],
    "sidecar.istio.io/nativeSidecar": ["true", "false", "", "x"],
    "sidecar.istio.io/proxyCPU": ["100m", "2000m"],
    "sidecar.istio.io/proxyCPULimit": ["3"],
    "sidecar.istio.io/proxyImage": ["e.org/p:1", "noslash"],
    "sidecar.istio.io/proxyImageType": ["debug", "", "default"],
    "sidecar.istio.io/proxyMemory": ["1Gi"],
    "sidecar.istio.io/proxyMemoryLimit": ["1024Mi"],
    "sidecar.istio.io/rewriteAppHTTPProbers": ["true", "false", "x"],
    "sidecar.istio.io/userVolume": [
        '{"v1":{"emptyDir":{}},"a0":{"configMap":{"name":"n","defaultMode":420}}}',
        "{}",
        '{"v":{"hostPath":{"path":"/x"}}}',
    ],
    "sidecar.istio.io/userVolumeMount": ['{"v1":{"mountPath":"/v1","readOnly":true},"a0":{"mountPath":"/a0"}}', "{}"],
    "status.sidecar.istio.io/port": ["0", "123", "15020", " 77 "],
    "traffic.sidecar.istio.io/excludeInboundPorts": ["", "80", "15020,1"],
    "traffic.sidecar.istio.io/excludeInterfaces": ["eth0", "", "a,b"],
    "traffic.sidecar.istio.io/excludeOutboundIPRanges": ["", "10.1.0.0/16"],
    "traffic.sidecar.istio.io/excludeOutboundPorts": ["", "82"],
    "traffic.sidecar.istio.io/includeInboundPorts": ["*", "", "80,81"],
    "traffic.sidecar.istio.io/includeOutboundIPRanges": ["*", "", "10.0.0.0/8"],
    "traffic.sidecar.istio.io/includeOutboundPorts": ["", "83"],
    "traffic.sidecar.istio.io/kubevirtInterfaces": ["net1", ""],
}
LABELS: dict[str, list[str]] = {
    "app": ["ap"],
    "app.kubernetes.io/name": ["akn", "a" * 62 + "-bcd"],
    "app.kubernetes.io/version": ["akv"],
    "networking.istio.io/tunnel": ["x"],
    "security.istio.io/tlsMode": ["disabled", ""],
    "service.istio.io/canonical-name": ["cn", ""],
    "service.istio.io/canonical-revision": ["cr"],
    "service.istio.io/workload-name": ["wn", ""],
    "sidecar.istio.io/inject": ["true"],
    "topology.istio.io/network": ["n2", ""],
    "version": ["v1"],
}
TEMPLATES = (
    None, None, None, "sidecar", "gateway", "grpc-agent", "grpc-simple", "sidecar,spire", "gateway, spire",
    "grpc-agent", "sidecar, sidecar",
)  # fmt: skip
_APP: dict[str, Any] = {
    "name": "app",
    "image": "e.org/app:1.2",
    "ports": [
        {"containerPort": 80, "name": "http"},
        {"containerPort": 90, "protocol": "UDP", "hostPort": 5, "hostIP": "1.2.3.4"},
    ],
    "readinessProbe": {"httpGet": {"path": "/r", "port": "http"}},
    "livenessProbe": {"tcpSocket": {"port": 80}},
}
_SECOND: dict[str, Any] = {
    "name": "second",
    "image": "e.org/b@sha256:abc",
    "env": [{"name": "A", "value": "1"}],
    "lifecycle": {"preStop": {"httpGet": {"port": 80, "path": "/x", "scheme": "HTTPS"}}},
}
_OWN_PROXY: dict[str, Any] = {
    "name": "istio-proxy",
    "image": "auto",
    "ports": [{"containerPort": 15090, "name": "x"}, {"containerPort": 7}],
    "resources": {"requests": {"cpu": "7m"}},
    "env": [{"name": "POD_NAME", "value": "mine"}, {"name": "NEW", "value": "n"}],
    "securityContext": {"runAsUser": 1001, "runAsGroup": 1002},
    "args": ["x"],
}
_INIT: tuple[dict[str, Any], ...] = (
    {"name": "setup", "image": "s"},
    {"name": "istio-init", "image": "auto", "securityContext": {"runAsUser": 5}},
    {"name": "enable-core-dump", "image": "c"},
    {"name": "istio-proxy", "image": "mine:1", "restartPolicy": "Always"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One pod, whom it belongs to, and the control plane that is to inject it."""

    values: dict[str, Any]
    mesh: dict[str, Any]
    pod: dict[str, Any]
    workload: Workload
    front_end: FrontEnd
    revision: str
    native_sidecars: bool
    compliance_policy: str


def random_case(seed: int) -> Case:
    """The case of that seed."""
    random = Random(seed)  # noqa: S311  a test's dice
    rate = random.choice((0.03, 0.1, 0.3, 0.6))
    return Case(
        values=_picked(random, VALUES, rate),
        mesh=_nested(_picked(random, MESH, rate)),
        pod=_pod(random, rate),
        workload=Workload(
            api_version=random.choice(("apps/v1", "v1", "")),
            kind=random.choice(("Deployment", "Pod")),
            name=random.choice(("web", "x" * 70, "")),
            namespace=random.choice(("", "ns")),
        ),
        front_end=random.choice(("cli", "webhook")),
        revision=random.choice(("", "default", "canary")),
        native_sidecars=random.random() < 0.5,
        compliance_policy=random.choice(("", "", "", "", "", "fips-140-2", "fips-140-3")),
    )


def with_values(document: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """A copy of a values document with dotted keys set."""
    changed = copy.deepcopy(document)
    for path, value in values.items():
        *keys, last = path.split(".")
        place = changed
        for key in keys:
            place = place.setdefault(key, {})
        place[last] = value
    return changed


def _pod(random: Random, rate: float) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": "p"}
    annotations = _picked(random, ANNOTATIONS, rate)
    template = random.choice(TEMPLATES)
    if template is not None:
        annotations["inject.istio.io/templates"] = template
    maps = {"annotations": annotations, "labels": _picked(random, LABELS, rate)}
    metadata.update({key: found for key, found in maps.items() if found})
    spec: dict[str, Any] = {"containers": _containers(random)}
    inits = [copy.deepcopy(each) for each in _INIT if random.random() < 0.2]
    if inits:
        spec["initContainers"] = inits
    if random.random() < 0.3:
        spec["serviceAccountName"] = "sa"
    if random.random() < 0.3:
        spec["volumes"] = [{"name": "workload-socket", "csi": {"driver": "x"}}, {"name": "data", "emptyDir": {}}]
    if random.random() < 0.2:
        spec["imagePullSecrets"] = [{"name": "b"}, {"name": "z"}]
    return {"metadata": metadata, "spec": spec}


def _containers(random: Random) -> list[dict[str, Any]]:
    chosen = [copy.deepcopy(each) for each in (_APP, _SECOND) if random.random() < 0.6]
    own = random.choice((None, None, _OWN_PROXY, {"name": "istio-proxy", "image": "auto"}))
    if own is not None:
        chosen.insert(random.randrange(len(chosen) + 1), copy.deepcopy(own))
    return chosen or [copy.deepcopy(_APP)]


def _picked(random: Random, table: dict[str, list[Any]], rate: float) -> dict[str, Any]:
    return {key: copy.deepcopy(random.choice(choices)) for key, choices in table.items() if random.random() < rate}


def _nested(settings: dict[str, Any]) -> dict[str, Any]:
    return with_values({}, settings)
