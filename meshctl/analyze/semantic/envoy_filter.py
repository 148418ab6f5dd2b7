"""EnvoyFilter, as far as it can be judged without Envoy's type definitions.

Not judged: whether `patch.value` builds into the Envoy type that `applyTo` names, its unknown and deprecated fields,
and filters without `typed_config`. Types of Envoy's removed v2 API are still refused, because no proxy knows them.
Source: istio/istio pkg/config/validation/envoyfilter/envoyfilter.go, pkg/config/xds/deprecated.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.selectors import validate_workload_selector
from meshctl.analyze.semantic.primitives import re2
from meshctl.analyze.semantic.violation import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.semantic.field import Field
    from meshctl.analyze.semantic.subject import Subject

APPLY_TO = (
    "INVALID", "LISTENER", "FILTER_CHAIN", "NETWORK_FILTER", "HTTP_FILTER", "ROUTE_CONFIGURATION", "VIRTUAL_HOST",
    "HTTP_ROUTE", "CLUSTER", "EXTENSION_CONFIG", "BOOTSTRAP", "LISTENER_FILTER",
)  # fmt: skip
OPERATIONS = (
    "INVALID", "MERGE", "ADD", "REMOVE", "INSERT_BEFORE", "INSERT_AFTER", "INSERT_FIRST", "REPLACE",
    "MERGE_AND_REPLACE_LIST",
)  # fmt: skip
CONTEXTS = ("ANY", "SIDECAR_INBOUND", "SIDECAR_OUTBOUND", "GATEWAY", "WAYPOINT")
REMINDER = "envoy-filter"

_MATCH_TYPES = ("listener", "routeConfiguration", "cluster", "waypoint")
_MATCH_OF = {
    **dict.fromkeys(("LISTENER", "FILTER_CHAIN", "NETWORK_FILTER", "HTTP_FILTER"), "listener"),
    **dict.fromkeys(("ROUTE_CONFIGURATION", "VIRTUAL_HOST", "HTTP_ROUTE"), "routeConfiguration"),
    "CLUSTER": "cluster",
}
_HTTP_MANAGERS = ("envoy.filters.network.http_connection_manager", "envoy.http_connection_manager")
_OLD_NAMES = frozenset(
    f"envoy.{name}"
    for name in (
        "buffer", "cors", "csrf", "http_dynamo_filter", "ext_authz", "fault", "grpc_http1_bridge",
        "grpc_json_transcoder", "grpc_web", "gzip", "health_check", "ip_tagging", "lua", "rate_limit", "router",
        "squash", "client_ssl_auth", "http_connection_manager", "mongo_proxy", "ratelimit", "redis_proxy", "tcp_proxy",
        "listener.http_inspector", "listener.original_dst", "listener.original_src", "listener.proxy_protocol",
        "listener.tls_inspector",
    )
)  # fmt: skip


def validate(subject: Subject) -> None:
    """Report every broken rule of an EnvoyFilter; there is always at least the reminder of what the kind is."""
    spec = subject.spec
    spec.warn(
        REMINDER,
        "an EnvoyFilter depends on internals that change between versions",
        help="prefer the API where it covers the need, and test every upgrade of Istio",
    )
    if not validate_workload_selector(spec["workloadSelector"]):
        return
    for patch in spec["configPatches"].items():
        if patch["match"]["context"].enum(CONTEXTS) != "WAYPOINT":
            _validate_patch(patch)


def _validate_patch(config: Field) -> None:
    """Judge one patch; as upstream, the first error ends it."""
    if not _is_complete(config) or not _version_compiles(config["match"]["proxy"]["proxyVersion"]):
        return
    apply_to = config["applyTo"].enum(APPLY_TO)
    if _match_fits(config["match"], apply_to):
        _refuse_removed_types(config["patch"]["value"])


def _is_complete(config: Field) -> bool:
    patch = config["patch"]
    if config["applyTo"].enum(APPLY_TO) == "INVALID":
        config["applyTo"].error(
            "patch-apply-to", "the patch does not say what it applies to", expected=", ".join(APPLY_TO[1:])
        )
    elif not patch.present:
        config.error("patch-missing", "there is no patch", expected="patch with operation and value")
    elif patch["operation"].enum(OPERATIONS) == "INVALID":
        patch["operation"].error("patch-operation", "the patch has no operation", expected=", ".join(OPERATIONS[1:]))
    elif patch["operation"].enum(OPERATIONS) != "REMOVE" and not patch["value"].present:
        patch["value"].error("patch-value", "the patch has no value", expected="value, or operation REMOVE")
    else:
        return True
    return False


def _version_compiles(version: Field) -> bool:
    text = version.text()
    if not text:
        return True
    if len(text.encode("utf-8", "replace")) > re2.MAX_BYTES:
        version.warn("proxy-version-long", f"the expression is longer than {re2.MAX_BYTES} bytes")
    return version.check("proxy-version", re2.syntax(text))


def _match_fits(match: Field, apply_to: str) -> bool:
    """Judge whether the match is of the type that `apply_to` asks for; tells whether the walk goes on."""
    wanted = _MATCH_OF.get(apply_to)
    given = match.having(*_MATCH_TYPES)
    if wanted is None or not given:
        return True
    if not match[wanted].present:
        given[0].error("patch-match", f"{given[0].path[-1]} cannot select a {apply_to}", expected=f"match.{wanted}")
        return wanted != "listener"
    return wanted != "listener" or _filter_fits(match["listener"]["filterChain"]["filter"], apply_to)


def _filter_fits(selected: Field, apply_to: str) -> bool:
    if not selected.present:
        return True
    if apply_to in ("LISTENER", "FILTER_CHAIN"):
        selected.warn("filter-unused", f"a filter does not help to select a {apply_to}", help="remove it")
    name, inner = selected["name"], selected["subFilter"]
    if not name.text():
        name.error("filter-name", "the filter has no name")
    elif inner.present and apply_to != "HTTP_FILTER":
        inner.error("sub-filter", f"subFilter cannot select a {apply_to}", expected="applyTo: HTTP_FILTER")
    elif inner.present and name.text() not in _HTTP_MANAGERS:
        name.error("sub-filter", f"{quote(name.text())} has no subFilter", expected=_HTTP_MANAGERS[0])
    elif inner.present and not inner["name"].text():
        inner["name"].error("sub-filter", "the subFilter has no name")
    else:
        _warn_of_old_names(name, inner["name"])
        return True
    return False


def _warn_of_old_names(*names: Field) -> None:
    for name in names:
        if name.text() in _OLD_NAMES:
            name.warn(
                "filter-name-old",
                f"{quote(name.text())} is a name that Envoy no longer uses",
                help="use the name of the v3 API, such as envoy.filters.http.router",
            )


def _refuse_removed_types(value: Field) -> None:
    for type_url in _type_urls(value):
        if ".v2." in type_url.text():
            type_url.error(
                "type-unknown",
                f"{quote(type_url.text())} is a type of Envoy's removed v2 API",
                help="use the type of the v3 API",
            )


def _type_urls(value: Field) -> Iterator[Field]:
    waiting = [value]
    while waiting:
        field = waiting.pop()
        if isinstance(field.value, dict):
            yield from (member for key, member in field.entries() if key == "@type" and isinstance(member.value, str))
            waiting.extend(member for _key, member in reversed(field.entries()))
        elif isinstance(field.value, list):
            waiting.extend(reversed(field.items()))
