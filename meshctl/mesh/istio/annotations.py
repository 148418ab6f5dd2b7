"""The table of annotations and labels that Istio reads: one row each, the only place that names them all.

Rows yield validation at injection, the lint rules on annotations, and the reference manual. Pod annotations come first,
then those of other kinds, then labels; within a group they stand in the order of the alphabet.
"""
# ruff: noqa: E501  one row a line, so that the table can be read and searched as one

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from meshctl.mesh.annotation import Annotation, Problem, Status, Where, check_annotations
from meshctl.mesh.istio import annotation_values as check
from meshctl.mesh.istio.proxy_config import annotation_problem

if TYPE_CHECKING:
    from collections.abc import Mapping

_PUBLISHED: Final = "istio/api annotation/annotations.yaml"
_PUBLISHED_LABEL: Final = "istio/api label/labels.yaml"
_INJECTOR: Final = "istio/istio pkg/kube/inject"


def _pod(name: str, value: str, summary: str, **more: Any) -> Annotation:
    return Annotation(name=name, on=("Pod",), value=value, summary=summary, **{"source": _PUBLISHED, **more})


def _other(name: str, on: tuple[str, ...], value: str, summary: str, **more: Any) -> Annotation:
    return Annotation(name=name, on=on, value=value, summary=summary, **{"source": _PUBLISHED, **more})


def _label(name: str, on: tuple[str, ...], value: str, summary: str, **more: Any) -> Annotation:
    given = {"source": _PUBLISHED_LABEL, **more}
    return Annotation(name=name, where=Where.LABEL, on=on, value=value, summary=summary, **given)


def _unlisted(name: str, value: str, summary: str, **more: Any) -> Annotation:
    return _pod(name, value, summary, listed=False, source=_INJECTOR, **more)


_POD_ANNOTATIONS: Final = (
    _pod("ambient.istio.io/bypass-inbound-capture", "boolean", "in ambient mode, capture outbound traffic only"),
    _pod("ambient.istio.io/dns-capture", "boolean", "in ambient mode, whether DNS goes through the proxy"),
    _pod("ambient.istio.io/redirection", "written by Istio", "that the pod is in ambient mode", status=Status.BETA),
    _pod("inject.istio.io/templates", "names, comma separated", "injection templates to use", default="config: defaultTemplates"),
    _pod("istio.io/reroute-virtual-interfaces", "interface names, comma separated", "interfaces whose inbound traffic counts as outbound (virtual machines in pods)", check=check.interfaces),
    _pod("istio.io/rev", "written by the injector", "revision of the control plane that injected the pod"),
    _pod("prometheus.istio.io/merge-metrics", "boolean", "whether application metrics are served with the proxy's", check=check.boolean, default="mesh: enablePrometheusMerge"),
    _pod("proxy.istio.io/config", "ProxyConfig as YAML or JSON", "settings of this proxy, over those of the mesh", check=annotation_problem, status=Status.BETA),
    _pod("proxy.istio.io/overrides", "JSON, written by the injector", "what the user wrote under an injected container's name"),
    _pod("readiness.status.sidecar.istio.io/applicationPorts", "ports, comma separated", "ports of the application that readiness of the proxy waits for"),
    _pod("readiness.status.sidecar.istio.io/failureThreshold", "whole number", "failures before the proxy counts as not ready", check=check.uint32, default="values: global.proxy.readinessFailureThreshold"),
    _pod("readiness.status.sidecar.istio.io/initialDelaySeconds", "seconds", "wait before the first readiness probe of the proxy", check=check.uint32, default="values: global.proxy.readinessInitialDelaySeconds"),
    _pod("readiness.status.sidecar.istio.io/periodSeconds", "seconds", "time between readiness probes of the proxy", check=check.uint32, default="values: global.proxy.readinessPeriodSeconds"),
    _pod("sidecar.istio.io/agentLogLevel", "scope:level, comma separated", "log level of the agent beside the proxy", default="values: global.logging.level"),
    _pod("sidecar.istio.io/bootstrapOverride", "ConfigMap name", "bootstrap configuration of the proxy in place of the generated one"),
    _pod("sidecar.istio.io/componentLogLevel", "component:level, comma separated", "log level of parts of the proxy", default="values: global.proxy.componentLogLevel"),
    _pod("sidecar.istio.io/discoveryAddress", "host:port", "address of the control plane", deprecated=True, replacement="proxy.istio.io/config: discoveryAddress"),
    _pod("sidecar.istio.io/extraStatTags", "names, comma separated", "more tags on the proxy's statistics", deprecated=True, replacement="a Telemetry resource, or proxy.istio.io/config: extraStatTags"),
    _pod("sidecar.istio.io/inject", "true or false", "inject this pod or leave it alone; the label of the same name wins", status=Status.BETA, deprecated=True, replacement="the label sidecar.istio.io/inject", default="the injector's policy"),
    _pod("sidecar.istio.io/interceptionMode", "REDIRECT, TPROXY or NONE", "how inbound traffic reaches the proxy", check=check.interception_mode, default="mesh: defaultConfig.interceptionMode"),
    _pod("sidecar.istio.io/logLevel", "level", "log level of the proxy", default="values: global.proxy.logLevel"),
    _pod("sidecar.istio.io/nativeSidecar", "true or false", "run the proxy as native sidecar, an init container that keeps running", default="the cluster's version"),
    _pod("sidecar.istio.io/proxyCPU", "quantity", "CPU request of the proxy; discards all default resources", check=check.quantity, default="values: global.proxy.resources"),
    _pod("sidecar.istio.io/proxyCPULimit", "quantity", "CPU limit of the proxy; discards all default resources", check=check.quantity, default="values: global.proxy.resources"),
    _pod("sidecar.istio.io/proxyImage", "image with a slash", "image of the proxy and of the init container", default="values: global.hub, global.proxy.image, global.tag"),
    _pod("sidecar.istio.io/proxyImageType", "distroless, debug or default", "variant of the proxy's image", default="proxy config: image.imageType, then values: global.variant"),
    _pod("sidecar.istio.io/proxyMemory", "quantity", "memory request of the proxy; discards all default resources", check=check.quantity, default="values: global.proxy.resources"),
    _pod("sidecar.istio.io/proxyMemoryLimit", "quantity", "memory limit of the proxy; discards all default resources", check=check.quantity, default="values: global.proxy.resources"),
    _pod("sidecar.istio.io/rewriteAppHTTPProbers", "boolean", "send probes of the application through the agent", default="values: sidecarInjectorWebhook.rewriteAppHTTPProbe"),
    _pod("sidecar.istio.io/statsCompression", "brotli, gzip or zstd", "compression of the proxy's statistics", deprecated=True),
    _pod("sidecar.istio.io/statsEvictionInterval", "duration", "how long idle time series of the mesh's metrics are kept"),
    _pod("sidecar.istio.io/statsFlushInterval", "duration", "time between pushes to statistics sinks", default="5s"),
    _pod("sidecar.istio.io/statsHistogramBins", "whole number", "bins per time series of a histogram", default="100"),
    _pod("sidecar.istio.io/statsHistogramBuckets", "JSON: prefix to list of bounds", "buckets of histograms whose names begin with a prefix"),
    _pod("sidecar.istio.io/statsInclusionPrefixes", "prefixes, comma separated", "statistics the proxy emits", deprecated=True, replacement="proxy.istio.io/config: proxyStatsMatcher"),
    _pod("sidecar.istio.io/statsInclusionRegexps", "regular expressions, comma separated", "statistics the proxy emits", deprecated=True, replacement="proxy.istio.io/config: proxyStatsMatcher"),
    _pod("sidecar.istio.io/statsInclusionSuffixes", "suffixes, comma separated", "statistics the proxy emits", deprecated=True, replacement="proxy.istio.io/config: proxyStatsMatcher"),
    _pod("sidecar.istio.io/status", "JSON, written by the injector", "what was injected, and by which revision"),
    _pod("sidecar.istio.io/userVolume", "JSON: name to volume source", "volumes to add to the pod for the proxy"),
    _pod("sidecar.istio.io/userVolumeMount", "JSON: name to mount", "mounts to add to the proxy"),
    _pod("status.sidecar.istio.io/port", "port, or 0 for none", "port of the agent's own HTTP server", check=check.port, default="values: global.proxy.statusPort"),
    _pod("traffic.sidecar.istio.io/excludeInboundPorts", "ports, comma separated", "inbound ports that bypass the proxy", check=check.ports),
    _pod("traffic.sidecar.istio.io/excludeInterfaces", "interface names, comma separated", "interfaces whose traffic bypasses the proxy", check=check.interfaces),
    _pod("traffic.sidecar.istio.io/excludeOutboundIPRanges", "CIDRs, comma separated", "destinations that bypass the proxy", check=check.cidrs),
    _pod("traffic.sidecar.istio.io/excludeOutboundPorts", "ports, comma separated", "outbound ports that bypass the proxy", check=check.ports),
    _pod("traffic.sidecar.istio.io/includeInboundPorts", "* or ports, comma separated", "inbound ports that go through the proxy", check=check.ports_or_all, default="*"),
    _pod("traffic.sidecar.istio.io/includeOutboundIPRanges", "* or CIDRs, comma separated", "destinations that go through the proxy", check=check.cidrs_or_all, default="*"),
    _pod("traffic.sidecar.istio.io/includeOutboundPorts", "ports, comma separated", "outbound ports that go through the proxy whatever the destination"),
    _pod("traffic.sidecar.istio.io/kubevirtInterfaces", "interface names, comma separated", "interfaces whose inbound traffic counts as outbound", check=check.interfaces, deprecated=True, replacement="istio.io/reroute-virtual-interfaces"),
    _unlisted("prometheus.istio.io/scrape-targets", "port[:path], comma separated", "several places where the application serves metrics"),
    _unlisted("prometheus.istio.io/secure-port", "port", "port where merged metrics are served with mutual TLS"),
    _unlisted("prometheus.io/scrape", "boolean", "whether Prometheus reads metrics from the pod"),
    _unlisted("prometheus.io/port", "port", "where the application serves metrics"),
    _unlisted("prometheus.io/path", "path", "where the application serves metrics", default="/metrics"),
    _unlisted("apm.datadoghq.com/env", "JSON: name to text", "environment of the proxy, with the Datadog tracer"),
    _unlisted("resource.opentelemetry.io/service.namespace", "text", "namespace in traces", default="the workload's namespace"),
    _unlisted("resource.opentelemetry.io/service.version", "text", "version in traces", default="label app.kubernetes.io/version, then the image's tag"),
    _unlisted("resource.opentelemetry.io/service.instance.id", "text", "instance in traces", default="namespace, pod and first container"),
    _unlisted("kubectl.kubernetes.io/default-container", "container name", "the container that kubectl means", default="the first of the application"),
    _unlisted("kubectl.kubernetes.io/default-logs-container", "container name", "the container whose logs kubectl shows", default="the first of the application"),
    _unlisted("k8s.v1.cni.cncf.io/networks", "network names, or JSON", "networks to attach; Istio's is appended where Multus runs its CNI plug-in"),
)  # fmt: skip

_OTHER_ANNOTATIONS: Final = (
    _other("alpha.istio.io/canonical-serviceaccounts", ("Service",), "names, comma separated", "accounts outside Kubernetes that may run the service", deprecated=True),
    _other("alpha.istio.io/kubernetes-serviceaccounts", ("Service",), "names, comma separated", "accounts that may run the service on virtual machines", deprecated=True),
    _other("ambient.istio.io/waypoint-inbound-binding", ("GatewayClass", "Gateway"), "protocol[/port]", "how traffic is sent to the waypoint"),
    _other("galley.istio.io/analyze-suppress", ("Any",), "codes, comma separated, or *", "lint findings that are accepted on this object"),
    _other("gateway.istio.io/controller-version", ("Any",), "written by Istio", "version of the controller that made the object"),
    _other("gateway.istio.io/name-override", ("Gateway",), "name", "name of the generated Deployment and Service"),
    _other("gateway.istio.io/service-account", ("Gateway",), "name", "name of the generated ServiceAccount"),
    _other("istio.io/autoRegistrationGroup", ("WorkloadEntry",), "written by Istio", "the WorkloadGroup the entry was registered from"),
    _other("istio.io/connectedAt", ("WorkloadEntry",), "written by Istio", "when the workload connected"),
    _other("istio.io/disconnectedAt", ("WorkloadEntry",), "written by Istio", "when the workload left"),
    _other("istio.io/dry-run", ("AuthorizationPolicy",), "boolean", "log what the policy would do without doing it"),
    _other("istio.io/use-waypoint-canary-weight", ("Service", "ServiceEntry", "Namespace"), "0 to 100", "share of traffic for the second waypoint"),
    _other("istio.io/workloadController", ("WorkloadEntry",), "written by Istio", "the control plane instance the workload is connected to"),
    _other("kubernetes.io/ingress.class", ("Ingress",), "class name", "the controller responsible", status=Status.STABLE),
    _other("networking.istio.io/exportTo", ("Service",), "namespaces, comma separated; . the own, * all, ~ none", "who sees the service", default="*"),
    _other("networking.istio.io/service-type", ("Gateway",), "Service type", "type of the generated Service"),
    _other("networking.istio.io/traffic-distribution", ("Namespace", "Service", "ServiceEntry"), "PreferClose or Any", "how traffic is spread over endpoints"),
    _other("topology.istio.io/controlPlaneClusters", ("Namespace",), "cluster names, comma separated, or *", "clusters whose control planes may lead this one"),
    _other("traffic.istio.io/nodeSelector", ("Service",), "JSON: label to value", "nodes whose addresses a gateway between networks uses", status=Status.STABLE),
)  # fmt: skip

_SERVING: Final = ("Service", "ServiceEntry", "Namespace")

_LABELS: Final = (
    _label("app", ("Pod",), "text", "canonical name of the service, third choice", listed=False, source=_INJECTOR),
    _label("app.kubernetes.io/name", ("Pod",), "text", "canonical name of the service, second choice", listed=False, source=_INJECTOR),
    _label("app.kubernetes.io/version", ("Pod",), "text", "canonical revision of the service, second choice", listed=False, source=_INJECTOR),
    _label("gateway.istio.io/managed", ("ServiceAccount", "Deployment", "Service"), "written by Istio", "the controller that made the object", status=Status.STABLE),
    _label("gateway.networking.k8s.io/gateway-class-name", ("ServiceAccount", "Deployment", "Service", "PodDisruptionBudget", "HorizontalPodAutoscaler"), "written by Istio", "class of the Gateway the object was made for", status=Status.STABLE),
    _label("gateway.networking.k8s.io/gateway-name", ("ServiceAccount", "Deployment", "Service", "PodDisruptionBudget", "HorizontalPodAutoscaler"), "written by Istio", "the Gateway the object was made for", status=Status.STABLE),
    _label("istio-injection", ("Namespace",), "enabled or disabled", "whether the default revision injects pods of the namespace", listed=False, source="istio/istio manifests: mutatingwebhook.yaml"),
    _label("istio.io/dataplane-mode", ("Pod", "Namespace"), "ambient or none", "how traffic of the pods reaches the mesh", status=Status.STABLE),
    _label("istio.io/ingress-use-waypoint", _SERVING, "boolean", "whether ingress gateways send traffic through the waypoint", status=Status.BETA),
    _label("istio.io/rev", ("Namespace", "Gateway", "Pod"), "revision or tag", "the control plane that is responsible", status=Status.BETA),
    _label("istio.io/tag", ("MutatingWebhookConfiguration",), "written by Istio", "the tag the webhook serves"),
    _label("istio.io/use-waypoint", ("Pod", "WorkloadEntry", *_SERVING), "name, or none", "the waypoint that traffic goes through", status=Status.STABLE),
    _label("istio.io/use-waypoint-canary", _SERVING, "name", "a second waypoint for a share of the traffic"),
    _label("istio.io/use-waypoint-canary-namespace", _SERVING, "namespace", "where the second waypoint stands"),
    _label("istio.io/use-waypoint-namespace", ("Pod", "WorkloadEntry", *_SERVING), "namespace", "where the waypoint stands", status=Status.BETA),
    _label("istio.io/waypoint-for", ("GatewayClass", "Gateway"), "service, workload, all or none", "the traffic a waypoint takes", status=Status.STABLE),
    _label("networking.istio.io/enable-autoallocate-ip", ("ServiceEntry",), "true or false", "whether an entry without addresses gets one", status=Status.BETA),
    _label("networking.istio.io/gatewayPort", ("Service",), "port", "port of a gateway between networks", default="15443"),
    _label("networking.istio.io/tunnel", ("Pod",), "http", "that the pod takes tunnelled traffic", listed=False, source=_INJECTOR),
    _label("operator.istio.io/component", ("Any",), "written by Istio", "the part of the installation the object belongs to"),
    _label("operator.istio.io/managed", ("Any",), "written by Istio", "that the installer keeps the object as it is"),
    _label("operator.istio.io/version", ("Any",), "written by Istio", "version that installed the object"),
    _label("security.istio.io/tlsMode", ("Pod",), "istio or disabled", "whether the pod takes mutual TLS", default="istio", deprecated=True),
    _label("service.istio.io/canonical-name", ("Pod",), "text of at most 63 characters", "name of the service the workload belongs to", default="app.kubernetes.io/name, app, the workload's name"),
    _label("service.istio.io/canonical-revision", ("Pod",), "text", "revision within that service", default="app.kubernetes.io/version, version, latest"),
    _label("service.istio.io/workload-name", ("Pod", "WorkloadEntry"), "text", "name of the workload", default="the owner's name"),
    _label("sidecar.istio.io/inject", ("Pod",), "true or false", "inject this pod or leave it alone", status=Status.BETA, default="the annotation, then the injector's policy"),
    _label("topology.istio.io/cluster", ("Pod",), "cluster name", "the cluster the workload runs in"),
    _label("topology.istio.io/locality", ("Pod",), "region.zone.subzone", "where the workload runs"),
    _label("topology.istio.io/network", ("Namespace", "Pod", "Service"), "network name", "the network whose members reach each other directly", status=Status.BETA, default="the injection URL, then values: global.network"),
    _label("topology.istio.io/subzone", ("Node",), "text", "subzone of the workloads on the node", status=Status.BETA),
    _label("version", ("Pod",), "text", "canonical revision of the service, third choice", listed=False, source=_INJECTOR),
)  # fmt: skip

ANNOTATIONS: Final[Mapping[str, Annotation]] = {row.name: row for row in (*_POD_ANNOTATIONS, *_OTHER_ANNOTATIONS)}
LABELS: Final[Mapping[str, Annotation]] = {row.name: row for row in _LABELS}


def validate_pod_annotations(annotations: Mapping[str, str]) -> list[Problem]:
    """Everything wrong with a pod's annotations, sorted by name; any problem refuses the injection.

    Names that Istio does not know pass, and so do those whose row has no check.
    """
    return check_annotations(annotations, ANNOTATIONS)
