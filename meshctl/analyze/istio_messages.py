"""Messages that mean the same as Istio's and keep its codes and names; texts and advice are our own.

Source of codes, names and severities: istio/istio pkg/config/analysis/msg/messages.yaml.
"""

from __future__ import annotations

from meshctl.analyze.findings import Severity
from meshctl.analyze.problem import Message, Status

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def _message(
    code: str, name: str, severity: Severity, template: str, advice: str = ""
) -> Message:  # a row of the table
    return Message(code=f"IST{code}", name=name, severity=severity, template=template, help=advice)


IST0001 = _message("0001", "InternalError", ERROR, "{detail}", "This is a fault of meshctl; please report it.")
IST0002 = _message("0002", "Deprecated", WARNING, "{detail}", "{remedy}")
IST0101 = _message(
    "0101",
    "ReferencedResourceNotFound",
    ERROR,
    "{reftype} {refval} is not in the set",
    "Correct the name, lint the files that define it along, or declare it under `externals` in .meshctl.yaml.",
)
IST0102 = _message(
    "0102",
    "NamespaceNotInjected",
    INFO,
    "namespace {namespace} has no injection label, so its pods stay outside the mesh",
    "Label it `istio-injection: enabled`, or `istio-injection: disabled` if that is meant.",
)
IST0103 = _message(
    "0103",
    "PodMissingProxy",
    WARNING,
    "pod {pod} has no istio-proxy container although its namespace is injected",
    'Recreate the pod so that the webhook sees it, or opt out with the label `sidecar.istio.io/inject: "false"`.',
)
IST0106 = _message("0106", "SchemaValidationError", ERROR, "{detail}", "{remedy}")
IST0107 = _message(
    "0107",
    "MisplacedAnnotation",
    WARNING,
    "annotation {annotation} has no effect on a {kind}",
    "It belongs on: {wanted}.",
)
IST0108 = _message("0108", "UnknownAnnotation", WARNING, "{annotation} is not an annotation Istio knows", "{remedy}")
IST0109 = _message(
    "0109",
    "ConflictingMeshGatewayVirtualServiceHosts",
    ERROR,
    "VirtualServices {virtual_services} all claim host {host} for traffic inside the mesh",
    "Merge them, or separate them by `exportTo` or by gateways.",
)
IST0110 = _message(
    "0110",
    "ConflictingSidecarWorkloadSelectors",
    ERROR,
    "Sidecars {names} of namespace {namespace} all select pod {pod}; which one applies is undefined",
    "Narrow the selectors so that each pod is matched by one Sidecar.",
)
IST0111 = _message(
    "0111",
    "MultipleSidecarsWithoutWorkloadSelectors",
    ERROR,
    "namespace {namespace} has several Sidecars without a workload selector: {names}",
    "Keep one as the namespace's default and give the others a `workloadSelector`.",
)
IST0112 = _message(
    "0112",
    "VirtualServiceDestinationPortSelectorRequired",
    ERROR,
    "destination {host} has several ports ({ports}) and none is chosen",
    "Add `port.number` to the destination.",
)
IST0116 = _message(
    "0116",
    "DeploymentAssociatedToMultipleServices",
    WARNING,
    "{deployment} is behind services {services}, which use port {port} with different transport protocols",
    "Use one transport protocol per port number, or different numbers.",
)
IST0118 = _message(
    "0118",
    "PortNameIsNotUnderNamingConvention",
    WARNING,
    "port {port} ({name}) does not tell its protocol, so the proxy has to guess",
    "Name it `<protocol>[-<suffix>]`, for example `http-{suffix}`, or set `appProtocol`.",
)
IST0123 = _message(
    "0123",
    "NamespaceMultipleInjectionLabels",
    WARNING,
    "the namespace asks for several data planes at once: {labels}",
    "Keep one of the labels.",
)
IST0125 = _message(
    "0125",
    "InvalidAnnotation",
    WARNING,
    "the value of {annotation} cannot be used: {problem}",
)
IST0126 = _message(
    "0126",
    "UnknownMeshNetworksServiceRegistry",
    ERROR,
    "network {network} names registry {registry}, which no remote secret defines",
    'Add the Secret labelled `istio/multiCluster: "true"` of that cluster, or correct `fromRegistry`.',
)
IST0127 = _message(
    "0127",
    "NoMatchingWorkloadsFound",
    WARNING,
    "no pod of the mesh matches the policy{selector}",
    "Correct the selector, or lint the workloads it is meant for along.",
)
IST0128 = _message(
    "0128",
    "NoServerCertificateVerificationDestinationLevel",
    WARNING,
    "TLS mode {mode} to {host} without caCertificates accepts any server certificate",
    "Set `caCertificates`, for example to the path of the system's bundle.",
)
IST0129 = _message(
    "0129",
    "NoServerCertificateVerificationPortLevel",
    WARNING,
    "TLS mode {mode} to {host} port {port} without caCertificates accepts any server certificate",
    "Set `caCertificates` in the port's settings.",
)
IST0130 = _message(
    "0130",
    "VirtualServiceUnreachableRule",
    WARNING,
    "{detail}",
    "Remove the rule or move it up.",
)
IST0131 = _message(
    "0131",
    "VirtualServiceIneffectiveMatch",
    INFO,
    "{detail}",
    "Remove the match or move it up.",
)
IST0132 = _message(
    "0132",
    "VirtualServiceHostNotFoundInGateway",
    WARNING,
    "no host of this VirtualService ({hosts}) is served by gateway {gateway}",
    "Add the host to a server of the gateway, or bind the VirtualService to another gateway.",
)
IST0133 = _message("0133", "SchemaWarning", WARNING, "{detail}", "{remedy}")
IST0134 = _message(
    "0134",
    "ServiceEntryAddressesRequired",
    WARNING,
    "a ServiceEntry with a TCP or undeclared protocol needs addresses, else all its traffic shares one port",
    "Set `addresses`, name an HTTP or TLS protocol, or let the control plane allocate addresses.",
)
IST0135 = _message("0135", "DeprecatedAnnotation", INFO, "annotation {annotation} is deprecated", "{remedy}")
IST0136 = _message("0136", "AlphaAnnotation", INFO, "annotation {annotation} belongs to an alpha feature")
IST0137 = _message(
    "0137",
    "DeploymentConflictingPorts",
    WARNING,
    "services {services} lead different ports ({ports}) to target port {target} of {deployment}",
    "Use one service port per target port: the proxy sees only the target.",
)
IST0138 = _message(
    "0138",
    "GatewayDuplicateCertificate",
    WARNING,
    "gateways {gateways} present the same certificate; clients that reuse HTTP/2 connections reach wrong hosts",
    "Use one Gateway with all hosts for one certificate.",
)
IST0139 = _message("0139", "InvalidWebhook", ERROR, "{detail}", "{remedy}")
IST0140 = _message(
    "0140",
    "IngressRouteRulesNotAffected",
    WARNING,
    "traffic through this gateway-bound VirtualService passes the subset rules of {subset_rules} by",
    "Name the subset here too: rules of another VirtualService do not apply to routed traffic.",
)
IST0144 = _message(
    "0144",
    "InvalidApplicationUID",
    WARNING,
    "user id 1337 is the proxy's: traffic of this container would bypass the sidecar",
    "Run the application under another user id.",
)
IST0145 = _message(
    "0145",
    "ConflictingGateways",
    ERROR,
    "gateways {gateways} serve the same hosts ({hosts}) on port {port} of the same workload",
    "Keep each host and port in one Gateway.",
)
IST0146 = _message(
    "0146",
    "ImageAutoWithoutInjectionWarning",
    WARNING,
    "{kind} {name} expects its proxy image from injection, but no injection webhook matches it",
    "Label namespace or template for injection.",
)
IST0147 = _message(
    "0147",
    "ImageAutoWithoutInjectionError",
    ERROR,
    "{kind} {name} still has image `auto`: injection did not take place",
    "Recreate the pod with injection enabled.",
)
IST0148 = _message(
    "0148",
    "NamespaceInjectionEnabledByDefault",
    INFO,
    "the namespace has no injection label, and injection is on by default",
)
IST0149 = _message(
    "0149",
    "JwtClaimBasedRoutingWithoutRequestAuthN",
    ERROR,
    "the match on claim {key} needs a RequestAuthentication for pod {pod} of gateway {gateway}",
    "Add a RequestAuthentication that selects the gateway's pods.",
)
IST0150 = _message(
    "0150",
    "ExternalNameServiceTypeInvalidPortName",
    WARNING,
    "port {port} ({name}) of an ExternalName service is treated as plain TCP and captures all traffic on that port",
    "Name it for its protocol, for example `https`.",
)
IST0151 = _message(
    "0151",
    "EnvoyFilterUsesRelativeOperation",
    WARNING,
    "{operation} depends on other patches being applied first, and no priority is set",
    "Set `spec.priority`, or use INSERT_FIRST.",
)
IST0152 = _message(
    "0152",
    "EnvoyFilterUsesReplaceOperationIncorrectly",
    ERROR,
    "REPLACE does nothing on {target}",
    "REPLACE works on HTTP_FILTER, NETWORK_FILTER and VIRTUAL_HOST; use MERGE elsewhere.",
)
IST0153 = _message("0153", "EnvoyFilterUsesAddOperationIncorrectly", ERROR, "ADD is ignored on {target}")
IST0154 = _message("0154", "EnvoyFilterUsesRemoveOperationIncorrectly", ERROR, "REMOVE is ignored on {target}")
IST0155 = _message(
    "0155",
    "EnvoyFilterUsesRelativeOperationWithProxyVersion",
    WARNING,
    "{operation} builds on filter {filter}, which an earlier patch adds for one proxy version only",
    "Set `spec.priority` and the same `proxyVersion`.",
)
IST0157 = _message(
    "0157",
    "InvalidTelemetryProvider",
    WARNING,
    "access logging is switched on but names no provider, and the mesh has no default one",
    "Name a provider, or set `defaultProviders.accessLogging` in the mesh configuration.",
)
IST0158 = _message(
    "0158",
    "PodsIstioProxyImageMismatchInNamespace",
    WARNING,
    "proxies of these pods do not run the image the injector sets: {pods}",
    "Restart the pods.",
)
IST0159 = _message(
    "0159",
    "ConflictingTelemetryWorkloadSelectors",
    ERROR,
    "Telemetry objects {names} of namespace {namespace} all select pod {pod}; which one applies is undefined",
    "Narrow the selectors so that each pod is matched by one Telemetry.",
)
IST0160 = _message(
    "0160",
    "MultipleTelemetriesWithoutWorkloadSelectors",
    ERROR,
    "namespace {namespace} has several Telemetry objects without a selector: {names}",
    "Merge them, or give all but one a selector.",
)
IST0161 = _message(
    "0161",
    "InvalidGatewayCredential",
    ERROR,
    "Secret {secret} is not a usable certificate: {problem}",
    "The Secret needs `tls.crt` and `tls.key` (or `cert` and `key`) with a certificate that is valid now.",
)
IST0162 = _message(
    "0162",
    "GatewayPortNotDefinedOnService",
    WARNING,
    "no service of the selected workload ({selector}) exposes port {port}",
    "Add the port to the gateway's Service, or correct the server's port.",
)
IST0163 = _message(
    "0163",
    "InvalidExternalControlPlaneConfig",
    WARNING,
    "webhook {webhook} cannot reach its control plane ({hostname}): {problem}",
)
IST0164 = _message(
    "0164",
    "ExternalControlPlaneAddressIsNotAHostname",
    INFO,
    "webhook {webhook} names its control plane by the address {hostname}",
    "A host name survives a new address and can be verified by certificate.",
)
IST0165 = _message(
    "0165",
    "ReferencedInternalGateway",
    WARNING,
    "gateway {gateway} is generated from a Gateway API object; do not bind to it",
    "Use an HTTPRoute with a `parentRefs` to that Gateway.",
)
IST0166 = _message(
    "0166",
    "IneffectiveSelector",
    WARNING,
    "the selector picks pods of Gateway API gateway {gateway}, where selectors are ignored",
    "Attach the policy with `targetRefs`.",
)
IST0167 = _message("0167", "IneffectivePolicy", WARNING, "{reason}")
IST0170 = _message(
    "0170",
    "MultiClusterInconsistentService",
    WARNING,
    "Service {service} of namespace {namespace} differs between clusters {clusters}: {problem}",
    "A service of one name is one service in the mesh: make its definitions equal.",
)
IST0171 = _message("0171", "NegativeConditionStatus", WARNING, "condition {condition} is not met: {reason} {detail}")
IST0173 = _message(
    "0173",
    "DestinationRuleSubsetNotSelectPods",
    ERROR,
    "subset {subset} selects no pod",
    "Correct the labels, or lint the workloads along.",
)
IST0174 = _message(
    "0174",
    "UnknownDestinationRuleHost",
    WARNING,
    "host {host} is no service of the set",
    "Correct the name, lint the Service or ServiceEntry along, or declare the host under `externals.hosts`.",
)
IST0175 = _message(
    "0175",
    "JwksUriFetchUnrestricted",
    WARNING,
    "{count} RequestAuthentications exist ({names}), and istiod may fetch keys from any address",
    "Set BLOCKED_CIDRS_IN_JWKS_URIS on istiod.",
)
IST0176 = _message(
    "0176",
    "GatewayAPICRDVersionBelowMinimum",
    WARNING,
    "{crd} is of version {installed}, below the {minimum} that Istio reads: objects of this kind are ignored",
    "Install newer Gateway API CRDs.",
)
IST0177 = _message(
    "0177",
    "ConflictingServiceEntryProtocol",
    WARNING,
    "ServiceEntries {names} declare {host}:{port} with different protocols: {protocols}",
    "Declare one protocol, or separate the entries by `exportTo`.",
)


def _unused(code: str, name: str, severity: Severity, status: Status) -> Message:
    return Message(code=f"IST{code}", name=name, severity=severity, template=name, status=status)


# Codes that are known (and may stand in suppressions) but that no rule gives.
IDLE = (
    _unused("0141", "InsufficientPermissions", ERROR, "other-command"),
    _unused("0142", "UnsupportedKubernetesVersion", ERROR, "other-command"),
    _unused("0143", "LocalhostListener", ERROR, "unused"),
    _unused("0156", "UnsupportedGatewayAPIVersion", ERROR, "other-command"),
    _unused("0168", "UnknownUpgradeCompatibility", WARNING, "unused"),
    _unused("0169", "UpdateIncompatibility", WARNING, "other-command"),
    _unused("0172", "FutureUnsupportedGatewayAPIVersion", WARNING, "other-command"),
    _unused("0104", "GatewayPortNotOnWorkload", WARNING, "retired"),
    _unused("0105", "IstioProxyImageMismatch", WARNING, "retired"),
    _unused("0113", "MTLSPolicyConflict", ERROR, "retired"),
    _unused("0114", "PolicySpecifiesPortNameThatDoesntExist", WARNING, "retired"),
    _unused("0115", "DestinationRuleUsesMTLSForWorkloadWithoutSidecar", ERROR, "retired"),
    _unused("0117", "DeploymentRequiresServiceAssociated", WARNING, "retired"),
    _unused("0119", "JwtFailureDueToInvalidServicePortPrefix", WARNING, "retired"),
    _unused("0120", "PolicyResourceIsDeprecated", INFO, "retired"),
    _unused("0121", "MeshPolicyResourceIsDeprecated", INFO, "retired"),
    _unused("0122", "InvalidRegexp", WARNING, "retired"),
)
