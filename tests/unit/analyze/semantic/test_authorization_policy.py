from __future__ import annotations

from typing import Any

from tests.unit.analyze.semantic.judging import Case, Spec, judged, resource, table


def policy(*rules: Any, **spec: Any) -> Spec:
    return resource("AuthorizationPolicy", {**({"rules": list(rules)} if rules else {}), **spec})


def source(**members: Any) -> Spec:
    return policy({"from": [{"source": members}]})


def operation(**members: Any) -> Spec:
    return policy({"to": [{"operation": members}]})


def when(key: str, *values: str, **members: Any) -> Spec:
    return policy({"when": [{"key": key, "values": list(values), **members}]})


def target(**members: Any) -> Spec:
    reference = {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "gw", **members}
    return policy(targetRefs=[reference])


SOURCE = "rules.0.from.0.source"
OPERATION = "rules.0.to.0.operation"
WHEN = "rules.0.when.0"
WITH_PROVIDER = {"action": "CUSTOM", "provider": {"name": "ext"}}

POLICIES: list[Case] = [
    ("an empty policy", policy(), []),
    ("a rule for all", policy({}), []),
    ("a selector without labels", policy(selector={}), ["warning selector selector-empty"]),
    ("a target", target(), []),
    ("a service as target", target(group="", kind="Service"), []),
    ("a target without name", target(name=""), ["error targetRefs.0.name target-name"]),
    ("a target elsewhere", target(namespace="a"), ["error targetRefs.0.namespace target-namespace"]),
    ("a target of another kind", target(kind="HTTPRoute"), ["error targetRefs.0.kind target-kind"]),
    ("a target of another group", target(group="apps"), ["error targetRefs.0.kind target-kind"]),
    (
        "several targets",
        policy(selector={"matchLabels": {"a": "b"}}, targetRef={"group": "", "kind": "Service", "name": "a"}),
        ["error targetRef several-targets"],
    ),
    ("CUSTOM", policy({}, **WITH_PROVIDER), []),
    ("CUSTOM by number", policy({}, action=3), ["error provider.name provider-name"]),
    ("CUSTOM without rules", policy(**WITH_PROVIDER), ["error spec custom-rules"]),
    (
        "CUSTOM by namespace and claim",
        policy(
            {
                "from": [{"source": {"notNamespaces": ["a"], "ipBlocks": ["10.0.0.1"]}}],
                "when": [{"key": "request.auth.claims[x]", "values": ["a"]}],
            },
            **WITH_PROVIDER,
        ),
        [f"error {SOURCE}.notNamespaces custom-source", f"error {WHEN}.key custom-source"],
    ),
    ("a provider with ALLOW", policy(provider={"name": "ext"}), ["error provider provider-action"]),
    ("DENY without rules", policy(action="DENY"), ["error spec deny-rules"]),
    ("DENY everything", policy({}, action="DENY"), []),
    (
        "DENY by request principal",
        policy({"from": [{"source": {"requestPrincipals": ["*"]}}]}, action="DENY"),
        ["warning rules.0.from deny-http-only"],
    ),
    ("DENY by namespace", policy({"from": [{"source": {"notNamespaces": ["a"]}}]}, action="DENY"), []),
    (
        "DENY by path",
        policy({"from": [{"source": {"namespaces": ["a"]}}], "to": [{"operation": {"paths": ["/a"]}}]}, action="DENY"),
        ["warning rules.0.to deny-http-only"],
    ),
    (
        "DENY by path and port",
        policy({"to": [{"operation": {"paths": ["/a"], "notPorts": ["80"]}}]}, action="DENY"),
        [],
    ),
]

RULES: list[Case] = [
    ("an empty from", policy({"from": []}), ["error rules.0.from rule-empty-list"]),
    ("a null from", policy({"from": None}), []),
    ("from without source", policy({"from": [{}]}), ["error rules.0.from.0 rule-part"]),
    ("to without operation", policy({"to": [None]}), ["error rules.0.to.0 rule-part"]),
    ("an empty source", source(), [f"error {SOURCE} rule-part-empty"]),
    ("a source of empty lists", source(principals=[]), [f"error {SOURCE} rule-part-empty"]),
    ("an empty operation", operation(), [f"error {OPERATION} rule-part-empty"]),
    ("an empty value", source(principals=["a", ""]), [f"error {SOURCE}.principals.1 source-value"]),
    (
        "address blocks",
        source(ipBlocks=["10.0.0.0/8"], notRemoteIpBlocks=["::1", "x"]),
        [f"error {SOURCE}.notRemoteIpBlocks.1 source-value"],
    ),
    (
        "service accounts",
        source(serviceAccounts=["a", "ns/a", "ns/", "a/b/c", "a*", "x" * 321]),
        [f"error {SOURCE}.serviceAccounts.{index} source-value" for index in (2, 3, 4, 5)],
    ),
    (
        "seventeen service accounts",
        source(notServiceAccounts=["a"] * 17),
        [f"error {SOURCE}.notServiceAccounts source-value"],
    ),
    (
        "service accounts and principals",
        source(serviceAccounts=["a"], notPrincipals=["b"], namespaces=["c"]),
        [f"error {SOURCE}.notPrincipals mixed-identities", f"error {SOURCE}.namespaces mixed-identities"],
    ),
    (
        "trust domains",
        source(trustDomains=["a.b", "*.b", "a*", "*", "*a*", "a*b", "a/b", ""]),
        [f"error {SOURCE}.trustDomains.{index} source-value" for index in (4, 5, 6, 7)],
    ),
    (
        "ports",
        operation(ports=["0", "65535", "65536", "http"]),
        [f"error {OPERATION}.ports.{index} operation-value" for index in (2, 3)],
    ),
    (
        "paths",
        operation(
            paths=["/a", "/a*", "/{*}/b", "/a/{**}", "/{**}/b/", "/a{*}", "/{**}/{*}", "/a*/{*}", "/a//{*}", "/{x}"]
        ),
        [f"error {OPERATION}.paths.{index} operation-value" for index in (5, 6, 7, 8, 9)],
    ),
]

CONDITIONS: list[Case] = [
    ("a header", when("request.headers[x-a]", "1"), []),
    ("a nested claim", when("request.auth.claims[a][b]", "1"), []),
    ("a filter", when("experimental.envoy.filters.a.b[c]", "1"), []),
    ("no key", policy({"when": [{"values": ["a"]}]}), [f"error {WHEN}.key condition-key"]),
    ("an unknown key", when("source.port", "1"), [f"error {WHEN}.key condition-key"]),
    ("a removed key", when("destination.labels[a]", "1"), [f"error {WHEN}.key condition-key"]),
    ("a header without name", when("request.headers", "1"), [f"error {WHEN}.key condition-key"]),
    ("a header with an empty name", when("request.headers[]", "1"), [f"error {WHEN}.key condition-key"]),
    ("no values", when("source.ip"), [f"error {WHEN} condition-values"]),
    ("values to exclude", when("source.ip", notValues=["10.0.0.1"]), []),
    ("an empty value", when("source.principal", ""), [f"error {WHEN}.values.0 condition-value"]),
    ("an address", when("remote.ip", "10.0.0.0/8", "a"), [f"error {WHEN}.values.1 condition-value"]),
    ("a port", when("destination.port", "80", "x"), [f"error {WHEN}.values.1 condition-value"]),
    ("a service account", when("source.serviceAccount", "a/b", "*"), [f"error {WHEN}.values.1 condition-value"]),
    ("a trust domain", when("source.trustDomain", "*a", "a*b"), [f"error {WHEN}.values.1 condition-value"]),
]


@table([*POLICIES, *RULES, *CONDITIONS])
def test_an_authorization_policy_is_judged_field_by_field(value: Spec, expected: list[str]) -> None:
    assert judged(value) == expected
