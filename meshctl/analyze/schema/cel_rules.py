"""The CEL rules of the packaged CRDs in Python. Made by `python -m tools.crd_tables`; do not edit.

Each function gets the value of the node that its rule stands at, defaults filled in, and says whether the rule holds.
An exception stands for an evaluation error of CEL. The rule itself stands above its function, and is the property of
its project: Istio and the Gateway API, both under the Apache License 2.0.
"""

# Rules are translated as they stand, clumsy or not: null compared, conditions that repeat, whole lines of them.
# ruff: noqa: D103, E501, E711, E713, E741, PLR1716, SIM211, SIM300, SIM401, UP034

from __future__ import annotations

from typing import Any

from meshctl.analyze.schema import cel_library as cel


# !has(self.cookie) || !has(self.cookie.lifetimeType) || self.cookie.lifetimeType != 'Permanent' || has(self.absoluteTimeout)
def absolutetimeout_must_be_specified_when_cookie_lifetimetype_i(self: Any) -> Any:
    return (
        (("cookie" not in self) or ("lifetimeType" not in self["cookie"]))
        or (self["cookie"]["lifetimeType"] != "Permanent")
    ) or ("absoluteTimeout" in self)


# has(self.address) || has(self.network)
def address_is_required(self: Any) -> Any:
    return ("address" in self) or ("network" in self)


# !('*' in self && self.size() > 1)
def allowheaders_cannot_contain_alongside_other_methods(self: Any) -> Any:
    return not (("*" in self) and (len(self) > 1))


# self.all(key, key.matches(r"""^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$"""))
def annotation_keys_must_be_in_the_form_of_an_optional_dns_subdo(self: Any) -> Any:
    return all(
        cel.matches(
            key,
            "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]\\Z",
        )
        for key in self
    )


# !(has(self.request) && has(self.backendRequest) && duration(self.request) != duration('0s') && duration(self.backendRequest) > duration(self.request))
def backendrequest_timeout_cannot_be_longer_than_request_timeout(self: Any) -> Any:
    return not cel.both(
        lambda: (("request" in self) and ("backendRequest" in self)) and (cel.duration(self["request"]) != 0),
        lambda: cel.duration(self["backendRequest"]) > cel.duration(self["request"]),
    )


# (has(self.serviceAccounts) || has(self.notServiceAccounts)) ? (!has(self.principals) &&
# !has(self.notPrincipals) && !has(self.namespaces) && !has(self.notNamespaces)) : true
def cannot_set_serviceaccounts_with_namespaces_or_principals(self: Any) -> Any:
    return (
        (
            ((("principals" not in self) and ("notPrincipals" not in self)) and ("namespaces" not in self))
            and ("notNamespaces" not in self)
        )
        if (("serviceAccounts" in self) or ("notServiceAccounts" in self))
        else True
    )


# self.mode == 'Terminate' ? size(self.certificateRefs) > 0 || size(self.options) > 0 : true
def certificaterefs_or_options_must_be_specified_when_mode_is_te(self: Any) -> Any:
    return (
        cel.either(lambda: len(self["certificateRefs"]) > 0, lambda: len(self["options"]) > 0)
        if (self["mode"] == "Terminate")
        else True
    )


# !((has(self.addresses) ? self.addresses : []).exists(k, k.contains("/")) && !((has(self.resolution) ? self.resolution : "NONE") in ["STATIC", "NONE"]))
def cidr_addresses_are_allowed_only_for_none_static_resolution_t(self: Any) -> Any:
    return not (
        any(("/" in k) for k in (self["addresses"] if ("addresses" in self) else ()))
        and (
            not (
                (self["resolution"] if ("resolution" in self) else "NONE")
                in (
                    "STATIC",
                    "NONE",
                )
            )
        )
    )


# self.mode == 'ClientAndServer' ? has(self.clientCertificateRef) : !has(self.clientCertificateRef)
def clientcertificateref_must_be_set_if_and_only_if_mode_is_clie(self: Any) -> Any:
    return (
        ("clientCertificateRef" in self)
        if (self["mode"] == "ClientAndServer")
        else ("clientCertificateRef" not in self)
    )


# self.all(l1, self.exists_one(l2, l1.port == l2.port && l1.protocol == l2.protocol && (has(l1.hostname) && has(l2.hostname) ? l1.hostname == l2.hostname : !has(l1.hostname) && !has(l2.hostname))))
def combination_of_port_protocol_and_hostname_must_be_unique_for(self: Any) -> Any:
    return all(
        (
            sum(
                1
                for l2 in self
                if (
                    ((l1["port"] == l2["port"]) and (l1["protocol"] == l2["protocol"]))
                    and (
                        (l1["hostname"] == l2["hostname"])
                        if (("hostname" in l1) and ("hostname" in l2))
                        else (("hostname" not in l1) and ("hostname" not in l2))
                    )
                )
            )
            == 1
        )
        for l1 in self
    )


# self.all(l1, !has(l1.port) || self.exists_one(l2, has(l2.port) && l1.port == l2.port && l1.protocol == l2.protocol && (has(l1.hostname) && has(l2.hostname) ? l1.hostname == l2.hostname : !has(l1.hostname) && !has(l2.hostname))))
def combination_of_port_protocol_and_hostname_must_be_unique_for_2(self: Any) -> Any:
    return all(
        (
            ("port" not in l1)
            or (
                sum(
                    1
                    for l2 in self
                    if (
                        ((("port" in l2) and (l1["port"] == l2["port"])) and (l1["protocol"] == l2["protocol"]))
                        and (
                            (l1["hostname"] == l2["hostname"])
                            if (("hostname" in l1) and ("hostname" in l2))
                            else (("hostname" not in l1) and ("hostname" not in l2))
                        )
                    )
                )
                == 1
            )
        )
        for l1 in self
    )


# !has(self.cookie) || self.type == 'Cookie'
def cookie_must_be_nil_if_type_is_not_cookie(self: Any) -> Any:
    return ("cookie" not in self) or (self["type"] == "Cookie")


# self.type != 'Cookie' || has(self.cookie)
def cookie_must_be_specified_for_cookie_type(self: Any) -> Any:
    return (self["type"] != "Cookie") or ("cookie" in self)


# self.filter(f, f.type == 'CORS').size() <= 1
def cors_filter_cannot_be_repeated(self: Any) -> Any:
    return len([f for f in self if (f["type"] == "CORS")]) <= 1


# self.size() == 0
def cross_namespace_referencing_is_not_currently_supported(self: Any) -> Any:
    return len(self) == 0


# ((has(self.resolution) ? self.resolution : "") == "DNS_ROUND_ROBIN") ? ((has(self.endpoints) ? self.endpoints : []).size() <= 1) : true
def dns_round_robin_mode_cannot_have_multiple_endpoints(self: Any) -> Any:
    return (
        (len((self["endpoints"] if ("endpoints" in self) else ())) <= 1)
        if ((self["resolution"] if ("resolution" in self) else "") == "DNS_ROUND_ROBIN")
        else True
    )


# has(self.wasm) != has(self.lua)
def exactly_one_of_wasm_or_lua_must_be_set(self: Any) -> Any:
    return ("wasm" in self) != ("lua" in self)


# self.type == 'ExternalHostname' ? has(self.externalHostname) : !has(self.externalHostname)
def externalhostname_must_be_set_when_type_is_externalhostname_a(self: Any) -> Any:
    return ("externalHostname" in self) if (self["type"] == "ExternalHostname") else ("externalHostname" not in self)


# !(has(self.cors) && self.type != 'CORS')
def filter_cors_must_be_nil_if_the_filter_type_is_not_cors(self: Any) -> Any:
    return not (("cors" in self) and (self["type"] != "CORS"))


# !(!has(self.cors) && self.type == 'CORS')
def filter_cors_must_be_specified_for_cors_filter_type(self: Any) -> Any:
    return not (("cors" not in self) and (self["type"] == "CORS"))


# !(has(self.extensionRef) && self.type != 'ExtensionRef')
def filter_extensionref_must_be_nil_if_the_filter_type_is_not_ex(self: Any) -> Any:
    return not (("extensionRef" in self) and (self["type"] != "ExtensionRef"))


# !(!has(self.extensionRef) && self.type == 'ExtensionRef')
def filter_extensionref_must_be_specified_for_extensionref_filte(self: Any) -> Any:
    return not (("extensionRef" not in self) and (self["type"] == "ExtensionRef"))


# !(has(self.externalAuth) && self.type != 'ExternalAuth')
def filter_externalauth_must_be_nil_if_the_filter_type_is_not_ex(self: Any) -> Any:
    return not (("externalAuth" in self) and (self["type"] != "ExternalAuth"))


# !(!has(self.externalAuth) && self.type == 'ExternalAuth')
def filter_externalauth_must_be_specified_for_externalauth_filte(self: Any) -> Any:
    return not (("externalAuth" not in self) and (self["type"] == "ExternalAuth"))


# !(has(self.requestHeaderModifier) && self.type != 'RequestHeaderModifier')
def filter_requestheadermodifier_must_be_nil_if_the_filter_type(self: Any) -> Any:
    return not (("requestHeaderModifier" in self) and (self["type"] != "RequestHeaderModifier"))


# !(!has(self.requestHeaderModifier) && self.type == 'RequestHeaderModifier')
def filter_requestheadermodifier_must_be_specified_for_requesthe(self: Any) -> Any:
    return not (("requestHeaderModifier" not in self) and (self["type"] == "RequestHeaderModifier"))


# !(has(self.requestMirror) && self.type != 'RequestMirror')
def filter_requestmirror_must_be_nil_if_the_filter_type_is_not_r(self: Any) -> Any:
    return not (("requestMirror" in self) and (self["type"] != "RequestMirror"))


# !(!has(self.requestMirror) && self.type == 'RequestMirror')
def filter_requestmirror_must_be_specified_for_requestmirror_fil(self: Any) -> Any:
    return not (("requestMirror" not in self) and (self["type"] == "RequestMirror"))


# !(has(self.requestRedirect) && self.type != 'RequestRedirect')
def filter_requestredirect_must_be_nil_if_the_filter_type_is_not(self: Any) -> Any:
    return not (("requestRedirect" in self) and (self["type"] != "RequestRedirect"))


# !(!has(self.requestRedirect) && self.type == 'RequestRedirect')
def filter_requestredirect_must_be_specified_for_requestredirect(self: Any) -> Any:
    return not (("requestRedirect" not in self) and (self["type"] == "RequestRedirect"))


# !(has(self.responseHeaderModifier) && self.type != 'ResponseHeaderModifier')
def filter_responseheadermodifier_must_be_nil_if_the_filter_type(self: Any) -> Any:
    return not (("responseHeaderModifier" in self) and (self["type"] != "ResponseHeaderModifier"))


# !(!has(self.responseHeaderModifier) && self.type == 'ResponseHeaderModifier')
def filter_responseheadermodifier_must_be_specified_for_response(self: Any) -> Any:
    return not (("responseHeaderModifier" not in self) and (self["type"] == "ResponseHeaderModifier"))


# !(has(self.urlRewrite) && self.type != 'URLRewrite')
def filter_urlrewrite_must_be_nil_if_the_filter_type_is_not_urlr(self: Any) -> Any:
    return not (("urlRewrite" in self) and (self["type"] != "URLRewrite"))


# !(!has(self.urlRewrite) && self.type == 'URLRewrite')
def filter_urlrewrite_must_be_specified_for_urlrewrite_filter_ty(self: Any) -> Any:
    return not (("urlRewrite" not in self) and (self["type"] == "URLRewrite"))


# self.protocol == 'GRPC' ? has(self.grpc) : true
def grpc_must_be_specified_when_protocol_is_set_to_grpc(self: Any) -> Any:
    return ("grpc" in self) if (self["protocol"] == "GRPC") else True


# !has(self.header) || self.type == 'Header'
def header_must_be_nil_if_type_is_not_header(self: Any) -> Any:
    return ("header" not in self) or (self["type"] == "Header")


# self.type != 'Header' || has(self.header)
def header_must_be_specified_for_header_type(self: Any) -> Any:
    return (self["type"] != "Header") or ("header" in self)


# self != "*"
def hostname_cannot_be_wildcard(self: Any) -> Any:
    return self != "*"


# !self.endsWith('.cluster.local')
def hostname_must_not_be_an_ip_address_or_end_with_cluster_local(self: Any) -> Any:
    return not self.endswith(".cluster.local")


# self.all(l, l.protocol in ['TCP', 'UDP']  ? (!has(l.hostname) || l.hostname == '') : true)
def hostname_must_not_be_specified_for_protocols_tcp_udp(self: Any) -> Any:
    return all(
        (
            (("hostname" not in l) or (l["hostname"] == ""))
            if (
                l["protocol"]
                in (
                    "TCP",
                    "UDP",
                )
            )
            else True
        )
        for l in self
    )


# self.type == 'Hostname' ? (!has(self.value) || self.value.matches(r"""^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$""")): true
def hostname_value_must_be_empty_or_contain_only_valid_character(self: Any) -> Any:
    return (
        (
            ("value" not in self)
            or cel.matches(
                self["value"], "^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\Z"
            )
        )
        if (self["type"] == "Hostname")
        else True
    )


# self.type == 'Hostname' ? self.value.matches(r"""^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"""): true
def hostname_value_must_only_contain_valid_characters_matching_a(self: Any) -> Any:
    return (
        cel.matches(self["value"], "^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\Z")
        if (self["type"] == "Hostname")
        else True
    )


# self.all(a1, a1.type == 'Hostname'  && has(a1.value) ? self.exists_one(a2, a2.type == a1.type && has(a2.value) && a2.value == a1.value) : true )
def hostname_values_must_be_unique(self: Any) -> Any:
    return all(
        (
            (
                sum(
                    1
                    for a2 in self
                    if (((a2["type"] == a1["type"]) and ("value" in a2)) and (a2["value"] == a1["value"]))
                )
                == 1
            )
            if ((a1["type"] == "Hostname") and ("value" in a1))
            else True
        )
        for a1 in self
    )


# self.all(h, !isIP(h))
def hostnames_cannot_contain_an_ip(self: Any) -> Any:
    return all((not cel.is_ip(h)) for h in self)


# self.all(h, !h.contains('*') ? h.matches('^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)$') : true)
def hostnames_must_be_valid_based_on_rfc_1123(self: Any) -> Any:
    return all(
        (
            cel.matches(h, "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)\\Z")
            if (not ("*" in h))
            else True
        )
        for h in self
    )


# self.protocol == 'HTTP' ? has(self.http) : true
def http_must_be_specified_when_protocol_is_set_to_http(self: Any) -> Any:
    return ("http" in self) if (self["protocol"] == "HTTP") else True


# self.all(key, key.split("/")[0].size() < 253)
def if_specified_the_annotation_key_s_prefix_must_be_a_dns_subdo(self: Any) -> Any:
    return cel.every(lambda key: len(key.split("/")[0]) < 253, self)


# !(duration(self) == duration('0s') || duration(self) > duration('1h'))
def interval_cannot_be_greater_than_one_hour(self: Any) -> Any:
    return not cel.either(lambda: cel.duration(self) == 0, lambda: cel.duration(self) > 3_600_000_000_000)


# !(duration(self) < duration('1s') || duration(self) > duration('1h'))
def interval_cannot_be_greater_than_one_hour_or_less_than_one_se(self: Any) -> Any:
    return not cel.either(lambda: cel.duration(self) < 1_000_000_000, lambda: cel.duration(self) > 3_600_000_000_000)


# self.all(a1, a1.type == 'IPAddress' && has(a1.value) ? self.exists_one(a2, a2.type == a1.type && has(a2.value) && a2.value == a1.value) : true )
def ipaddress_values_must_be_unique(self: Any) -> Any:
    return all(
        (
            (
                sum(
                    1
                    for a2 in self
                    if (((a2["type"] == a1["type"]) and ("value" in a2)) and (a2["value"] == a1["value"]))
                )
                == 1
            )
            if ((a1["type"] == "IPAddress") and ("value" in a1))
            else True
        )
        for a1 in self
    )


# self.all(key, key.size() != 0)
def key_must_not_be_empty(self: Any) -> Any:
    return all((len(key) != 0) for key in self)


# self.all(l1, self.exists_one(l2, l1.name == l2.name))
def listener_name_must_be_unique_within_the_gateway(self: Any) -> Any:
    return all((sum(1 for l2 in self if (l1["name"] == l2["name"])) == 1) for l1 in self)


# !(self.exists(f, f.type == 'RequestRedirect') && self.exists(f, f.type == 'URLRewrite'))
def may_specify_either_httproutefilterrequestredirect_or_httprou(self: Any) -> Any:
    return not (any((f["type"] == "RequestRedirect") for f in self) and any((f["type"] == "URLRewrite") for f in self))


# (!has(self.type) || self.type == 'Exact') && has(self.method) ? self.method.matches(r"""^[A-Za-z_][A-Za-z_0-9]*$"""): true
def method_must_only_contain_valid_characters_matching_a_za_z_a(self: Any) -> Any:
    return (
        cel.matches(self["method"], "^[A-Za-z_][A-Za-z_0-9]*\\Z")
        if ((("type" not in self) or (self["type"] == "Exact")) and ("method" in self))
        else True
    )


# duration(self) >= duration('1ms')
def must_be_a_valid_duration_greater_than_1ms(self: Any) -> Any:
    return cel.duration(self) >= 1_000_000


# (size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true
def must_have_port_for_service_reference(self: Any) -> Any:
    return ("port" in self) if ((len(self["group"]) == 0) and (self["kind"] == "Service")) else True


# (self.type in ['Exact','PathPrefix']) ? !self.value.contains('%2f') : true
def must_not_contain_2f_when_type_one_of_exact_pathprefix(self: Any) -> Any:
    return (
        (not ("%2f" in self["value"]))
        if (
            self["type"]
            in (
                "Exact",
                "PathPrefix",
            )
        )
        else True
    )


# (self.type in ['Exact','PathPrefix']) ? !self.value.contains('%2F') : true
def must_not_contain_2f_when_type_one_of_exact_pathprefix_2(self: Any) -> Any:
    return (
        (not ("%2F" in self["value"]))
        if (
            self["type"]
            in (
                "Exact",
                "PathPrefix",
            )
        )
        else True
    )


# !(has(self.caCertificateRefs) && size(self.caCertificateRefs) > 0 && has(self.wellKnownCACertificates) && self.wellKnownCACertificates != "")
def must_not_contain_both_cacertificaterefs_and_wellknowncacerti(self: Any) -> Any:
    return not (
        (
            (("caCertificateRefs" in self) and (len(self["caCertificateRefs"]) > 0))
            and ("wellKnownCACertificates" in self)
        )
        and (self["wellKnownCACertificates"] != "")
    )


# (self.type in ['Exact','PathPrefix']) ? !self.value.contains('//') : true
def must_not_contain_when_type_one_of_exact_pathprefix(self: Any) -> Any:
    return (
        (not ("//" in self["value"]))
        if (
            self["type"]
            in (
                "Exact",
                "PathPrefix",
            )
        )
        else True
    )


# (self.type in ['Exact','PathPrefix']) ? !self.value.contains('/./') : true
def must_not_contain_when_type_one_of_exact_pathprefix_2(self: Any) -> Any:
    return (
        (not ("/./" in self["value"]))
        if (
            self["type"]
            in (
                "Exact",
                "PathPrefix",
            )
        )
        else True
    )


# (self.type in ['Exact','PathPrefix']) ? !self.value.contains('/../') : true
def must_not_contain_when_type_one_of_exact_pathprefix_3(self: Any) -> Any:
    return (
        (not ("/../" in self["value"]))
        if (
            self["type"]
            in (
                "Exact",
                "PathPrefix",
            )
        )
        else True
    )


# (self.type in ['Exact','PathPrefix']) ? !self.value.contains('#') : true
def must_not_contain_when_type_one_of_exact_pathprefix_4(self: Any) -> Any:
    return (
        (not ("#" in self["value"]))
        if (
            self["type"]
            in (
                "Exact",
                "PathPrefix",
            )
        )
        else True
    )


# (self.type in ['Exact','PathPrefix']) ? !self.value.endsWith('/..') : true
def must_not_end_with_when_type_one_of_exact_pathprefix(self: Any) -> Any:
    return (
        (not self["value"].endswith("/.."))
        if (
            self["type"]
            in (
                "Exact",
                "PathPrefix",
            )
        )
        else True
    )


# (self.type in ['Exact','PathPrefix']) ? !self.value.endsWith('/.') : true
def must_not_end_with_when_type_one_of_exact_pathprefix_2(self: Any) -> Any:
    return (
        (not self["value"].endswith("/."))
        if (
            self["type"]
            in (
                "Exact",
                "PathPrefix",
            )
        )
        else True
    )


# (self.type in ['Exact','PathPrefix']) ? self.value.matches(r"""^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$""") : true
def must_only_contain_valid_characters_matching_a_za_z0_9_0_9a_f(self: Any) -> Any:
    return (
        cel.matches(self["value"], "^(?:[-A-Za-z0-9/._\\~!$\\&'()*+,;=:@]|[%][0-9a-fA-F]{2})+\\Z")
        if (
            self["type"]
            in (
                "Exact",
                "PathPrefix",
            )
        )
        else True
    )


# (has(self.caCertificateRefs) && size(self.caCertificateRefs) > 0 || has(self.wellKnownCACertificates) && self.wellKnownCACertificates != "")
def must_specify_either_cacertificaterefs_or_wellknowncacertific(self: Any) -> Any:
    return (("caCertificateRefs" in self) and (len(self["caCertificateRefs"]) > 0)) or (
        ("wellKnownCACertificates" in self) and (self["wellKnownCACertificates"] != "")
    )


# size(self) == 0 || format.dns1123Label().validate(self) == null
def name_must_be_a_valid_dns_label(self: Any) -> Any:
    return (len(self) == 0) or (cel.format_named("dns1123Label").validate(self) == None)


# ((has(self.resolution) ? self.resolution : "NONE") == "NONE") ? !has(self.endpoints) : true
def none_mode_cannot_set_endpoints(self: Any) -> Any:
    return ("endpoints" not in self) if ((self["resolution"] if ("resolution" in self) else "NONE") == "NONE") else True


# self.numerator <= self.denominator
def numerator_must_be_less_than_or_equal_to_denominator(self: Any) -> Any:
    return self["numerator"] <= self["denominator"]


# has(self.type) ? has(self.service) || has(self.method) : true
def one_or_both_of_service_or_method_must_be_specified(self: Any) -> Any:
    return (("service" in self) or ("method" in self)) if ("type" in self) else True


# (has(self.credentialName) ? 1 : 0) + (has(self.credentialNames) ? 1 : 0) <= 1
def only_one_of_credentialname_or_credentialnames_can_be_set(self: Any) -> Any:
    return ((1 if ("credentialName" in self) else 0) + (1 if ("credentialNames" in self) else 0)) <= 1


# (has(self.credentialNames) ? 1 : 0) + (has(self.tlsCertificates) ? 1 : 0) <= 1
def only_one_of_credentialname_or_tlscertificates_can_be_set(self: Any) -> Any:
    return ((1 if ("credentialNames" in self) else 0) + (1 if ("tlsCertificates" in self) else 0)) <= 1


# (has(self.tlsCertificates) ? 1 : 0) + (has(self.credentialNames) ? 1 : 0) <= 1
def only_one_of_credentialnames_or_tlscertificates_can_be_set(self: Any) -> Any:
    return ((1 if ("tlsCertificates" in self) else 0) + (1 if ("credentialNames" in self) else 0)) <= 1


# (has(self.jwksUri) ? 1 : 0) + (has(self.jwks_uri) ? 1 : 0) + (has(self.jwks) ? 1 : 0) <= 1
def only_one_of_jwks_or_jwksuri_can_be_set(self: Any) -> Any:
    return (
        ((1 if ("jwksUri" in self) else 0) + (1 if ("jwks_uri" in self) else 0)) + (1 if ("jwks" in self) else 0)
    ) <= 1


# !(has(self.percent) && has(self.fraction))
def only_one_of_percent_or_fraction_may_be_specified_in_httprequ(self: Any) -> Any:
    return not (("percent" in self) and ("fraction" in self))


# (has(self.selector) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1
def only_one_of_targetrefs_or_selector_can_be_set(self: Any) -> Any:
    return ((1 if ("selector" in self) else 0) + (1 if ("targetRefs" in self) else 0)) <= 1


# (has(self.selector) ? 1 : 0) + (has(self.targetRef) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1
def only_one_of_targetrefs_or_selector_can_be_set_2(self: Any) -> Any:
    return (
        ((1 if ("selector" in self) else 0) + (1 if ("targetRef" in self) else 0))
        + (1 if ("targetRefs" in self) else 0)
    ) <= 1


# (has(self.workloadSelector) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1
def only_one_of_targetrefs_or_workloadselector_can_be_set(self: Any) -> Any:
    return ((1 if ("workloadSelector" in self) else 0) + (1 if ("targetRefs" in self) else 0)) <= 1


# (has(self.workloadSelector) ? 1 : 0) + (has(self.endpoints) ? 1 : 0) <= 1
def only_one_of_workloadselector_or_endpoints_can_be_set(self: Any) -> Any:
    return ((1 if ("workloadSelector" in self) else 0) + (1 if ("endpoints" in self) else 0)) <= 1


# has(self.context) ? ((self.context == "WAYPOINT") ? has(self.waypoint) : !has(self.waypoint)) : !has(self.waypoint)
def only_support_waypointmatch_when_context_is_waypoint(self: Any) -> Any:
    return (
        (("waypoint" in self) if (self["context"] == "WAYPOINT") else ("waypoint" not in self))
        if ("context" in self)
        else ("waypoint" not in self)
    )


# self.all(t1, self.exists_one(t2, t1.port == t2.port))
def port_for_tls_configuration_must_be_unique_within_the_gateway(self: Any) -> Any:
    return all((sum(1 for t2 in self if (t1["port"] == t2["port"])) == 1) for t1 in self)


# 0 < self && self <= 65535
def port_must_be_between_1_65535(self: Any) -> Any:
    return (0 < self) and (self <= 65535)


# self.all(key, 0 < int(key) && int(key) <= 65535)
def port_must_be_between_1_65535_2(self: Any) -> Any:
    return cel.every(lambda key: cel.both(lambda: 0 < cel.to_int(key), lambda: cel.to_int(key) <= 65535), self)


# self.all(key, size(key) < 63 && key.matches("^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$"))
def port_name_must_be_valid(self: Any) -> Any:
    return all(((len(key) < 63) and cel.matches(key, "^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?\\Z")) for key in self)


# self.all(l1, self.exists_one(l2, l1.number == l2.number))
def port_number_cannot_be_duplicated(self: Any) -> Any:
    return all((sum(1 for l2 in self if (l1["number"] == l2["number"])) == 1) for l1 in self)


# has(self.portLevelMtls) ? (((has(self.selector) && has(self.selector.matchLabels)) ? self.selector.matchLabels : {}).size() > 0) : true
def portlevelmtls_requires_selector(self: Any) -> Any:
    return (
        (
            len(
                (
                    self["selector"]["matchLabels"]
                    if (("selector" in self) and ("matchLabels" in self["selector"]))
                    else {}
                )
            )
            > 0
        )
        if ("portLevelMtls" in self)
        else True
    )


# has(self.grpc) ? self.protocol == 'GRPC' : true
def protocol_must_be_grpc_when_grpc_is_set(self: Any) -> Any:
    return (self["protocol"] == "GRPC") if ("grpc" in self) else True


# has(self.http) ? self.protocol == 'HTTP' : true
def protocol_must_be_http_when_http_is_set(self: Any) -> Any:
    return (self["protocol"] == "HTTP") if ("http" in self) else True


# self.type == 'ReplaceFullPath' ? has(self.replaceFullPath) : true
def replacefullpath_must_be_specified_when_type_is_set_to_replac(self: Any) -> Any:
    return ("replaceFullPath" in self) if (self["type"] == "ReplaceFullPath") else True


# self.type == 'ReplacePrefixMatch' ? has(self.replacePrefixMatch) : true
def replaceprefixmatch_must_be_specified_when_type_is_set_to_rep(self: Any) -> Any:
    return ("replacePrefixMatch" in self) if (self["type"] == "ReplacePrefixMatch") else True


# self.filter(f, f.type == 'RequestHeaderModifier').size() <= 1
def requestheadermodifier_filter_cannot_be_repeated(self: Any) -> Any:
    return len([f for f in self if (f["type"] == "RequestHeaderModifier")]) <= 1


# self.filter(f, f.type == 'RequestRedirect').size() <= 1
def requestredirect_filter_cannot_be_repeated(self: Any) -> Any:
    return len([f for f in self if (f["type"] == "RequestRedirect")]) <= 1


# (has(self.backendRefs) && size(self.backendRefs) > 0) ? (!has(self.filters) || self.filters.all(f, !has(f.requestRedirect))): true
def requestredirect_filter_must_not_be_used_together_with_backen(self: Any) -> Any:
    return (
        (("filters" not in self) or all(("requestRedirect" not in f) for f in self["filters"]))
        if (("backendRefs" in self) and (len(self["backendRefs"]) > 0))
        else True
    )


# self.filter(f, f.type == 'ResponseHeaderModifier').size() <= 1
def responseheadermodifier_filter_cannot_be_repeated(self: Any) -> Any:
    return len([f for f in self if (f["type"] == "ResponseHeaderModifier")]) <= 1


# self.all(l1, !has(l1.name) || self.exists_one(l2, has(l2.name) && l1.name == l2.name))
def rule_name_must_be_unique_within_the_route(self: Any) -> Any:
    return all(
        (("name" not in l1) or (sum(1 for l2 in self if (("name" in l2) and (l1["name"] == l2["name"]))) == 1))
        for l1 in self
    )


# self in ["", "HTTP", "HTTPS"]
def scheme_must_be_one_of_http_https(self: Any) -> Any:
    return self in (
        "",
        "HTTP",
        "HTTPS",
    )


# self.all(p1, self.all(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__ )) ? ((!has(p1.sectionName) || p1.sectionName == '') == (!has(p2.sectionName) || p2.sectionName == '')) : true))
def sectionname_must_be_specified_when_parentrefs_includes_2_or(self: Any) -> Any:
    return all(
        all(
            (
                (
                    (("sectionName" not in p1) or (p1["sectionName"] == ""))
                    == (("sectionName" not in p2) or (p2["sectionName"] == ""))
                )
                if (
                    (((p1["group"] == p2["group"]) and (p1["kind"] == p2["kind"])) and (p1["name"] == p2["name"]))
                    and (
                        (
                            (("namespace" not in p1) or (p1["namespace"] == ""))
                            and (("namespace" not in p2) or (p2["namespace"] == ""))
                        )
                        or ((("namespace" in p1) and ("namespace" in p2)) and (p1["namespace"] == p2["namespace"]))
                    )
                )
                else True
            )
            for p2 in self
        )
        for p1 in self
    )


# self.all(p1, self.all(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name ? ((!has(p1.sectionName) || p1.sectionName == '') == (!has(p2.sectionName) || p2.sectionName == '')) : true))
def sectionname_must_be_specified_when_targetrefs_includes_2_or(self: Any) -> Any:
    return all(
        all(
            (
                (
                    (("sectionName" not in p1) or (p1["sectionName"] == ""))
                    == (("sectionName" not in p2) or (p2["sectionName"] == ""))
                )
                if (((p1["group"] == p2["group"]) and (p1["kind"] == p2["kind"])) and (p1["name"] == p2["name"]))
                else True
            )
            for p2 in self
        )
        for p1 in self
    )


# self.all(p1, self.exists_one(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__ )) && (((!has(p1.sectionName) || p1.sectionName == '') && (!has(p2.sectionName) || p2.sectionName == '')) || (has(p1.sectionName) && has(p2.sectionName) && p1.sectionName == p2.sectionName))))
def sectionname_must_be_unique_when_parentrefs_includes_2_or_mor(self: Any) -> Any:
    return all(
        (
            sum(
                1
                for p2 in self
                if (
                    (
                        (((p1["group"] == p2["group"]) and (p1["kind"] == p2["kind"])) and (p1["name"] == p2["name"]))
                        and (
                            (
                                (("namespace" not in p1) or (p1["namespace"] == ""))
                                and (("namespace" not in p2) or (p2["namespace"] == ""))
                            )
                            or ((("namespace" in p1) and ("namespace" in p2)) and (p1["namespace"] == p2["namespace"]))
                        )
                    )
                    and (
                        (
                            (("sectionName" not in p1) or (p1["sectionName"] == ""))
                            and (("sectionName" not in p2) or (p2["sectionName"] == ""))
                        )
                        or (
                            (("sectionName" in p1) and ("sectionName" in p2))
                            and (p1["sectionName"] == p2["sectionName"])
                        )
                    )
                )
            )
            == 1
        )
        for p1 in self
    )


# self.all(p1, self.exists_one(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.sectionName) || p1.sectionName == '') && (!has(p2.sectionName) || p2.sectionName == '')) || (has(p1.sectionName) && has(p2.sectionName) && p1.sectionName == p2.sectionName))))
def sectionname_must_be_unique_when_targetrefs_includes_2_or_mor(self: Any) -> Any:
    return all(
        (
            sum(
                1
                for p2 in self
                if (
                    (((p1["group"] == p2["group"]) and (p1["kind"] == p2["kind"])) and (p1["name"] == p2["name"]))
                    and (
                        (
                            (("sectionName" not in p1) or (p1["sectionName"] == ""))
                            and (("sectionName" not in p2) or (p2["sectionName"] == ""))
                        )
                        or (
                            (("sectionName" in p1) and ("sectionName" in p2))
                            and (p1["sectionName"] == p2["sectionName"])
                        )
                    )
                )
            )
            == 1
        )
        for p1 in self
    )


# self.all(p1, self.all(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__)) ? ((!has(p1.sectionName) || p1.sectionName == '') == (!has(p2.sectionName) || p2.sectionName == '') && (!has(p1.port) || p1.port == 0) == (!has(p2.port) || p2.port == 0)): true))
def sectionname_or_port_must_be_specified_when_parentrefs_includ(self: Any) -> Any:
    return all(
        all(
            (
                (
                    (
                        (("sectionName" not in p1) or (p1["sectionName"] == ""))
                        == (("sectionName" not in p2) or (p2["sectionName"] == ""))
                    )
                    and ((("port" not in p1) or (p1["port"] == 0)) == (("port" not in p2) or (p2["port"] == 0)))
                )
                if (
                    (((p1["group"] == p2["group"]) and (p1["kind"] == p2["kind"])) and (p1["name"] == p2["name"]))
                    and (
                        (
                            (("namespace" not in p1) or (p1["namespace"] == ""))
                            and (("namespace" not in p2) or (p2["namespace"] == ""))
                        )
                        or ((("namespace" in p1) and ("namespace" in p2)) and (p1["namespace"] == p2["namespace"]))
                    )
                )
                else True
            )
            for p2 in self
        )
        for p1 in self
    )


# self.all(p1, self.exists_one(p2, p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__ )) && (((!has(p1.sectionName) || p1.sectionName == '') && (!has(p2.sectionName) || p2.sectionName == '')) || ( has(p1.sectionName) && has(p2.sectionName) && p1.sectionName == p2.sectionName)) && (((!has(p1.port) || p1.port == 0) && (!has(p2.port) || p2.port == 0)) || (has(p1.port) && has(p2.port) && p1.port == p2.port))))
def sectionname_or_port_must_be_unique_when_parentrefs_includes(self: Any) -> Any:
    return all(
        (
            sum(
                1
                for p2 in self
                if (
                    (
                        (
                            (
                                ((p1["group"] == p2["group"]) and (p1["kind"] == p2["kind"]))
                                and (p1["name"] == p2["name"])
                            )
                            and (
                                (
                                    (("namespace" not in p1) or (p1["namespace"] == ""))
                                    and (("namespace" not in p2) or (p2["namespace"] == ""))
                                )
                                or (
                                    (("namespace" in p1) and ("namespace" in p2))
                                    and (p1["namespace"] == p2["namespace"])
                                )
                            )
                        )
                        and (
                            (
                                (("sectionName" not in p1) or (p1["sectionName"] == ""))
                                and (("sectionName" not in p2) or (p2["sectionName"] == ""))
                            )
                            or (
                                (("sectionName" in p1) and ("sectionName" in p2))
                                and (p1["sectionName"] == p2["sectionName"])
                            )
                        )
                    )
                    and (
                        ((("port" not in p1) or (p1["port"] == 0)) and (("port" not in p2) or (p2["port"] == 0)))
                        or ((("port" in p1) and ("port" in p2)) and (p1["port"] == p2["port"]))
                    )
                )
            )
            == 1
        )
        for p1 in self
    )


# (!has(self.type) || self.type == 'Exact') && has(self.service) ? self.service.matches(r"""^(?i)\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$"""): true
def service_must_only_contain_valid_characters_matching_i_a_z_a(self: Any) -> Any:
    return (
        cel.matches(self["service"], "^(?i:\\.?[a-z_][a-z_0-9]*(\\.[a-z_][a-z_0-9]*)*\\Z)")
        if ((("type" not in self) or (self["type"] == "Exact")) and ("service" in self))
        else True
    )


# !(self.type == "Hostname" && (!has(self.hostname) || self.hostname == ""))
def subjectaltname_element_must_contain_hostname_if_type_is_set(self: Any) -> Any:
    return not ((self["type"] == "Hostname") and (("hostname" not in self) or (self["hostname"] == "")))


# !(self.type == "URI" && (!has(self.uri) || self.uri == ""))
def subjectaltname_element_must_contain_uri_if_type_is_set_to_ur(self: Any) -> Any:
    return not ((self["type"] == "URI") and (("uri" not in self) or (self["uri"] == "")))


# !(self.type != "Hostname" && has(self.hostname) && self.hostname != "")
def subjectaltname_element_must_not_contain_hostname_if_type_is(self: Any) -> Any:
    return not (((self["type"] != "Hostname") and ("hostname" in self)) and (self["hostname"] != ""))


# !(self.type != "URI" && has(self.uri) && self.uri != "")
def subjectaltname_element_must_not_contain_uri_if_type_is_not_s(self: Any) -> Any:
    return not (((self["type"] != "URI") and ("uri" in self)) and (self["uri"] != ""))


# self.all(l, (l.protocol == 'TLS' ? has(l.tls) && has(l.tls.mode) && l.tls.mode != '' : true))
def tls_mode_must_be_set_for_protocol_tls(self: Any) -> Any:
    return all(
        (((("tls" in l) and ("mode" in l["tls"])) and (l["tls"]["mode"] != "")) if (l["protocol"] == "TLS") else True)
        for l in self
    )


# self.all(l, (l.protocol == 'HTTPS' && has(l.tls)) ? (l.tls.mode == '' || l.tls.mode == 'Terminate') : true)
def tls_mode_must_be_terminate_for_protocol_https(self: Any) -> Any:
    return all(
        (
            ((l["tls"]["mode"] == "") or (l["tls"]["mode"] == "Terminate"))
            if ((l["protocol"] == "HTTPS") and ("tls" in l))
            else True
        )
        for l in self
    )


# self.all(l, l.protocol in ['HTTP', 'TCP', 'UDP'] ? !has(l.tls) : true)
def tls_must_not_be_specified_for_protocols_http_tcp_udp(self: Any) -> Any:
    return all(
        (
            ("tls" not in l)
            if (
                l["protocol"]
                in (
                    "HTTP",
                    "TCP",
                    "UDP",
                )
            )
            else True
        )
        for l in self
    )


# self.type in ['Exact','PathPrefix'] || self.type == 'RegularExpression'
def type_must_be_one_of_exact_pathprefix_regularexpression(self: Any) -> Any:
    return (
        self["type"]
        in (
            "Exact",
            "PathPrefix",
        )
    ) or (self["type"] == "RegularExpression")


# has(self.replaceFullPath) ? self.type == 'ReplaceFullPath' : true
def type_must_be_replacefullpath_when_replacefullpath_is_set(self: Any) -> Any:
    return (self["type"] == "ReplaceFullPath") if ("replaceFullPath" in self) else True


# has(self.replacePrefixMatch) ? self.type == 'ReplacePrefixMatch' : true
def type_must_be_replaceprefixmatch_when_replaceprefixmatch_is_s(self: Any) -> Any:
    return (self["type"] == "ReplacePrefixMatch") if ("replacePrefixMatch" in self) else True


# self.startsWith("unix://") ? !self.endsWith("/") : true
def uds_may_not_be_a_dir(self: Any) -> Any:
    return (not self.endswith("/")) if self.startswith("unix://") else True


# (has(self.address) ? self.address : "").startsWith("unix://") ? !has(self.ports) : true
def uds_may_not_include_ports(self: Any) -> Any:
    return ("ports" not in self) if (self["address"] if ("address" in self) else "").startswith("unix://") else True


# self.startsWith("unix://") ? (self.substring(7, 8) == "/" || self.substring(7, 8) == "@") : true
def uds_must_be_an_absolute_path_or_abstract_socket(self: Any) -> Any:
    return (
        cel.either(lambda: cel.substring(self, 7, 8) == "/", lambda: cel.substring(self, 7, 8) == "@")
        if self.startswith("unix://")
        else True
    )


# isURL(self) ? (url(self).getScheme() in ["", "http", "https", "file", "oci"]) : (isURL("http://" + self) &&
# url("http://" + self).getScheme() in ["", "http", "https", "file", "oci"])
def url_must_have_schema_one_of_http_https_file_oci(self: Any) -> Any:
    return (
        (
            cel.url(self).scheme
            in (
                "",
                "http",
                "https",
                "file",
                "oci",
            )
        )
        if cel.is_url(self)
        else (
            cel.is_url(("http://" + self))
            and (
                cel.url(("http://" + self)).scheme
                in (
                    "",
                    "http",
                    "https",
                    "file",
                    "oci",
                )
            )
        )
    )


# isURL(self) ? (url(self).getScheme() in ["", "http", "https", "oci", "file"]) : (isURL("http://" + self) &&
# url("http://" + self).getScheme() in ["", "http", "https", "oci", "file"])
def url_must_have_schema_one_of_http_https_file_oci_2(self: Any) -> Any:
    return (
        (
            cel.url(self).scheme
            in (
                "",
                "http",
                "https",
                "oci",
                "file",
            )
        )
        if cel.is_url(self)
        else (
            cel.is_url(("http://" + self))
            and (
                cel.url(("http://" + self)).scheme
                in (
                    "",
                    "http",
                    "https",
                    "oci",
                    "file",
                )
            )
        )
    )


# url(self).getScheme() in ["http", "https"]
def url_must_have_scheme_http_or_https(self: Any) -> Any:
    return cel.url(self).scheme in (
        "http",
        "https",
    )


# self.filter(f, f.type == 'URLRewrite').size() <= 1
def urlrewrite_filter_cannot_be_repeated(self: Any) -> Any:
    return len([f for f in self if (f["type"] == "URLRewrite")]) <= 1


# (has(self.valueFrom) ? self.valueFrom : "") != "HOST" || !has(self.value)
def value_may_only_be_set_when_valuefrom_is_inline(self: Any) -> Any:
    return ((self["valueFrom"] if ("valueFrom" in self) else "") != "HOST") or ("value" not in self)


# (self.type in ['Exact','PathPrefix']) ? self.value.startsWith('/') : true
def value_must_be_an_absolute_path_and_start_with_when_type_one(self: Any) -> Any:
    return (
        self["value"].startswith("/")
        if (
            self["type"]
            in (
                "Exact",
                "PathPrefix",
            )
        )
        else True
    )


# ((has(self.operation) ? self.operation : "") == "UPSERT") ? (self.value != "") : true
def value_must_be_set_when_operation_is_upsert(self: Any) -> Any:
    return (self["value"] != "") if ((self["operation"] if ("operation" in self) else "") == "UPSERT") else True


# ((has(self.operation) ? self.operation : "") == "REMOVE") ? !has(self.value) : true
def value_must_not_be_set_when_operation_is_remove(self: Any) -> Any:
    return ("value" not in self) if ((self["operation"] if ("operation" in self) else "") == "REMOVE") else True


# (has(self.filters) && self.filters.exists_one(f, has(f.requestRedirect) && has(f.requestRedirect.path) && f.requestRedirect.path.type == 'ReplacePrefixMatch' && has(f.requestRedirect.path.replacePrefixMatch))) ? ((size(self.matches) != 1 || !has(self.matches[0].path) || self.matches[0].path.type != 'PathPrefix') ? false : true) : true
def when_using_requestredirect_filter_with_path_replaceprefixmat(self: Any) -> Any:
    return (
        (
            False
            if cel.either(
                lambda: (len(self["matches"]) != 1) or ("path" not in self["matches"][0]),
                lambda: self["matches"][0]["path"]["type"] != "PathPrefix",
            )
            else True
        )
        if (
            ("filters" in self)
            and (
                sum(
                    1
                    for f in self["filters"]
                    if (
                        (
                            (("requestRedirect" in f) and ("path" in f["requestRedirect"]))
                            and (f["requestRedirect"]["path"]["type"] == "ReplacePrefixMatch")
                        )
                        and ("replacePrefixMatch" in f["requestRedirect"]["path"])
                    )
                )
                == 1
            )
        )
        else True
    )


# (has(self.filters) && self.filters.exists_one(f, has(f.urlRewrite) && has(f.urlRewrite.path) && f.urlRewrite.path.type == 'ReplacePrefixMatch' && has(f.urlRewrite.path.replacePrefixMatch))) ? ((size(self.matches) != 1 || !has(self.matches[0].path) || self.matches[0].path.type != 'PathPrefix') ? false : true) : true
def when_using_urlrewrite_filter_with_path_replaceprefixmatch_ex(self: Any) -> Any:
    return (
        (
            False
            if cel.either(
                lambda: (len(self["matches"]) != 1) or ("path" not in self["matches"][0]),
                lambda: self["matches"][0]["path"]["type"] != "PathPrefix",
            )
            else True
        )
        if (
            ("filters" in self)
            and (
                sum(
                    1
                    for f in self["filters"]
                    if (
                        (
                            (("urlRewrite" in f) and ("path" in f["urlRewrite"]))
                            and (f["urlRewrite"]["path"]["type"] == "ReplacePrefixMatch")
                        )
                        and ("replacePrefixMatch" in f["urlRewrite"]["path"])
                    )
                )
                == 1
            )
        )
        else True
    )


# (self.size() > 0 ? (has(self[0].matches) ? self[0].matches.size() : 0) : 0) + (self.size() > 1 ? (has(self[1].matches) ? self[1].matches.size() : 0) : 0) + (self.size() > 2 ? (has(self[2].matches) ? self[2].matches.size() : 0) : 0) + (self.size() > 3 ? (has(self[3].matches) ? self[3].matches.size() : 0) : 0) + (self.size() > 4 ? (has(self[4].matches) ? self[4].matches.size() : 0) : 0) + (self.size() > 5 ? (has(self[5].matches) ? self[5].matches.size() : 0) : 0) + (self.size() > 6 ? (has(self[6].matches) ? self[6].matches.size() : 0) : 0) + (self.size() > 7 ? (has(self[7].matches) ? self[7].matches.size() : 0) : 0) + (self.size() > 8 ? (has(self[8].matches) ? self[8].matches.size() : 0) : 0) + (self.size() > 9 ? (has(self[9].matches) ? self[9].matches.size() : 0) : 0) + (self.size() > 10 ? (has(self[10].matches) ? self[10].matches.size() : 0) : 0) + (self.size() > 11 ? (has(self[11].matches) ? self[11].matches.size() : 0) : 0) + (self.size() > 12 ? (has(self[12].matches) ? self[12].matches.size() : 0) : 0) + (self.size() > 13 ? (has(self[13].matches) ? self[13].matches.size() : 0) : 0) + (self.size() > 14 ? (has(self[14].matches) ? self[14].matches.size() : 0) : 0) + (self.size() > 15 ? (has(self[15].matches) ? self[15].matches.size() : 0) : 0) <= 128
def while_16_rules_and_64_matches_per_rule_are_allowed_the_total(self: Any) -> Any:
    return (
        (
            (
                (
                    (
                        (
                            (
                                (
                                    (
                                        (
                                            (
                                                (
                                                    (
                                                        (
                                                            (
                                                                (
                                                                    (
                                                                        len(self[0]["matches"])
                                                                        if ("matches" in self[0])
                                                                        else 0
                                                                    )
                                                                    if (len(self) > 0)
                                                                    else 0
                                                                )
                                                                + (
                                                                    (
                                                                        len(self[1]["matches"])
                                                                        if ("matches" in self[1])
                                                                        else 0
                                                                    )
                                                                    if (len(self) > 1)
                                                                    else 0
                                                                )
                                                            )
                                                            + (
                                                                (
                                                                    len(self[2]["matches"])
                                                                    if ("matches" in self[2])
                                                                    else 0
                                                                )
                                                                if (len(self) > 2)
                                                                else 0
                                                            )
                                                        )
                                                        + (
                                                            (len(self[3]["matches"]) if ("matches" in self[3]) else 0)
                                                            if (len(self) > 3)
                                                            else 0
                                                        )
                                                    )
                                                    + (
                                                        (len(self[4]["matches"]) if ("matches" in self[4]) else 0)
                                                        if (len(self) > 4)
                                                        else 0
                                                    )
                                                )
                                                + (
                                                    (len(self[5]["matches"]) if ("matches" in self[5]) else 0)
                                                    if (len(self) > 5)
                                                    else 0
                                                )
                                            )
                                            + (
                                                (len(self[6]["matches"]) if ("matches" in self[6]) else 0)
                                                if (len(self) > 6)
                                                else 0
                                            )
                                        )
                                        + (
                                            (len(self[7]["matches"]) if ("matches" in self[7]) else 0)
                                            if (len(self) > 7)
                                            else 0
                                        )
                                    )
                                    + (
                                        (len(self[8]["matches"]) if ("matches" in self[8]) else 0)
                                        if (len(self) > 8)
                                        else 0
                                    )
                                )
                                + ((len(self[9]["matches"]) if ("matches" in self[9]) else 0) if (len(self) > 9) else 0)
                            )
                            + ((len(self[10]["matches"]) if ("matches" in self[10]) else 0) if (len(self) > 10) else 0)
                        )
                        + ((len(self[11]["matches"]) if ("matches" in self[11]) else 0) if (len(self) > 11) else 0)
                    )
                    + ((len(self[12]["matches"]) if ("matches" in self[12]) else 0) if (len(self) > 12) else 0)
                )
                + ((len(self[13]["matches"]) if ("matches" in self[13]) else 0) if (len(self) > 13) else 0)
            )
            + ((len(self[14]["matches"]) if ("matches" in self[14]) else 0) if (len(self) > 14) else 0)
        )
        + ((len(self[15]["matches"]) if ("matches" in self[15]) else 0) if (len(self) > 15) else 0)
    ) <= 128


# (self.size() > 0 ? self[0].matches.size() : 0) + (self.size() > 1 ? self[1].matches.size() : 0) + (self.size() > 2 ? self[2].matches.size() : 0) + (self.size() > 3 ? self[3].matches.size() : 0) + (self.size() > 4 ? self[4].matches.size() : 0) + (self.size() > 5 ? self[5].matches.size() : 0) + (self.size() > 6 ? self[6].matches.size() : 0) + (self.size() > 7 ? self[7].matches.size() : 0) + (self.size() > 8 ? self[8].matches.size() : 0) + (self.size() > 9 ? self[9].matches.size() : 0) + (self.size() > 10 ? self[10].matches.size() : 0) + (self.size() > 11 ? self[11].matches.size() : 0) + (self.size() > 12 ? self[12].matches.size() : 0) + (self.size() > 13 ? self[13].matches.size() : 0) + (self.size() > 14 ? self[14].matches.size() : 0) + (self.size() > 15 ? self[15].matches.size() : 0) <= 128
def while_16_rules_and_64_matches_per_rule_are_allowed_the_total_2(self: Any) -> Any:
    return (
        (
            (
                (
                    (
                        (
                            (
                                (
                                    (
                                        (
                                            (
                                                (
                                                    (
                                                        (
                                                            (
                                                                (len(self[0]["matches"]) if (len(self) > 0) else 0)
                                                                + (len(self[1]["matches"]) if (len(self) > 1) else 0)
                                                            )
                                                            + (len(self[2]["matches"]) if (len(self) > 2) else 0)
                                                        )
                                                        + (len(self[3]["matches"]) if (len(self) > 3) else 0)
                                                    )
                                                    + (len(self[4]["matches"]) if (len(self) > 4) else 0)
                                                )
                                                + (len(self[5]["matches"]) if (len(self) > 5) else 0)
                                            )
                                            + (len(self[6]["matches"]) if (len(self) > 6) else 0)
                                        )
                                        + (len(self[7]["matches"]) if (len(self) > 7) else 0)
                                    )
                                    + (len(self[8]["matches"]) if (len(self) > 8) else 0)
                                )
                                + (len(self[9]["matches"]) if (len(self) > 9) else 0)
                            )
                            + (len(self[10]["matches"]) if (len(self) > 10) else 0)
                        )
                        + (len(self[11]["matches"]) if (len(self) > 11) else 0)
                    )
                    + (len(self[12]["matches"]) if (len(self) > 12) else 0)
                )
                + (len(self[13]["matches"]) if (len(self) > 13) else 0)
            )
            + (len(self[14]["matches"]) if (len(self) > 14) else 0)
        )
        + (len(self[15]["matches"]) if (len(self) > 15) else 0)
    ) <= 128


# self.all(key, !key.contains("*"))
def wildcard_not_allowed_in_label_key_match(self: Any) -> Any:
    return all((not ("*" in key)) for key in self)


# !self.contains("*")
def wildcard_not_allowed_in_label_value_match(self: Any) -> Any:
    return not ("*" in self)


# self.all(h, h.contains('*') ? (h.startsWith('*.') && h.substring(2).matches('^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)$')) : true)
def wildcards_on_hostnames_must_be_the_first_label_and_the_rest(self: Any) -> Any:
    return cel.every(
        lambda h: (
            (
                h.startswith("*.")
                and cel.matches(
                    cel.substring(h, 2), "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)\\Z"
                )
            )
            if ("*" in h)
            else True
        ),
        self,
    )


# (has(self.backendRefs) && self.backendRefs.exists_one(b, (has(b.filters) && b.filters.exists_one(f, has(f.requestRedirect) && has(f.requestRedirect.path) && f.requestRedirect.path.type == 'ReplacePrefixMatch' && has(f.requestRedirect.path.replacePrefixMatch))) )) ? ((size(self.matches) != 1 || !has(self.matches[0].path) || self.matches[0].path.type != 'PathPrefix') ? false : true) : true
def within_backendrefs_when_using_requestredirect_filter_with_pa(self: Any) -> Any:
    return (
        (
            False
            if cel.either(
                lambda: (len(self["matches"]) != 1) or ("path" not in self["matches"][0]),
                lambda: self["matches"][0]["path"]["type"] != "PathPrefix",
            )
            else True
        )
        if (
            ("backendRefs" in self)
            and (
                sum(
                    1
                    for b in self["backendRefs"]
                    if (
                        ("filters" in b)
                        and (
                            sum(
                                1
                                for f in b["filters"]
                                if (
                                    (
                                        (("requestRedirect" in f) and ("path" in f["requestRedirect"]))
                                        and (f["requestRedirect"]["path"]["type"] == "ReplacePrefixMatch")
                                    )
                                    and ("replacePrefixMatch" in f["requestRedirect"]["path"])
                                )
                            )
                            == 1
                        )
                    )
                )
                == 1
            )
        )
        else True
    )


# (has(self.backendRefs) && self.backendRefs.exists_one(b, (has(b.filters) && b.filters.exists_one(f, has(f.urlRewrite) && has(f.urlRewrite.path) && f.urlRewrite.path.type == 'ReplacePrefixMatch' && has(f.urlRewrite.path.replacePrefixMatch))) )) ? ((size(self.matches) != 1 || !has(self.matches[0].path) || self.matches[0].path.type != 'PathPrefix') ? false : true) : true
def within_backendrefs_when_using_urlrewrite_filter_with_path_re(self: Any) -> Any:
    return (
        (
            False
            if cel.either(
                lambda: (len(self["matches"]) != 1) or ("path" not in self["matches"][0]),
                lambda: self["matches"][0]["path"]["type"] != "PathPrefix",
            )
            else True
        )
        if (
            ("backendRefs" in self)
            and (
                sum(
                    1
                    for b in self["backendRefs"]
                    if (
                        ("filters" in b)
                        and (
                            sum(
                                1
                                for f in b["filters"]
                                if (
                                    (
                                        (("urlRewrite" in f) and ("path" in f["urlRewrite"]))
                                        and (f["urlRewrite"]["path"]["type"] == "ReplacePrefixMatch")
                                    )
                                    and ("replacePrefixMatch" in f["urlRewrite"]["path"])
                                )
                            )
                            == 1
                        )
                    )
                )
                == 1
            )
        )
        else True
    )
