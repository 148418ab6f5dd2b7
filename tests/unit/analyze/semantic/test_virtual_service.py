from __future__ import annotations

from typing import Any

import pytest

from tests.unit.analyze.semantic.judging import Spec, judged, resource

TO_REVIEWS = [{"destination": {"host": "reviews"}}]


def virtual_service(**spec: Any) -> Spec:
    return resource("VirtualService", {"hosts": ["reviews"], "http": [{"route": TO_REVIEWS}], **spec})


def http(**route: Any) -> Spec:
    return virtual_service(http=[{"route": TO_REVIEWS, **route}])


def bare_http(**route: Any) -> Spec:
    return virtual_service(http=[route])


def match(**condition: Any) -> Spec:
    return http(match=[condition])


def delegate(**spec: Any) -> Spec:
    return resource("VirtualService", {"http": [{"route": TO_REVIEWS}], **spec})


def tls(**route: Any) -> Spec:
    return virtual_service(hosts=["a.com", "*.b.com"], http=[], tls=[{"route": TO_REVIEWS, **route}])


def tcp(**route: Any) -> Spec:
    return virtual_service(http=[], tcp=[{"route": TO_REVIEWS, **route}])


REDIRECT = {"redirect": {"uri": "/"}}

BINDING = {
    "a host that is a short name": (virtual_service(), []),
    "a host that is an address": (virtual_service(hosts=["10.0.0.1"]), []),
    "a host that is an IPv6 address": (virtual_service(hosts=["2001:db8::1"]), []),
    "a host that is no name": (virtual_service(hosts=["re views"]), ["error hosts.0 host"]),
    "a host with a wildcard inside": (virtual_service(hosts=["a.*.com"]), ["error hosts.0 host"]),
    "every host in the mesh": (virtual_service(hosts=["*"]), ["error hosts.0 host-wildcard-in-mesh"]),
    "every host at a gateway": (virtual_service(hosts=["*"], gateways=["gw"]), []),
    "every host at a gateway and in the mesh": (
        virtual_service(hosts=["*"], gateways=["gw", "mesh"]),
        ["error hosts.0 host-wildcard-in-mesh"],
    ),
    "the same host twice": (virtual_service(hosts=["a.com", "a.com"]), ["error hosts.1 host-duplicate"]),
    "a host below a wildcard": (virtual_service(hosts=["a.b.com", "*.b.com"]), ["error hosts.1 host-duplicate"]),
    "duplicates beside a bad host are not told": (
        virtual_service(hosts=["a.com", "a.com", "-"]),
        ["error hosts.2 host"],
    ),
    "a gateway with namespace": (virtual_service(gateways=["istio-system/gw"]), []),
    "a gateway without name": (virtual_service(gateways=["istio-system/"]), ["error gateways.0 gateway-name"]),
    "a gateway with a wildcard": (virtual_service(gateways=["ns/*"]), ["error gateways.0 gateway-name"]),
    "a gateway by domain": (virtual_service(gateways=["gw.ns.svc"]), ["warning gateways.0 gateway-name-legacy"]),
    "a gateway that is no name": (virtual_service(gateways=["g w"]), ["error gateways.0 gateway-name"]),
    "gateways after one without namespace are not looked at": (virtual_service(gateways=["gw", "ns/"]), []),
    "exportTo in the own namespace twice": (
        virtual_service(exportTo=[".", "prod"]),
        ["error exportTo.1 export-to-duplicate"],
    ),
    "exportTo nobody": (virtual_service(exportTo=["~"]), ["error exportTo.0 export-to"]),
    "exportTo all and one": (virtual_service(exportTo=["*", "a"]), ["error exportTo export-to-combination"]),
    "exportTo no namespace name": (virtual_service(exportTo=["a_b"]), ["error exportTo.0 export-to"]),
    "no routes": (virtual_service(http=[]), ["error spec no-routes"]),
    "null routes": (virtual_service(http=None), ["error spec no-routes"]),
    "a delegate": (delegate(), []),
    "a delegate with gateways": (delegate(gateways=["gw"]), ["error gateways delegate-field"]),
    "a delegate with tcp": (delegate(tcp=[{"route": TO_REVIEWS}]), ["error tcp delegate-field"]),
    "a delegate that delegates": (
        delegate(http=[{"delegate": {"name": "other"}, "route": TO_REVIEWS}]),
        ["error http.0.delegate delegate-chain"],
    ),
}

COMBINATIONS = {
    "nothing to do": (bare_http(), ["error http.0 route-empty"]),
    "a null route": (virtual_service(http=[None]), ["error http.0 route-empty"]),
    "delegate alone": (bare_http(delegate={"name": "other"}), []),
    "delegate with route": (http(delegate={"name": "other"}), ["error http.0.route route-conflict"]),
    "delegate with redirect": (
        bare_http(delegate={"name": "other"}, **REDIRECT),
        ["error http.0.redirect route-conflict"],
    ),
    "redirect with route": (http(**REDIRECT), ["error http.0.route route-conflict"]),
    "redirect with an empty route list": (bare_http(route=[], **REDIRECT), []),
    "redirect with fault, rewrite and response": (
        bare_http(
            **REDIRECT,
            fault={"abort": {"httpStatus": 500}},
            rewrite={"uri": "/"},
            directResponse={"status": 200},
        ),
        [f"error http.0.{name} route-conflict" for name in ("fault", "rewrite", "directResponse")],
    ),
    "response with rewrite": (
        bare_http(directResponse={"status": 200}, rewrite={"uri": "/"}),
        ["error http.0.rewrite route-conflict"],
    ),
    "mirror and mirrors": (
        http(mirror={"host": "b"}, mirrors=[{"destination": {"host": "c"}}]),
        ["error http.0.mirror mirror-and-mirrors"],
    ),
}

DESTINATIONS = {
    "no destination": (bare_http(route=[{}]), ["error http.0.route.0 destination-missing"]),
    "every host": (
        bare_http(route=[{"destination": {"host": "*"}}]),
        ["error http.0.route.0.destination.host destination-host"],
    ),
    "no host": (bare_http(route=[{"destination": {}}]), ["error http.0.route.0.destination.host destination-host"]),
    "an address": (
        bare_http(route=[{"destination": {"host": "10.0.0.1"}}]),
        ["error http.0.route.0.destination.host destination-host"],
    ),
    "a subset that is no label": (
        bare_http(route=[{"destination": {"host": "a", "subset": "v_1"}}]),
        ["error http.0.route.0.destination.subset subset-name"],
    ),
    "a port without number": (
        bare_http(route=[{"destination": {"host": "a", "port": {}}}]),
        ["error http.0.route.0.destination.port.number port-number"],
    ),
    "a port in quotes": (bare_http(route=[{"destination": {"host": "a", "port": {"number": "8080"}}}]), []),
    "a negative weight": (bare_http(route=[{**TO_REVIEWS[0], "weight": -1}]), ["error http.0.route.0.weight weight"]),
    "no weight on any of two": (bare_http(route=TO_REVIEWS * 2), ["error http.0.route weights-zero"]),
    "weights that do not add up to 100": (
        bare_http(route=[{**TO_REVIEWS[0], "weight": 1}, {**TO_REVIEWS[0], "weight": 2}]),
        [],
    ),
    "a mirror to every host": (http(mirror={"host": "*"}), ["error http.0.mirror.host destination-host"]),
    "mirrors without destination": (http(mirrors=[{}]), ["error http.0.mirrors.0 destination-missing"]),
    "a mirror share above 100": (
        http(mirror={"host": "b"}, mirrorPercentage={"value": 100.5}),
        ["error http.0.mirrorPercentage.value mirror-percentage"],
    ),
    "a negative share of mirrors": (
        http(mirrors=[{"destination": {"host": "b"}, "percentage": {"value": -1}}]),
        ["error http.0.mirrors.0.percentage.value mirror-percentage"],
    ),
    "mirrorPercent": (
        http(mirror={"host": "b"}, mirrorPercent=10),
        ["warning http.0.mirrorPercent mirror-percent-deprecated"],
    ),
    "mirrorPercent above 100": (
        http(mirror={"host": "b"}, mirrorPercent=101),
        ["error http.0.mirrorPercent mirror-percent", "warning http.0.mirrorPercent mirror-percent-deprecated"],
    ),
    "a timeout below a millisecond": (http(timeout="0.9ms"), ["error http.0.timeout duration"]),
    "a timeout without unit": (http(timeout="5"), ["error http.0.timeout duration"]),
    "a timeout of hours": (http(timeout="1h30m"), []),
}

HEADERS = {
    "the authority set": (http(headers={"request": {"set": {":authority": "a", "X": "%REQ(:path)%"}}}), []),
    "the host added in any case": (http(headers={"request": {"add": {"Host": "a"}}}), []),
    "another pseudo header": (
        http(headers={"request": {"set": {":path": "/"}}}),
        ["error http.0.headers.request.set.:path header-name"],
    ),
    "the host removed": (
        http(headers={"request": {"remove": ["host"]}}),
        ["error http.0.headers.request.remove.0 header-name"],
    ),
    "the host in a response": (
        http(headers={"response": {"set": {"HOST": "a"}}}),
        ["error http.0.headers.response.set.HOST header-name"],
    ),
    "an open command": (
        http(headers={"response": {"add": {"x": "%DURATION"}}}),
        ["error http.0.headers.response.add.x header-value"],
    ),
    "a control character in a destination's header": (
        bare_http(route=[{**TO_REVIEWS[0], "headers": {"request": {"set": {"x": "a\nb"}}}}]),
        ["error http.0.route.0.headers.request.set.x header-value"],
    ),
    "the authority set twice": (
        http(rewrite={"authority": "a"}, headers={"request": {"set": {"host": "b"}}}),
        ["error http.0.headers.request.set.host authority-twice"],
    ),
    "the authority set on route and destination": (
        bare_http(
            rewrite={"authority": "a"},
            route=[{**TO_REVIEWS[0], "headers": {"request": {"set": {"host": "b"}}}}],
        ),
        [],
    ),
}

MATCHES = {
    "an empty match": (match(), []),
    "a null match": (http(match=[None]), []),
    "an empty uri prefix": (match(uri={"prefix": ""}), []),
    "an empty exact uri": (match(uri={"exact": ""}), []),
    "an empty method prefix": (match(method={"prefix": ""}), ["error http.0.match.0.method.prefix prefix-empty"]),
    "an empty regex": (match(uri={"regex": ""}), ["error http.0.match.0.uri.regex regex"]),
    "look-ahead": (match(uri={"regex": "(?=a)"}), ["error http.0.match.0.uri.regex regex"]),
    "a regex over 1024 bytes": (match(uri={"regex": "é" * 600}), ["error http.0.match.0.uri.regex regex"]),
    "a header that is no token": (
        match(headers={"a b": {"exact": "x"}}),
        ["error http.0.match.0.headers.a b header-name"],
    ),
    "a null header": (match(headers={"a": None}), ["error http.0.match.0.headers.a header-null"]),
    "an absent header by any regex": (match(withoutHeaders={"a": {"regex": "*"}}), []),
    "a header by any regex": (match(headers={"a": {"regex": "*"}}), ["error http.0.match.0.headers.a.regex regex"]),
    "a query parameter by empty prefix": (
        match(queryParams={"q": {"prefix": ""}}),
        ["error http.0.match.0.queryParams.q.prefix prefix-empty"],
    ),
    "a claim in the mesh": (
        match(headers={"@request.auth.claims.group": {"exact": "x"}}),
        ["error http.0.match.0.headers.@request.auth.claims.group claim-in-mesh"],
    ),
    "a claim at a gateway": (
        virtual_service(
            gateways=["gw"],
            http=[{"match": [{"withoutHeaders": {"@REQUEST.auth.claims[a][b]": {"exact": "x"}}}], "route": TO_REVIEWS}],
        ),
        [],
    ),
    "a port out of range": (match(port=70000), ["error http.0.match.0.port port-number"]),
    "a bad source label": (
        match(sourceLabels={"a b": "v"}),
        ["error http.0.match.0.sourceLabels.a b label-key"],
    ),
    "a bad source label value": (
        match(sourceLabels={"app": "-v"}),
        ["error http.0.match.0.sourceLabels.app label-value"],
    ),
    "a bad source namespace": (match(sourceNamespace="a.b"), ["error http.0.match.0.sourceNamespace source-namespace"]),
    "a gateway by domain is not warned about here": (match(gateways=["gw.ns.svc"]), []),
    "a bad gateway": (match(gateways=["a/b/c"]), ["error http.0.match.0.gateways.0 gateway-name"]),
}

ACTIONS = {
    "an empty redirect": (bare_http(redirect={}), ["error http.0.redirect redirect-empty"]),
    "a redirect of the port": (bare_http(redirect={"derivePort": "FROM_REQUEST_PORT"}), []),
    "a redirect to port 0": (bare_http(redirect={"port": 0}), ["error http.0.redirect.port port-number"]),
    "a redirect with code 200": (
        bare_http(redirect={"uri": "/", "redirectCode": 200}),
        ["error http.0.redirect.redirectCode redirect-code"],
    ),
    "a redirect to ftp": (bare_http(redirect={"scheme": "ftp"}), ["error http.0.redirect.scheme redirect-scheme"]),
    "uri and prefixRewrite": (
        bare_http(redirect={"uri": "/", "prefixRewrite": "/"}),
        ["error http.0.redirect.prefixRewrite redirect-conflict"],
    ),
    "prefixRewrite of an exact match": (
        bare_http(redirect={"prefixRewrite": "/"}, match=[{"uri": {"exact": "/a"}}]),
        ["error http.0.redirect.prefixRewrite prefix-rewrite-match"],
    ),
    "prefixRewrite of matches by prefix and header": (
        bare_http(redirect={"prefixRewrite": "/"}, match=[{"uri": {"prefix": "/a"}}, {"headers": {"a": {}}}]),
        [],
    ),
    "a response without status": (bare_http(directResponse={}), ["error http.0.directResponse response-status"]),
    "a response of 100 KiB": (bare_http(directResponse={"status": 200, "body": {"string": "a" * 102400}}), []),
    "a response above 100 KiB": (
        bare_http(directResponse={"status": 200, "body": {"string": "é" * 51201}}),
        ["warning http.0.directResponse.body response-large"],
    ),
    "a response above 1 MiB": (
        bare_http(directResponse={"status": 200, "body": {"string": "a" * (1024 * 1024 + 1)}}),
        ["error http.0.directResponse.body response-too-large"],
    ),
    "bytes count decoded": (bare_http(directResponse={"status": 200, "body": {"bytes": "AAAA" * 34133}}), []),
    "an empty rewrite": (http(rewrite={}), ["error http.0.rewrite rewrite-empty"]),
    "uri and regex rewrite": (
        http(rewrite={"uri": "/", "uriRegexRewrite": {"match": "a", "rewrite": "b"}}),
        ["error http.0.rewrite.uriRegexRewrite rewrite-conflict"],
    ),
    "a regex rewrite without replacement": (
        http(rewrite={"uriRegexRewrite": {"match": "a"}}),
        ["error http.0.rewrite.uriRegexRewrite.rewrite rewrite-regex"],
    ),
    "a regex rewrite that is no regex": (
        http(rewrite={"uriRegexRewrite": {"match": "(", "rewrite": "b"}}),
        ["error http.0.rewrite.uriRegexRewrite.match regex"],
    ),
}

RESILIENCE = {
    "an empty fault": (http(fault={}), ["error http.0.fault fault-empty"]),
    "an abort without type passes": (http(fault={"abort": {}}), []),
    "a share too small to express": (
        http(fault={"abort": {"httpStatus": 500, "percentage": {"value": 0.00001}}}),
        ["error http.0.fault.abort.percentage.value percentage"],
    ),
    "an HTTP/2 abort": (
        http(fault={"abort": {"http2Error": "NO_ERROR"}}),
        ["error http.0.fault.abort.http2Error abort-http2"],
    ),
    "a gRPC status in lower case": (
        http(fault={"abort": {"grpcStatus": "unavailable"}}),
        ["error http.0.fault.abort.grpcStatus abort-grpc-status"],
    ),
    "a status above 600": (
        http(fault={"abort": {"httpStatus": 601}}),
        ["error http.0.fault.abort.httpStatus abort-status"],
    ),
    "an exponential delay": (
        http(fault={"delay": {"exponentialDelay": "1s"}}),
        ["error http.0.fault.delay.exponentialDelay delay-exponential"],
    ),
    "a fixed delay of microseconds": (
        http(fault={"delay": {"fixedDelay": "1500us"}}),
        ["error http.0.fault.delay.fixedDelay duration"],
    ),
    "retries off": (http(retries={"attempts": 0}), []),
    "settings of retries that are off": (
        http(retries={"perTryTimeout": "1s", "retryOn": "5xx", "retryRemoteLocalities": False}),
        [
            f"error http.0.retries.{name} retry-without-attempts"
            for name in ("perTryTimeout", "retryOn", "retryRemoteLocalities")
        ],
    ),
    "negative attempts": (http(retries={"attempts": -1}), ["error http.0.retries.attempts retry-attempts"]),
    "retryOn names and codes": (http(retries={"attempts": 1, "retryOn": "5xx,reset,503,retriable-4xx"}), []),
    "retryOn with a blank": (
        http(retries={"attempts": 1, "retryOn": "5xx, reset"}),
        ["error http.0.retries.retryOn retry-on"],
    ),
    "retryOn with an unregistered code": (
        http(retries={"attempts": 1, "retryOn": "418,419"}),
        ["error http.0.retries.retryOn retry-on"],
    ),
    "an empty entry of retryOn": (
        http(retries={"attempts": 1, "retryOn": "5xx,"}),
        ["error http.0.retries.retryOn retry-on"],
    ),
    "a backoff by its protobuf name is read": (
        http(retries={"attempts": 1, "per_try_timeout": "0.1ms"}),
        ["error http.0.retries.per_try_timeout duration"],
    ),
}

CORS = {
    "origins of every kind": (
        http(corsPolicy={"allowOrigins": [{"exact": "a"}, {"prefix": "b"}, {"regex": "c.*"}], "allowMethods": ["*"]}),
        [],
    ),
    "an empty origin": (
        http(corsPolicy={"allowOrigins": [{}, {"exact": ""}]}),
        ["error http.0.corsPolicy.allowOrigins.0 cors-origin", "error http.0.corsPolicy.allowOrigins.1 cors-origin"],
    ),
    "an origin that is no regex": (
        http(corsPolicy={"allowOrigins": [{"regex": "a{2"}, {"regex": "["}]}),
        ["error http.0.corsPolicy.allowOrigins.1.regex regex"],
    ),
    "a method in lower case": (
        http(corsPolicy={"allowMethods": ["get"]}),
        ["error http.0.corsPolicy.allowMethods.0 cors-method"],
    ),
    "a header with a blank": (
        http(corsPolicy={"allowHeaders": ["*", "a b"]}),
        ["error http.0.corsPolicy.allowHeaders.1 cors-header"],
    ),
    "a maximum age with a fraction": (
        http(corsPolicy={"maxAge": "1500ms"}),
        ["error http.0.corsPolicy.maxAge duration"],
    ),
}

STREAMS = {
    "a TLS route": (tls(match=[{"sniHosts": ["a.com"]}]), []),
    "a TLS route without match": (tls(), ["error tls.0 tls-match-missing"]),
    "a TLS match without hosts": (tls(match=[{}]), ["error tls.0.match.0 sni-missing"]),
    "an SNI host that is not covered": (
        tls(match=[{"sniHosts": ["a.b.com", "*.com"]}]),
        ["error tls.0.match.0.sniHosts.1 sni-not-covered"],
    ),
    "an SNI host that is no name": (
        tls(match=[{"sniHosts": ["a.*.com"]}]),
        ["error tls.0.match.0.sniHosts.0 sni-host"],
    ),
    "an SNI host that is an address": (
        tls(match=[{"sniHosts": ["10.0.0.1"]}]),
        ["warning tls.0.match.0.sniHosts.0 sni-address"],
    ),
    "a TLS route without destination": (
        virtual_service(hosts=["a.com"], http=[], tls=[{"match": [{"sniHosts": ["a.com"]}]}]),
        ["error tls.0 destination-missing"],
    ),
    "a gateway by domain in a TLS match": (
        tls(match=[{"sniHosts": ["a.com"], "gateways": ["gw.ns.svc"]}]),
        ["warning tls.0.match.0.gateways.0 gateway-name-legacy"],
    ),
    "a TCP route": (tcp(match=[{"port": 80, "destinationSubnets": ["10.0.0.0/8", "10.0.0.1"]}]), []),
    "a TCP route without destination": (tcp(route=[]), ["error tcp.0 destination-missing"]),
    "a subnet that is none": (
        tcp(match=[{"destinationSubnets": ["10.0.0.0/33"]}]),
        ["error tcp.0.match.0.destinationSubnets.0 destination-subnet"],
    ),
    "a bad label of the source": (
        tcp(match=[{"sourceLabels": {"": "v"}}]),
        ["error tcp.0.match.0.sourceLabels. label-key"],
    ),
}

ALL = {
    f"{group}: {name}": case
    for group, cases in {
        "binding": BINDING,
        "combination": COMBINATIONS,
        "destination": DESTINATIONS,
        "headers": HEADERS,
        "match": MATCHES,
        "action": ACTIONS,
        "resilience": RESILIENCE,
        "cors": CORS,
        "stream": STREAMS,
    }.items()
    for name, case in cases.items()
}


@pytest.mark.parametrize(("value", "expected"), ALL.values(), ids=ALL)
def test_a_virtual_service_is_judged_field_by_field(value: Spec, expected: list[str]) -> None:
    assert judged(value) == expected


def test_a_generated_sni_host_is_judged_by_its_parts_unless_the_mesh_is_bound() -> None:
    name = "outbound_.80_._.e2e.foobar.mesh"
    route = {"match": [{"sniHosts": [name]}], "route": TO_REVIEWS}
    bound = virtual_service(hosts=[name], http=[], tls=[route], gateways=["ns/gw"])
    assert judged(bound) == []
    in_mesh = virtual_service(hosts=[name], http=[], tls=[route], gateways=["ns/gw", "mesh"])
    assert judged(in_mesh) == ["error tls.0.match.0.sniHosts.0 sni-host"]


def test_destinations_of_a_generated_route_are_taken_as_they_are() -> None:
    annotations = {"internal.istio.io/route-semantics": "gateway"}
    route = {"route": [{"destination": {"host": "*"}}], "mirror": {"host": "*"}}
    value = resource("VirtualService", {"hosts": ["a.com"], "http": [route]}, annotations=annotations)
    assert judged(value) == ["error http.0.mirror.host destination-host"]
    assert judged(value, with_metadata=False) == [
        "error http.0.mirror.host destination-host",
        "error http.0.route.0.destination.host destination-host",
    ]
