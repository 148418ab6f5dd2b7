"""The table of annotations and labels that Linkerd reads: one row each, the only place that names them all.

A row that names `Namespace` is inherited: the injector copies it from the namespace onto pods that do not carry it.
Values that do not fit are ignored by Linkerd, never rejected, so the checks serve lint and `explain`.
"""
# ruff: noqa: E501  one row a line, so that the table can be read and searched as one

from __future__ import annotations

from typing import Any, Final

from meshctl.mesh.annotation import Annotation, Status, Where
from meshctl.mesh.linkerd import annotation_values as check

INJECT: Final = "linkerd.io/inject"
ENABLED, INGRESS, DISABLED = "enabled", "ingress", "disabled"
CONFIG: Final = "config.linkerd.io/"
ALPHA: Final = "config.alpha.linkerd.io/"
BETA: Final = "config.beta.linkerd.io/"
DEBUG_SIDECAR: Final = f"{CONFIG}enable-debug-sidecar"
OPAQUE_PORTS: Final = f"{CONFIG}opaque-ports"
ADDITIONAL_ENV: Final = f"{CONFIG}proxy-additional-env"
TRACE_ATTRIBUTE_PREFIX: Final = "resource.opentelemetry.io/"

CREATED_BY: Final = "linkerd.io/created-by"
PROXY_VERSION: Final = "linkerd.io/proxy-version"
TRUST_ROOT: Final = "linkerd.io/trust-root-sha256"
CONTROL_PLANE_NAMESPACE: Final = "linkerd.io/control-plane-ns"
WORKLOAD_NAMESPACE: Final = "linkerd.io/workload-ns"
COMPONENT: Final = "linkerd.io/control-plane-component"
PROXY_OWNER_PREFIX: Final = "linkerd.io/proxy-"

_LABELS_SOURCE: Final = "linkerd/linkerd2 pkg/k8s/labels.go"


def _inherited(name: str, value: str, summary: str, **more: Any) -> Annotation:
    return _pod(name, value, summary, **{"on": ("Pod", "Namespace"), **more})


def _pod(name: str, value: str, summary: str, **more: Any) -> Annotation:
    given = {"on": ("Pod",), "status": Status.STABLE, "source": _LABELS_SOURCE, **more}
    full = name if "/" in name else CONFIG + name
    return Annotation(name=full, value=value, summary=summary, **given)


def _written(name: str, summary: str, where: Where, **more: Any) -> Annotation:
    return _pod(name, "written by the injector", summary, where=where, **more)


_ROWS: Final = (
    _inherited(f"{ALPHA}proxy-enable-native-sidecar", "boolean", "the proxy as init container that keeps running", check=check.boolean, status=Status.ALPHA, deprecated=True, replacement=f"{CONFIG}proxy-enable-native-sidecar"),
    _inherited(f"{ALPHA}proxy-wait-before-exit-seconds", "seconds", "how long the proxy outlives the signal to stop; without effect on native sidecars", check=check.uint32, status=Status.ALPHA, default="values: proxy.waitBeforeExitSeconds"),
    _pod(f"{BETA}proxy-enable-native-sidecar", "boolean", "the proxy as init container that keeps running", check=check.boolean, status=Status.BETA, deprecated=True, replacement=f"{CONFIG}proxy-enable-native-sidecar"),
    _inherited("access-log", "apache or json", "format of the proxy's access log", default="values: proxy.accessLog"),
    _inherited("admin-port", "port", "port of probes and metrics", check=check.port, default="values: proxy.ports.admin"),
    _pod("close-wait-timeout", "duration", "connection tracking timeout for sockets in CLOSE_WAIT; needs proxyInit.runAsRoot", check=check.duration),
    _inherited("control-port", "port", "port on which the proxy is tapped", check=check.port, default="values: proxy.ports.control"),
    _pod("debug-image", "image", "image of the debug container", default="values: debugContainer.image.name"),
    _pod("debug-image-pull-policy", "Always, IfNotPresent or Never", "pull policy of the debug container", check=check.pull_policy),
    _pod("debug-image-version", "tag", "image tag of the debug container", default="values: debugContainer.image.version"),
    _inherited("default-inbound-policy", ", ".join(check.INBOUND_POLICIES), "what is allowed in where no policy resource says otherwise", check=check.inbound_policy, default="values: proxy.defaultInboundPolicy"),
    _inherited("enable-debug-sidecar", "boolean", "add a container with network tools", check=check.boolean, default="false"),
    _inherited("enable-external-profiles", "boolean", "ask for service profiles of hosts outside the cluster", check=check.boolean, default="values: proxy.enableExternalProfiles"),
    _pod("enable-gateway", "boolean", "the proxy stands before a multicluster gateway", check=check.boolean, default="values: proxy.isGateway"),
    _inherited("image-pull-policy", "Always, IfNotPresent or Never", "pull policy of proxy and init container", check=check.pull_policy, default="values: imagePullPolicy"),
    _inherited("inbound-port", "port", "port to which inbound traffic is redirected", check=check.port, default="values: proxy.ports.inbound"),
    _inherited("opaque-ports", "ports, ranges, container port names", "ports whose protocol is not detected", on=("Pod", "Namespace", "Service"), check=check.opaque_ports, default="values: proxy.opaquePorts"),
    _inherited("outbound-port", "port", "port to which outbound traffic is redirected", check=check.port, default="values: proxy.ports.outbound"),
    _inherited("pod-inbound-ports", "ports", "meant to list the pod's inbound ports; the injector overwrites it with those of the pod spec"),
    _inherited("proxy-additional-env", "JSON list of environment variables", "more environment for the proxy, merged by name: values, then namespace, then pod", check=check.environment, default="values: proxy.additionalEnv"),
    _inherited("proxy-admin-shutdown", "enabled or disabled", "whether the proxy can be stopped over its admin port", check=check.switch, default="values: proxy.enableShutdownEndpoint"),
    _inherited("proxy-await", "enabled or disabled", "hold the application until the proxy is ready", check=check.switch, default="values: proxy.await"),
    _inherited("proxy-cpu-limit", "quantity", "CPU limit of the proxy; whole cores of it are the most worker threads", check=check.quantity, default="values: proxy.resources"),
    _pod("proxy-cpu-ratio-limit", "number between 0 and 1", "most worker threads as a share of the node's CPUs", check=check.ratio, default="values: proxy.runtime.workers.maximumCPURatio"),
    _inherited("proxy-cpu-request", "quantity", "CPU request of the proxy; whole cores of it are the fewest worker threads", check=check.quantity, default="values: proxy.resources"),
    _inherited("proxy-disable-inbound-protocol-detect-timeout", "boolean", "wait for the first bytes of an inbound connection as long as it takes", check=check.boolean),
    _inherited("proxy-disable-outbound-protocol-detect-timeout", "boolean", "wait for the first bytes of an outbound connection as long as it takes", check=check.boolean),
    _inherited("proxy-enable-native-sidecar", "boolean", "the proxy as init container that keeps running", check=check.boolean, default="values: proxy.nativeSidecar"),
    _inherited("proxy-ephemeral-storage-limit", "quantity", "storage limit of the proxy", check=check.quantity, default="values: proxy.resources"),
    _inherited("proxy-ephemeral-storage-request", "quantity", "storage request of the proxy", check=check.quantity, default="values: proxy.resources"),
    _inherited("proxy-gid", "group id", "group the proxy runs as; below 0 for none", check=check.integer, default="values: proxy.gid"),
    _inherited("proxy-image", "image without tag", "image of the proxy and of the init container", default="values: proxy.image.name"),
    _inherited("proxy-inbound-connect-timeout", "duration", "time to connect to the application", check=check.duration, default="values: proxy.inboundConnectTimeout"),
    _inherited("proxy-inbound-discovery-cache-unused-timeout", "duration", "how long unused inbound policy is kept", check=check.duration, default="values: proxy.inboundDiscoveryCacheUnusedTimeout"),
    _inherited("proxy-log-format", "plain or json", "form of the proxy's log", default="values: proxy.logFormat"),
    _inherited("proxy-log-http-headers", "off or insecure", "whether HTTP headers may be logged", check=check.log_headers, default="values: proxy.logHTTPHeaders"),
    _inherited("proxy-log-level", "directives, comma separated", "log level of the proxy", default="values: proxy.logLevel"),
    _inherited("proxy-memory-limit", "quantity", "memory limit of the proxy", check=check.quantity, default="values: proxy.resources"),
    _inherited("proxy-memory-request", "quantity", "memory request of the proxy", check=check.quantity, default="values: proxy.resources"),
    _inherited("proxy-metrics-hostname-labels", "boolean", "host names as labels of outbound metrics", check=check.boolean, default="values: proxy.metrics.hostnameLabels"),
    _inherited("proxy-outbound-connect-timeout", "duration", "time to connect to another service", check=check.duration, default="values: proxy.outboundConnectTimeout"),
    _inherited("proxy-outbound-discovery-cache-unused-timeout", "duration", "how long unused discovery results are kept", check=check.duration, default="values: proxy.outboundDiscoveryCacheUnusedTimeout"),
    _inherited("proxy-require-identity-inbound-ports", "ports, comma separated", "inbound ports that only meshed clients reach", default="values: proxy.requireIdentityOnInboundPorts"),
    _inherited("proxy-uid", "user id", "user the proxy runs as", check=check.integer, default="values: proxy.uid"),
    _inherited("proxy-version", "tag", "image tag of the proxy", default="values: proxy.image.version, then linkerdVersion"),
    _inherited("shutdown-grace-period", "duration", "how long open connections live after the signal to stop", check=check.duration, default="values: proxy.shutdownGracePeriod"),
    _inherited("skip-inbound-ports", "ports and ranges", "inbound ports that bypass the proxy; replaces the default list", check=check.port_ranges, default="values: proxyInit.ignoreInboundPorts"),
    _inherited("skip-outbound-ports", "ports and ranges", "outbound ports that bypass the proxy; replaces the default list", check=check.port_ranges, default="values: proxyInit.ignoreOutboundPorts"),
    _inherited("skip-subnets", "CIDR blocks, comma separated", "networks whose traffic bypasses the proxy", check=check.subnets, default="values: proxyInit.skipSubnets"),
    _inherited(INJECT, "enabled, ingress or disabled", "inject the pod, inject it in ingress mode, or leave it alone", check=check.inject, default="the namespace's"),
    _written(CREATED_BY, "what injected the pod", Where.ANNOTATION),
    _written(PROXY_VERSION, "version of the proxy that was injected", Where.ANNOTATION),
    _written(TRUST_ROOT, "SHA-256 of the trust anchors, as text", Where.ANNOTATION),
    _pod(f"{CONFIG}admission-webhooks", "disabled", "take the namespace out of the webhooks", where=Where.LABEL, on=("Namespace",)),
    _pod(COMPONENT, "written by the control plane", "part of the control plane the pod is", where=Where.LABEL),
    _written(CONTROL_PLANE_NAMESPACE, "namespace of the control plane", Where.LABEL),
    _written(WORKLOAD_NAMESPACE, "namespace of the workload", Where.LABEL),
    *(
        _written(f"{PROXY_OWNER_PREFIX}{kind}", f"the {kind} the pod belongs to", Where.LABEL)
        for kind in ("cronjob", "daemonset", "deployment", "job", "replicaset", "replicationcontroller", "statefulset")
    ),
)  # fmt: skip

ANNOTATIONS: Final = {row.name: row for row in _ROWS if row.where is Where.ANNOTATION}
LABELS: Final = {row.name: row for row in _ROWS if row.where is Where.LABEL}

# Copied from the namespace onto pods that do not carry them.
INHERITED: Final = tuple(sorted(name for name, row in ANNOTATIONS.items() if "Namespace" in row.on))
