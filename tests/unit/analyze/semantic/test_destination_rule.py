from __future__ import annotations

from typing import Any

from tests.unit.analyze.semantic.judging import Case, Spec, judged, resource, table


def rule(**spec: Any) -> Spec:
    return resource("DestinationRule", {"host": "reviews", **spec})


def policy(**settings: Any) -> Spec:
    return rule(trafficPolicy=settings)


def balancer(outlier: Any = None, **settings: Any) -> Spec:
    return policy(loadBalancer=settings, **({} if outlier is None else {"outlierDetection": outlier}))


def tls(**settings: Any) -> Spec:
    return policy(tls=settings)


def distribute(*rules: Any) -> Spec:
    return balancer(localityLbSetting={"distribute": [{"from": source, "to": to} for source, to in rules]})


def failover(*rules: Any, **setting: Any) -> Spec:
    pairs = [{"from": source, "to": target} for source, target in rules]
    return balancer({}, localityLbSetting={"failover": pairs, **setting})


LOCALITY = "trafficPolicy.loadBalancer.localityLbSetting"
POOL = "trafficPolicy.connectionPool"

RULE: list[Case] = [
    ("a host", rule(), []),
    ("every host", rule(host="*"), []),
    ("no host", rule(host=""), ["error host host"]),
    ("a host that is an address", rule(host="10.0.0.1"), ["error host host"]),
    ("a subset", rule(subsets=[{"name": "v1", "labels": {"version": "v1"}}]), []),
    ("a subset without name", rule(subsets=[{}]), ["error subsets.0.name subset-name"]),
    ("a subset twice", rule(subsets=[{"name": "a"}, {"name": "a"}]), ["error subsets.1.name subset-duplicate"]),
    (
        "a subset with a bad label",
        rule(subsets=[{"name": "a", "labels": {"a/b/c": "x"}}]),
        ["error subsets.0.labels.a/b/c label-key"],
    ),
    ("an empty policy", policy(), ["error trafficPolicy policy-empty"]),
    ("a policy with a retry budget", policy(retryBudget={}), []),
    (
        "an empty policy of a subset",
        rule(subsets=[{"name": "a", "trafficPolicy": {}}]),
        ["error subsets.0.trafficPolicy policy-empty"],
    ),
    (
        "a deprecated field in a subset is not told",
        rule(subsets=[{"name": "a", "trafficPolicy": {"outlierDetection": {"consecutiveErrors": 1}}}]),
        [],
    ),
    (
        "a port without number and settings",
        policy(portLevelSettings=[{}]),
        [
            "error trafficPolicy.portLevelSettings.0 port-missing",
            "error trafficPolicy.portLevelSettings.0 policy-empty",
        ],
    ),
    ("a port number is not checked", policy(portLevelSettings=[{"port": {}, "tls": {}}]), []),
    (
        "exportTo beyond a selector",
        rule(workloadSelector={"matchLabels": {"a": "b"}}, exportTo=["*"]),
        ["error exportTo export-to-beyond-namespace"],
    ),
    (
        "exportTo the own namespace with a selector",
        rule(workloadSelector={"matchLabels": {"a": "b"}}, exportTo=["prod"]),
        [],
    ),
    ("a selector without labels", rule(workloadSelector={}), ["warning workloadSelector selector-empty"]),
    (
        "a selector with a wildcard",
        rule(workloadSelector={"matchLabels": {"a": "*", "": "b"}}),
        [
            "error workloadSelector.matchLabels.a selector-wildcard",
            "error workloadSelector.matchLabels. selector-key-empty",
        ],
    ),
]

POLICY: list[Case] = [
    ("tunnel", policy(tunnel={"targetHost": "a.com", "targetPort": 443, "protocol": "POST"}), []),
    (
        "a bad tunnel",
        policy(tunnel={"targetHost": "*.a.com", "targetPort": 0, "protocol": "PUT"}),
        [
            "error trafficPolicy.tunnel.protocol tunnel-protocol",
            "error trafficPolicy.tunnel.targetHost tunnel-host",
            "error trafficPolicy.tunnel.targetPort port-number",
        ],
    ),
    (
        "tunnel and proxy protocol",
        policy(tunnel={"targetHost": "10.0.0.1", "targetPort": 1}, proxyProtocol={"version": "V2"}),
        ["error trafficPolicy.proxyProtocol policy-conflict"],
    ),
    (
        "an unknown proxy protocol",
        policy(proxyProtocol={"version": 2}),
        ["error trafficPolicy.proxyProtocol.version proxy-protocol-version"],
    ),
    (
        "outlier detection",
        policy(outlierDetection={"interval": "0s", "maxEjectionPercent": 101, "consecutiveLocalOriginFailures": 1}),
        [
            "error trafficPolicy.outlierDetection.interval duration",
            "error trafficPolicy.outlierDetection.maxEjectionPercent percent",
            "error trafficPolicy.outlierDetection.consecutiveLocalOriginFailures local-origin-failures",
        ],
    ),
    (
        "local origin failures with the split",
        policy(outlierDetection={"consecutiveLocalOriginFailures": 1, "splitExternalLocalOriginErrors": True}),
        [],
    ),
    (
        "consecutiveErrors",
        policy(outlierDetection={"consecutiveErrors": 1}),
        ["warning trafficPolicy.outlierDetection.consecutiveErrors consecutive-errors-deprecated"],
    ),
    ("an empty pool", policy(connectionPool={}), [f"error {POOL} connection-pool-empty"]),
    (
        "negative counts",
        policy(connectionPool={"http": {"maxRetries": -1, "maxConcurrentStreams": -1}, "tcp": {"maxConnections": -1}}),
        [
            f"error {POOL}.http.maxRetries negative-count",
            f"error {POOL}.http.maxConcurrentStreams negative-count",
            f"error {POOL}.tcp.maxConnections negative-count",
        ],
    ),
    (
        "durations of the pool",
        policy(
            connectionPool={
                "http": {"idleTimeout": "0s"},
                "tcp": {"idleTimeout": "0s", "connectTimeout": "1ns", "tcpKeepalive": {"time": "1.5ms"}},
            },
        ),
        [
            f"error {POOL}.http.idleTimeout duration",
            f"error {POOL}.tcp.connectTimeout duration",
            f"error {POOL}.tcp.tcpKeepalive.time duration",
        ],
    ),
    (
        "protocol kept and upgraded",
        policy(connectionPool={"http": {"useClientProtocol": True, "h2UpgradePolicy": "UPGRADE"}}),
        [f"error {POOL}.http.h2UpgradePolicy protocol-conflict"],
    ),
    (
        "keep-alive without interval",
        policy(connectionPool={"http": {"http2KeepAlive": {"timeout": "1s"}}}),
        [f"error {POOL}.http.http2KeepAlive.interval keep-alive"],
    ),
]

BALANCERS: list[Case] = [
    (
        "a cookie without name",
        balancer(consistentHash={"httpCookie": {}}),
        ["error trafficPolicy.loadBalancer.consistentHash.httpCookie.name cookie-name"],
    ),
    (
        "cookie attributes",
        balancer(consistentHash={"httpCookie": {"name": "a", "attributes": [{"name": "x"}, {}, {"name": "x"}]}}),
        [
            "error trafficPolicy.loadBalancer.consistentHash.httpCookie.attributes.1.name cookie-attribute",
            "error trafficPolicy.loadBalancer.consistentHash.httpCookie.attributes.2.name cookie-attribute",
        ],
    ),
    (
        "an old ring size beside a new one",
        balancer(consistentHash={"useSourceIp": True, "minimumRingSize": 1, "ringHash": {}}),
        [
            "error trafficPolicy.loadBalancer.consistentHash.minimumRingSize ring-size",
            "warning trafficPolicy.loadBalancer.consistentHash.minimumRingSize ring-size-deprecated",
        ],
    ),
    ("a prime table", balancer(consistentHash={"useSourceIp": True, "maglev": {"tableSize": 65537}}), []),
    ("a table of one", balancer(consistentHash={"useSourceIp": True, "maglev": {"tableSize": 1}}), []),
    (
        "a table that is not prime",
        balancer(consistentHash={"useSourceIp": True, "maglev": {"tableSize": 65536}}),
        ["error trafficPolicy.loadBalancer.consistentHash.maglev.tableSize maglev-table-size"],
    ),
    (
        "a prime table that is too large",
        balancer(consistentHash={"useSourceIp": True, "maglev": {"tableSize": 5000011}}),
        ["error trafficPolicy.loadBalancer.consistentHash.maglev.tableSize maglev-table-size"],
    ),
    (
        "locality and zones",
        balancer(localityLbSetting={}, zoneAwareLbSetting={}),
        ["error trafficPolicy.loadBalancer.zoneAwareLbSetting locality-conflict"],
    ),
    ("a distribution", distribute(("a/*", {"a/b/*": 70, "c": 30}), ("b", {"*": 100})), []),
    (
        "weights",
        distribute(("a", {"a": 0, "b": 101})),
        [
            f"error {LOCALITY}.distribute.0.to.a locality-weight",
            f"error {LOCALITY}.distribute.0.to.b locality-weight",
            f"error {LOCALITY}.distribute.0.to locality-weight-sum",
        ],
    ),
    ("an empty part", distribute(("a//c", {"b": 100})), [f"error {LOCALITY}.distribute.0.from locality"]),
    ("a wildcard within", distribute(("*/b", {"c": 100})), [f"error {LOCALITY}.distribute.0.from locality"]),
    (
        "overlapping sources",
        distribute(("a/b", {"c": 100}), ("a/b/c", {"c": 100})),
        [f"error {LOCALITY}.distribute.1.from locality-overlap"],
    ),
    (
        "overlapping targets",
        distribute(("a", {"b/c": 50, "b": 50})),
        [f"error {LOCALITY}.distribute.0.to.b/c locality-overlap"],
    ),
    (
        "distribute and failover",
        balancer(
            {},
            localityLbSetting={"distribute": [{"from": "a", "to": {"a": 100}}], "failover": [{"from": "a", "to": "b"}]},
        ),
        [f"error {LOCALITY}.failover locality-conflict"],
    ),
    ("failover", failover(("a", "b")), []),
    (
        "failover to itself and to a zone",
        failover(("a", "a"), ("a", "b/c")),
        [f"error {LOCALITY}.failover.0 failover-region", f"error {LOCALITY}.failover.1.to failover-region"],
    ),
    (
        "failover by topology too",
        failover(("a", "b"), failoverPriority=["x", "topology.istio.io/subzone"]),
        [f"error {LOCALITY}.failoverPriority.1 failover-priority"],
    ),
    ("topology without failover", failover(failoverPriority=["topology.kubernetes.io/zone"]), []),
    (
        "failover without detection",
        balancer(localityLbSetting={"failoverPriority": ["x"]}),
        [f"warning {LOCALITY} failover-without-detection"],
    ),
    (
        "topology by zone",
        balancer({}, zoneAwareLbSetting={"failoverPriority": ["topology.kubernetes.io/zone"]}),
        ["error trafficPolicy.loadBalancer.zoneAwareLbSetting.failoverPriority.0 failover-priority"],
    ),
    ("a warm-up", balancer(warmup={"duration": "1m", "minimumPercent": 100, "aggression": 0.5}), []),
    (
        "a bad warm-up",
        balancer(warmup={"minimumPercent": 101, "aggression": 0}),
        [
            "error trafficPolicy.loadBalancer.warmup.duration warmup-duration",
            "error trafficPolicy.loadBalancer.warmup.minimumPercent warmup-percent",
            "error trafficPolicy.loadBalancer.warmup.aggression warmup-aggression",
        ],
    ),
]

TLS: list[Case] = [
    ("no mode", tls(), []),
    (
        "MUTUAL without files",
        tls(mode="MUTUAL", privateKey="/key"),
        ["error trafficPolicy.tls.clientCertificate tls-certificate-missing"],
    ),
    ("MUTUAL with a credential", tls(mode="MUTUAL", credentialName="c", subjectAltNames=["a"]), []),
    (
        "files beside a credential",
        tls(mode="SIMPLE", credentialName="c", caCertificates="/ca", caCrl="/crl"),
        [
            "error trafficPolicy.tls.caCertificates tls-several-sources",
            "error trafficPolicy.tls.caCrl tls-several-sources",
        ],
    ),
    (
        "an unverified server with names",
        tls(mode="SIMPLE", insecureSkipVerify=True, subjectAltNames=["a"], credentialName="c"),
        [
            "error trafficPolicy.tls.credentialName tls-unverified",
            "error trafficPolicy.tls.subjectAltNames tls-unverified",
        ],
    ),
    (
        "an unverified server with a client credential",
        tls(mode="MUTUAL", insecureSkipVerify=True, credentialName="c"),
        [],
    ),
    ("ISTIO_MUTUAL with files", tls(mode="ISTIO_MUTUAL", privateKey="/key"), []),
    ("a ConfigMap", tls(mode="SIMPLE", credentialName="configmap://prod/ca"), []),
    (
        "a ConfigMap elsewhere",
        tls(mode="SIMPLE", credentialName="configmap://dev/ca"),
        ["error trafficPolicy.tls.credentialName credential-name"],
    ),
    (
        "half a ConfigMap",
        tls(mode="SIMPLE", credentialName="configmap://ca"),
        ["error trafficPolicy.tls.credentialName credential-name"],
    ),
]


@table([*RULE, *POLICY, *BALANCERS, *TLS])
def test_a_destination_rule_is_judged_field_by_field(value: Spec, expected: list[str]) -> None:
    assert judged(value) == expected
