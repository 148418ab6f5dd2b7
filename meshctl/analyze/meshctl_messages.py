"""Messages of our own: codes `MSH0001` upward, never used again once given.

0001-0019 the run itself, 0020-0039 documents and schemas, 0040-0059 services and workloads, 0060-0089 routing,
0090-0109 security, 0110-0129 Gateway API.
"""

from __future__ import annotations

from meshctl.analyze.findings import Severity
from meshctl.analyze.problem import Message

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def _message(
    code: str, name: str, severity: Severity, template: str, advice: str = ""
) -> Message:  # a row of the table
    return Message(code=f"MSH{code}", name=name, severity=severity, template=template, help=advice)


MSH0001 = _message(
    "0001",
    "RuleCrashed",
    ERROR,
    "rule {rule} failed: {detail}",
    "This is a fault of meshctl; the other rules ran. Please report it with the resource that caused it.",
)
MSH0002 = _message("0002", "UnusedSuppression", WARNING, "{detail}", "Remove the exception.")
MSH0003 = _message(
    "0003",
    "MalformedSuppression",
    WARNING,
    "{detail}",
    "Write `# meshctl: ignore[CODE] reason`, several codes separated by commas.",
)
MSH0010 = _message("0010", "UnreadableFile", ERROR, "{detail}", "{remedy}")
MSH0011 = _message("0011", "BrokenManifest", ERROR, "{detail}", "{remedy}")
MSH0020 = _message("0020", "UnknownField", ERROR, "{detail}", "{remedy}")
MSH0021 = _message("0021", "RemovedKind", ERROR, "{kind} of {api_version} {why}", "{remedy}")
MSH0022 = _message("0022", "OldApiVersion", WARNING, "{api_version} of {kind} {why}", "Use {replacement}.")
MSH0023 = _message(
    "0023",
    "DuplicateResource",
    INFO,
    "{identity} is defined more than once; a later definition replaces an earlier one",
    "Keep one, or lint the folders of different clusters apart.",
)
MSH0024 = _message(
    "0024",
    "ExportToUnknownNamespace",
    ERROR,
    "exportTo names namespace {namespace}, which is not in the set",
    "Correct the name, lint the Namespace along, or declare it under `externals.namespaces`.",
)
MSH0025 = _message(
    "0025",
    "InvalidCoreResource",
    ERROR,
    "{detail}",
    "{remedy}",
)
MSH0040 = _message(
    "0040",
    "PortNameAndAppProtocolDisagree",
    WARNING,
    "the name {name} says {by_name}, appProtocol {app_protocol} says {by_app_protocol}; appProtocol wins",
    "Make them agree.",
)
MSH0041 = _message(
    "0041",
    "MisleadingPortName",
    WARNING,
    "port name {name} makes the port {protocol}, not {suspected}: only the part before the first dash counts",
    "Name it `{suggestion}` if {suspected} is meant.",
)
MSH0042 = _message(
    "0042",
    "TargetPortNotExposed",
    WARNING,
    "target port {target} of port {port} is no container port of {workload}",
    "Correct `targetPort`, or name the port in the container.",
)
MSH0043 = _message(
    "0043",
    "ReservedPort",
    WARNING,
    "port {port} is used by the sidecar itself ({use})",
    "Let the application listen on another port.",
)
MSH0044 = _message(
    "0044",
    "MissingWorkloadLabels",
    INFO,
    "the pod template lacks the label {labels}, which telemetry and subsets go by",
    "Add `app` and `version` to the template's labels.",
)
MSH0045 = _message(
    "0045",
    "UdpPortNotProxied",
    INFO,
    "port {port} ({name}) is UDP, which the sidecar passes by whatever its name says",
)
MSH0046 = _message(
    "0046",
    "WorkloadWithoutService",
    INFO,
    "no Service of the set selects the pods of {workload}, so the mesh cannot route to it by name",
    "Every workload of the mesh should belong to a Service, or lint its Service along.",
)
MSH0060 = _message(
    "0060",
    "SingleDestinationWeight",
    WARNING,
    "the only destination has weight {weight}; it gets all traffic whatever the weight",
    "Leave the weight out or write 100.",
)
MSH0061 = _message(
    "0061",
    "DuplicateDestination",
    WARNING,
    "destination {destination} stands twice in this route",
    "Merge the two and add up their weights.",
)
MSH0062 = _message(
    "0062",
    "ConflictingGatewayHosts",
    WARNING,
    "VirtualServices {names} all claim host {host} on gateway {gateway}; their order of rules is undefined",
    "Merge them if the order of rules matters.",
)
MSH0063 = _message(
    "0063",
    "MatchGatewayNotBound",
    WARNING,
    "the match asks for gateway {gateway}, which spec.gateways does not list, so it never applies",
    "Add the gateway to spec.gateways or correct the name.",
)
MSH0064 = _message(
    "0064",
    "DuplicateDestinationRule",
    WARNING,
    "DestinationRules {names} share host {host}{subset}",
    "Keep one DestinationRule per host: of several, only parts of one take effect.",
)
MSH0065 = _message(
    "0065",
    "SubsetWithoutLabels",
    WARNING,
    "subset {subset} has no labels and therefore equals the whole service",
    "Add the labels that tell it apart.",
)
MSH0066 = _message(
    "0066",
    "EgressHostNotFound",
    WARNING,
    "egress host {host} is no service of the set",
    "Correct the name, lint its Service or ServiceEntry along, or declare it under `externals.hosts`.",
)
MSH0067 = _message(
    "0067",
    "RootSidecarWithSelector",
    WARNING,
    "a Sidecar in the root namespace is the default of the whole mesh and may not have a workloadSelector",
    "Remove the selector, or move the Sidecar to the namespace of its workloads.",
)
MSH0068 = _message(
    "0068",
    "OutboundPolicyWithoutMode",
    WARNING,
    "outboundTrafficPolicy without a mode means REGISTRY_ONLY here, not the mesh's default",
    "Write the mode.",
)
MSH0090 = _message(
    "0090",
    "UnknownHttpMethod",
    WARNING,
    "{method} is neither an HTTP method nor a gRPC path, so this never matches",
    "Write HTTP methods in capitals; match gRPC methods by `paths`.",
)
MSH0091 = _message(
    "0091",
    "PolicyNeedsMtls",
    ERROR,
    "{field} can only be told under mutual TLS, which {policy} disables here",
    "Enable mutual TLS for these workloads, or match on something else.",
)
MSH0092 = _message(
    "0092",
    "PrincipalNotFound",
    ERROR,
    "principal {principal}: service account {account} is not in the set",
    "Correct the name, lint the ServiceAccount along, or declare it under `externals.service_accounts`.",
)
MSH0093 = _message(
    "0093",
    "SeveralDefaultPolicies",
    ERROR,
    "namespace {namespace} has several {kind} objects without a selector ({names}); only the oldest counts",
    "Keep one, or give the others a selector.",
)
MSH0094 = _message(
    "0094",
    "OverlappingPolicies",
    ERROR,
    "{kind} objects {names} all select {workload}; only the oldest counts",
    "Narrow the selectors.",
)
MSH0095 = _message(
    "0095",
    "PolicySelectsNothing",
    WARNING,
    "no workload of namespace {namespace} matches the selector",
    "Correct the selector, or lint the workloads along.",
)
MSH0096 = _message(
    "0096",
    "RuleWithoutTlsSettings",
    WARNING,
    "trafficPolicy for {host} has no tls settings and so replaces the mutual TLS that {other} sets",
    "Repeat the tls settings here.",
)
MSH0097 = _message(
    "0097",
    "MtlsModesDisagree",
    ERROR,
    "the DestinationRule {says} mutual TLS to {host}, while {policy} {demands}",
    "Make client and server side agree, or leave tls out and let automatic mutual TLS decide.",
)
MSH0098 = _message(
    "0098",
    "WorkloadWithoutPolicy",
    WARNING,
    "no AuthorizationPolicy covers {workload}, so every caller may use it",
    "Add a policy for the workload, or one for its namespace that denies by default.",
)
MSH0099 = _message(
    "0099",
    "PrincipalInOtherCluster",
    INFO,
    "service account {account} of principal {principal} exists in cluster {cluster} only",
    "Correct the principal unless callers from that cluster are meant; the clusters must share a trust domain.",
)
MSH0110 = _message(
    "0110",
    "RouteParentNotFound",
    ERROR,
    "parent {parent} is not in the set",
    "Correct the reference, lint the parent along, or declare it under `externals.gateways`.",
)
MSH0111 = _message(
    "0111",
    "RouteNotAllowedByParent",
    ERROR,
    "{parent} does not take this route: {reason}",
    "{remedy}",
)
MSH0112 = _message(
    "0112",
    "RouteHostnameMismatch",
    ERROR,
    "no hostname of the route ({hostnames}) fits a listener of {parent} ({listeners})",
    "Add the hostname to a listener, or correct it.",
)
MSH0113 = _message(
    "0113",
    "BackendNotFound",
    ERROR,
    "backend {backend} is not in the set",
    "Correct the reference, lint the Service along, or declare it under `externals.hosts`.",
)
MSH0114 = _message("0114", "BackendPortNotFound", ERROR, "{backend} has no port {port} (it has {ports})")
MSH0115 = _message(
    "0115",
    "ReferenceNotGranted",
    ERROR,
    "the reference to {target} in another namespace needs a ReferenceGrant there",
    "Add a ReferenceGrant to namespace {namespace} from {kind} in {source}.",
)
MSH0116 = _message(
    "0116",
    "ListenerCertificateNotFound",
    ERROR,
    "certificate Secret {secret} is not in the set",
    "Correct the reference, or declare the Secret under `externals.secrets`.",
)
MSH0117 = _message(
    "0117",
    "ConflictingListeners",
    ERROR,
    "listeners {names} share port {port} with protocols that cannot be told apart: {protocols}",
    "Give each protocol its own port.",
)
MSH0118 = _message(
    "0118",
    "ConflictingK8sGateways",
    WARNING,
    "Gateways {names} serve {host} on port {port} at the same address",
    "Merge the listeners into one Gateway.",
)
MSH0119 = _message(
    "0119",
    "GrantFromUnknownNamespace",
    WARNING,
    "the grant admits namespace {namespace}, which is not in the set",
    "Correct the name, lint the Namespace along, or declare it under `externals.namespaces`.",
)
MSH0120 = _message(
    "0120",
    "UnknownMeshAnnotation",
    WARNING,
    "{annotation} is not an annotation {family} knows",
    "{remedy}",
)
MSH0121 = _message(
    "0121",
    "MisplacedMeshAnnotation",
    WARNING,
    "annotation {annotation} has no effect on a {kind}",
    "It belongs on: {wanted}.",
)
MSH0122 = _message(
    "0122",
    "InvalidMeshAnnotation",
    WARNING,
    "the value of {annotation} cannot be used: {problem}",
)
MSH0123 = _message("0123", "DeprecatedMeshAnnotation", INFO, "annotation {annotation} is deprecated", "{remedy}")
MSH0124 = _message(
    "0124",
    "AnnotationWithoutEffect",
    INFO,
    "annotation {annotation} is for the sidecar, which {switch}: {value} keeps away",
    "Remove the annotation, or let the pod be injected.",
)
