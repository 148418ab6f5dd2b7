"""Hand-written questions about quantities, selectors and typed values; `record.py` has Go answer them."""

from __future__ import annotations

from typing import Any

QUANTITIES = (
    # every suffix, small and large
    *(f"{number}{suffix}" for number in (1, 12) for suffix in ("n", "u", "m", "", "k", "M", "G", "T", "P", "E")),
    *(f"{number}{suffix}" for number in (1, 1024) for suffix in ("Ki", "Mi", "Gi", "Ti", "Pi", "Ei")),
    # moves to a larger or a smaller suffix
    "1000m", "2000m", "1500m", "1024Mi", "2048Ki", "1536Mi", "1.5Gi", "0.5Gi", "0.5Ki", "1.25Ki", "1000k", "1000M",
    "1000E", "1500k", "0.5", "0.25", "0.1", "1.5", "100.5m", "0.001", "0.0001", "12345", "123456789", "1000000",
    "1000000000",
    # exponents
    "1e0", "1e3", "1E3", "12e6", "1e-3", "1e4", "1e-4", "1e+3", "1.5e3", "100e1", "1e18", "1e21", "1e-9", "1e-10",
    "123e-12", "0e5",
    # signs, zeros and forms kept as they were written
    "0", "+0", "-0", "0m", "0Ki", "0.0", "00", "007", "+1", "-1", "-1.5", "-1Ki", "-0.5Ki", "-1n", "1.", ".5", ".5Mi",
    "1.500", "1.50", "0.500", "+1Mi", "-1000m", "-1024Ki", "10.0", "100.000", "1.000k", "0001m", "-.5", "+.5k", "8Ki",
    "12Ki", "16Mi",
    # rounding up to a billionth and the cap of binary amounts
    "0.0000000001", "1.0000000001", "-0.0000000001", "0.1n", "1.1n", "123456789.123456789123", "0.9999999999", "1.1u",
    "9223372036854775807", "9223372036854775808", "99999999999999999999", "8Ei", "7Ei", "9Ei", "-9Ei", "1000Pi",
    "1025Pi", "10Ei", "0.0000001Ki", "1.1Ki", "1.1Mi", "3.3333Gi", "0.1Ei", "123456789012345678",
    "1234567890123456789", "12345678901234567890k",
    # wrong ones
    "", " ", "a", "1K", "1ki", "1mi", "1 m", " 1", "1 ", "1kk", "1mm", "1e", "1ee3", "1e3.5", "1e3k", "--1", "+-1",
    "1..5", "1.2.3", ".", "-", "+", "m", "Ki", "Pi", "e3", "1,5", "0x10", "1_000", "1Kib", "1B",
    "1e99999999999999999999", "NaN", "Inf", "\u0661",
)  # fmt: skip

SUMS = (
    ("1", "1"), ("100m", "1"), ("1Gi", "512Mi"), ("0", "1Gi"), ("0", "0"), ("1Gi", "1G"), ("1G", "1Gi"),
    ("1.5Gi", "0.5Gi"), ("1e3", "1k"), ("1n", "1"), ("-1", "1"), ("-2", "1Ki"), ("900m", "100m"), ("0m", "1Ki"),
    ("1023", "1Ki"), ("8Ei", "8Ei"), ("1Ki", "0.5"),
)  # fmt: skip

LABELS: list[dict[str, str]] = [
    {},
    {"app": "web"},
    {"app": "db", "tier": "back"},
    {"app": "web", "tier": "front", "n": "7"},
    {"app": ""},
    {"n": "-3"},
]


def _expression(key: Any, operator: Any, *values: Any) -> dict[str, Any]:
    return {"matchExpressions": [{"key": key, "operator": operator, **({"values": list(values)} if values else {})}]}


SELECTORS: tuple[Any, ...] = (
    None, {}, {"matchLabels": {}}, {"matchLabels": None}, {"matchExpressions": []}, {"matchExpressions": None},
    {"other": 1}, {"matchLabels": {"app": "web"}}, {"matchLabels": {"app": ""}}, {"matchLabels": {"app": None}},
    {"matchLabels": {"app": "web", "tier": "front"}}, {"matchLabels": {"example.com/app": "web"}},
    {"matchLabels": {"a b": "web"}}, {"matchLabels": {"": "x"}}, {"matchLabels": {"app": "a b"}},
    {"matchLabels": {"app": "x" * 63}}, {"matchLabels": {"app": "x" * 64}}, {"matchLabels": {"k" * 63: "v"}},
    {"matchLabels": {"k" * 64: "v"}}, {"matchLabels": {"a/b/c": "v"}}, {"matchLabels": {"/b": "v"}},
    {"matchLabels": {"Example.com/b": "v"}}, {"matchLabels": {"app": 1}}, {"matchLabels": {"app": True}},
    {"matchLabels": ["app"]}, {"matchLabels": "app=web"}, {"matchExpressions": {"key": "app"}}, [], "app=web", 1,
    _expression("app", "In", "web"), _expression("app", "In", "web", "db"), _expression("app", "In", ""),
    _expression("app", "In"), _expression("app", "NotIn", "web"), _expression("app", "NotIn", ""),
    _expression("app", "NotIn"), _expression("app", "Exists"), _expression("app", "Exists", "web"),
    _expression("tier", "DoesNotExist"), _expression("tier", "DoesNotExist", "x"), _expression("n", "Gt", "5"),
    _expression("app", "in", "web"), _expression("app", ""), _expression("app", None), _expression("", "Exists"),
    _expression(None, "Exists"), _expression("app", "In", "a b"), _expression("app", "In", None),
    _expression("app", "In", 1), _expression("bad key", "Exists"), {"matchExpressions": [None]},
    {"matchExpressions": [1]}, {"matchExpressions": [{}]},
    {"matchLabels": {"app": "web"}, **_expression("tier", "Exists")},
    {"matchLabels": {"app": "web"}, **_expression("app", "NotIn", "web")},
)  # fmt: skip

SELECTOR_TEXTS = (
    "", " ", "app", "!app", "! app", "app=web", "app==web", "app = web", "app!=web", "app=", "app==", "app!=",
    "app in (web)", "app in (web,db)", "app in ( web , db )", "app notin (web)", "app in ()", "app in (,)",
    "app in (web,)", "app in (,web)", "app in (a,,b)", "in", "notin", "in in (in)", "notin notin (notin)", "app=in",
    "app in", "app in web", "app in (web", "app in web)", "app (web)", "app,tier", "app,!tier", "app=web,tier=front",
    "app=web, tier!=back", "app,", ",app", "app,,tier", "app tier", "app=web tier=front", "=web", "==", "!", "!!app",
    "!app=web", "!app in (web)", "n>5", "n<5", "n > 5", "n>", "n>a", "n>-5", "n>=5", "n<>5", "app=a b", "app=web!",
    "app==!web", "(app)", "app=(web)", "a/b/c", "-app", "app-", "app=-x", "x" * 63, "x" * 64, "app=" + "x" * 64,
    "example.com/app", "Example.com/app", "app\t=\nweb", "app=web,app=db", "n>1,n<9", "ünder=x",
)  # fmt: skip


def _pod(**spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": "web"}, "spec": {"containers": [{"name": "app", **spec}]}}


# Name, type, value: what Go makes of it, decoded as JSON.
ROUND_TRIPS: tuple[tuple[str, str, Any], ...] = (
    ("an empty pod", "Pod", {}),
    ("a null pod", "Pod", None),
    ("type fields", "Pod", {"apiVersion": "v1", "kind": "Pod"}),
    ("a container", "Pod", _pod()),
    ("a container without a name", "Pod", {"spec": {"containers": [{}]}}),
    ("no containers", "Pod", {"spec": {"containers": []}}),
    ("null containers", "Pod", {"spec": {"containers": None}}),
    ("a null container", "Pod", {"spec": {"containers": [None]}}),
    ("empty init containers", "Pod", {"spec": {"initContainers": []}}),
    ("an empty variable", "Pod", _pod(env=[{"name": "A", "value": ""}])),
    ("a null variable", "Pod", _pod(env=[{"name": "A", "value": None}])),
    ("a variable without a name", "Pod", _pod(env=[{"value": "x"}])),
    (
        "quantities",
        "Pod",
        _pod(resources={"limits": {"cpu": "2000m", "memory": "1024Mi"}, "requests": {"cpu": 1, "memory": "1.5Gi"}}),
    ),
    (
        "quantities as numbers",
        "Pod",
        _pod(resources={"limits": {"cpu": 0.5, "memory": 1e9, "x": 1e21, "y": 1e-7, "z": 0}}),
    ),
    ("a null quantity", "Pod", _pod(resources={"limits": {"cpu": None}})),
    ("a quantity in blanks", "Pod", _pod(resources={"limits": {"cpu": " 1 "}})),
    ("a bad quantity", "Pod", _pod(resources={"limits": {"cpu": "lots"}})),
    ("a quantity that is true", "Pod", _pod(resources={"limits": {"cpu": True}})),
    ("a quantity that is a list", "Pod", _pod(resources={"limits": {"cpu": []}})),
    ("empty resources", "Pod", _pod(resources={})),
    ("null resources", "Pod", _pod(resources=None)),
    ("empty limits", "Pod", _pod(resources={"limits": {}})),
    ("a field reference", "Pod", _pod(env=[{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}])),
    (
        "a resource reference",
        "Pod",
        _pod(env=[{"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}}]),
    ),
    ("an empty value source", "Pod", _pod(env=[{"name": "A", "valueFrom": {}}])),
    ("an empty security context", "Pod", _pod(securityContext={})),
    ("a null security context", "Pod", _pod(securityContext=None)),
    ("pointers to zero", "Pod", _pod(securityContext={"privileged": False, "runAsUser": 0, "runAsNonRoot": None})),
    ("empty capabilities", "Pod", _pod(securityContext={"capabilities": {"add": [], "drop": ["ALL"]}})),
    ("plain zeros", "Pod", _pod(tty=False, stdin=True, workingDir="")),
    (
        "a probe with a port number",
        "Pod",
        _pod(readinessProbe={"httpGet": {"port": 80, "path": ""}, "periodSeconds": 0}),
    ),
    ("a probe with a port name", "Pod", _pod(readinessProbe={"httpGet": {"port": "http"}})),
    ("a probe without a port", "Pod", _pod(readinessProbe={"httpGet": {}})),
    ("a probe with a null port", "Pod", _pod(readinessProbe={"httpGet": {"port": None}})),
    ("a probe with a broken port", "Pod", _pod(readinessProbe={"httpGet": {"port": 80.5}})),
    ("a probe with a port that is true", "Pod", _pod(readinessProbe={"httpGet": {"port": True}})),
    ("a gRPC probe", "Pod", _pod(livenessProbe={"grpc": {"port": 1}})),
    ("an empty probe", "Pod", _pod(livenessProbe={})),
    ("a hook", "Pod", _pod(lifecycle={"preStop": {"sleep": {"seconds": 1}}, "postStart": {}})),
    ("a port that is a broken float", "Pod", _pod(ports=[{"containerPort": 80.5}])),
    ("a port that is a text", "Pod", _pod(ports=[{"containerPort": "80"}])),
    ("a port beyond 32 bits", "Pod", _pod(ports=[{"containerPort": 2147483648}])),
    ("a port without a number", "Pod", _pod(ports=[{"name": "http"}])),
    ("a number in an argument", "Pod", _pod(args=[1])),
    ("a null argument", "Pod", _pod(args=[None, "a"])),
    ("arguments given as a text", "Pod", _pod(args="a")),
    ("an unknown field", "Pod", _pod(notAField={"a": None})),
    ("names in another case", "Pod", {"Metadata": {"NAME": "web"}, "SPEC": {"hostnetwork": True}}),
    ("directives", "Pod", {"$patch": "replace", "spec": {"$setElementOrder/containers": [], "containers": []}}),
    ("labels", "Pod", {"metadata": {"labels": {}, "annotations": {"a": "", "b": None}}}),
    ("a label that is a number", "Pod", {"metadata": {"labels": {"a": 1}}}),
    ("labels given as a list", "Pod", {"metadata": {"labels": []}}),
    ("metadata given as a text", "Pod", {"metadata": "web"}),
    ("no time", "Pod", {"metadata": {"creationTimestamp": None}}),
    (
        "times",
        "Pod",
        {
            "metadata": {
                "creationTimestamp": "2026-01-02T03:04:05+02:00",
                "deletionTimestamp": "2026-01-02T03:04:05.999Z",
            }
        },
    ),
    ("a bad time", "Pod", {"metadata": {"creationTimestamp": "yesterday"}}),
    ("a date", "Pod", {"metadata": {"creationTimestamp": "2026-01-02"}}),
    ("a time that is a number", "Pod", {"metadata": {"creationTimestamp": 1}}),
    ("a time of day that does not exist", "Pod", {"metadata": {"creationTimestamp": "2026-01-02T24:00:00Z"}}),
    ("a time with one digit for the hour", "Pod", {"metadata": {"creationTimestamp": "2026-01-02T3:04:05Z"}}),
    ("owner references", "Pod", {"metadata": {"ownerReferences": [{"name": "a", "controller": True}]}}),
    ("managed fields", "Pod", {"metadata": {"managedFields": [{"manager": "m", "fieldsV1": {"f:spec": {}}}]}}),
    ("a volume without a source", "Pod", {"spec": {"volumes": [{"name": "v", "emptyDir": None}]}}),
    ("an empty volume", "Pod", {"spec": {"volumes": [{"name": "v", "emptyDir": {}}]}}),
    ("a sized volume", "Pod", {"spec": {"volumes": [{"name": "v", "emptyDir": {"sizeLimit": "1024Mi"}}]}}),
    (
        "a projected volume",
        "Pod",
        {"spec": {"volumes": [{"name": "v", "projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}}]}},
    ),
    ("a projected volume without sources", "Pod", {"spec": {"volumes": [{"name": "v", "projected": {}}]}}),
    ("an empty pod security context", "Pod", {"spec": {"securityContext": {}}}),
    ("host network off", "Pod", {"spec": {"hostNetwork": False}}),
    ("host network as a text", "Pod", {"spec": {"hostNetwork": "true"}}),
    ("a status", "Pod", {"status": {"conditions": [{"type": "Ready"}]}}),
    ("an empty deployment", "Deployment", {}),
    ("a deployment", "Deployment", {"spec": {"replicas": 0, "template": {"metadata": None}, "selector": None}}),
    (
        "a rolling update",
        "Deployment",
        {"spec": {"strategy": {"rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}}}},
    ),
    ("an empty daemon set", "DaemonSet", {}),
    ("an empty stateful set", "StatefulSet", {}),
    (
        "a volume claim template",
        "StatefulSet",
        {"spec": {"volumeClaimTemplates": [{"spec": {"resources": {"requests": {"storage": "1024Gi"}}}}]}},
    ),
    ("an empty job", "Job", {}),
    ("an empty cron job", "CronJob", {}),
    ("an empty replication controller", "ReplicationController", {}),
    ("an empty service", "Service", {}),
    (
        "service ports",
        "Service",
        {"spec": {"ports": [{"port": 80}, {"port": 81, "targetPort": "http"}, {"targetPort": 0}]}},
    ),
    ("a config map", "ConfigMap", {"data": {"a": "1"}, "binaryData": {"b": "aGk="}}),
    ("a config map with a number", "ConfigMap", {"data": {"a": 1}}),
    ("a secret", "Secret", {"data": {"a": "aGk=", "b": "", "c": None, "d": "aG\nk="}}),
    ("a secret that is not base64", "Secret", {"data": {"a": "hi!"}}),
    ("a secret without padding", "Secret", {"data": {"a": "aGk"}}),
    ("an empty namespace", "Namespace", {}),
)

# Name, type, YAML: what Kubernetes tools make of a manifest, conversions included.
MANIFESTS: tuple[tuple[str, str, str], ...] = (
    (
        "plain scalars in labels",
        "Pod",
        "metadata: {labels: {a: true, b: no, c: 12, d: 1.0, e: 1e3, f: 1e6, g: 0.5, h: -0.0}}",
    ),
    (
        "long floats in labels",
        "Pod",
        "metadata: {labels: {a: 1.23456789, b: 123456.7, c: 1234567.8, d: 0.00001, e: 1e39, f: 3e38}}",
    ),
    ("odd integers in labels", "Pod", "metadata: {labels: {a: 0777, b: 0x1f, c: 1_000, d: 18446744073709551615}}"),
    (
        "numbers in variables",
        "Pod",
        "spec: {containers: [{name: 1, env: [{name: A, value: 8080}, {name: B, value: yes}]}]}",
    ),
    ("numbers in arguments", "Pod", "spec: {containers: [{name: app, args: [1, true, x]}]}"),
    ("numbers in a node selector", "Pod", "spec: {nodeSelector: {disk: 1}, nodeName: 5}"),
    ("numbers behind pointers", "Pod", "spec: {runtimeClassName: 7, containers: []}"),
    ("numbers in annotations of a template", "Deployment", "spec: {template: {metadata: {annotations: {a: false}}}}"),
    ("numbers in config data", "ConfigMap", "data: {a: 1, b: true, c: 1.5}"),
    ("a whole float as a number", "Pod", "spec: {containers: [{name: app, ports: [{containerPort: 8e3}]}]}"),
    (
        "quantities as numbers",
        "Pod",
        "spec: {containers: [{name: app, resources: {limits: {cpu: 1, memory: 1e9, x: 0.5}}}]}",
    ),
    ("a number that is a text", "Pod", "spec: {containers: [{name: app, ports: [{containerPort: '80'}]}]}"),
    ("a boolean that is a number", "Pod", "spec: {hostNetwork: 1}"),
    ("a list for a text", "Pod", "metadata: {name: [a]}"),
)
