"""Whether proxy and mesh settings are valid as a whole, beyond the types of their fields.

Each check yields sentences that begin with the path of the field.

Source: istio pkg/config/validation/agent/validation.go (ValidateMeshConfigProxyConfig, ValidateMeshConfig).
"""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Final

from meshctl.k8s.types import JSONValue
from meshctl.mesh.go_text import parse_duration_ns, parse_int
from meshctl.mesh.hosts import fqdn_problem, is_dns_label

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECOND_NS: Final = 1_000_000_000
_HOUR_NS: Final = 3600 * _SECOND_NS
_MILLISECOND_NS: Final = 1_000_000
_HOST_IP: Final = "$(HOST_IP)"  # replaced by the node's address when the proxy starts

Mapping = dict[str, JSONValue]


def proxy_config_problems(config: Mapping) -> Iterator[str]:
    """Everything wrong with the settings of a proxy, defaults already filled in."""
    for name in ("configPath", "binaryPath"):
        if not config.get(name):
            yield f"{name}: must be set"
    if not config.get("serviceCluster") and "tracingServiceName" not in config:
        yield "serviceCluster: must be set"
    yield from _at("drainDuration", _whole_seconds_problem(config.get("drainDuration")))
    yield from _at("discoveryAddress", address_problem(_text(config, "discoveryAddress")))
    for name in ("proxyAdminPort", "statusPort"):
        yield from _at(name, port_problem(config.get(name, 0)))
    yield from _optional_address(config, "statsdUdpAddress")
    yield from _optional_address(config, "envoyMetricsServiceAddress")
    for name in ("envoyMetricsService", "envoyAccessLogService"):
        for problem in _optional_address(_mapping(config, name), "address"):
            yield f"{name}.{problem}"
    yield from _tracing_problems(_mapping(config, "tracing"))
    yield from _private_key_problems(_mapping(config, "privateKeyProvider"))


def mesh_config_problems(config: Mapping) -> Iterator[str]:
    """Everything wrong with a mesh configuration, its `defaultConfig` included, defaults already filled in."""
    for name in ("proxyListenPort", "proxyInboundListenPort"):
        yield from _at(name, port_problem(config.get(name, 0)))
    yield from _at("trustDomain", trust_domain_problem(_text(config, "trustDomain")))
    yield from _at("connectTimeout", _connect_timeout_problem(config.get("connectTimeout")))
    yield from _at("protocolDetectionTimeout", _detection_timeout_problem(config.get("protocolDetectionTimeout")))
    yield from _provider_problems(config.get("extensionProviders"))
    for problem in proxy_config_problems(_mapping(config, "defaultConfig")):
        yield f"defaultConfig.{problem}"


def port_problem(value: JSONValue) -> str | None:
    """Why this is no port from 1 to 65535."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 65535:
        return None
    return f"expected a port from 1 to 65535, found {value}"


def address_problem(text: str) -> str | None:
    """Why this is not `HOST:PORT`, the host a full name or an address, IPv6 in brackets."""
    host, colon, port = text.rpartition(":")
    if not colon or not host:
        return f"expected host:port, found {text!r}"
    problem = port_problem(parse_int(port))
    if problem is not None:
        return problem
    if host.startswith("[") and host.endswith("]"):
        return None if _is_ip(host[1:-1]) else f"{host!r} is not an address"
    if ":" in host:
        return f"an IPv6 address stands in brackets, found {text!r}"
    return None if _is_ip(host) else fqdn_problem(host)


def trust_domain_problem(text: str) -> str | None:
    """Why this is no trust domain: DNS labels with dots between them, a trailing dot allowed."""
    if not text:
        return "must be set"
    for label in text.removesuffix(".").split("."):
        if not is_dns_label(label):
            return f"{label!r} is not a DNS label"
    return None


def _tracing_problems(tracing: Mapping) -> Iterator[str]:
    for tracer in ("zipkin", "datadog"):
        if tracer in tracing:
            address = _text(_mapping(tracing, tracer), "address").replace(_HOST_IP, "127.0.0.1")
            yield from _at(f"tracing.{tracer}.address", address_problem(address))
    if "lightstep" in tracing:
        lightstep = _mapping(tracing, "lightstep")
        yield from _at("tracing.lightstep.address", address_problem(_text(lightstep, "address")))
        if not lightstep.get("accessToken"):
            yield "tracing.lightstep.accessToken: must be set"
    if "tlsSettings" in tracing:
        yield from _tls_problems(_mapping(tracing, "tlsSettings"))


def _tls_problems(tls: Mapping) -> Iterator[str]:
    """Client TLS of the connection to the tracing collector, by the rules for a DestinationRule."""
    path, mode = "tracing.tlsSettings", tls.get("mode", "DISABLE")
    if tls.get("insecureSkipVerify") is True:
        excluded = ("caCertificates", "credentialName") if mode == "SIMPLE" else ("caCertificates",)
        for name in (*excluded, "subjectAltNames"):
            if tls.get(name) and mode in ("SIMPLE", "MUTUAL"):
                yield f"{path}.{name}: cannot be combined with insecureSkipVerify"
    if mode in ("SIMPLE", "MUTUAL") and tls.get("credentialName"):
        for name in ("clientCertificate", "privateKey", "caCertificates", "caCrl"):
            if tls.get(name):
                yield f"{path}.{name}: cannot be combined with credentialName"
    elif mode == "MUTUAL":
        for name in ("clientCertificate", "privateKey"):
            if not tls.get(name):
                yield f"{path}.{name}: must be set for mode MUTUAL"


def _private_key_problems(provider: Mapping) -> Iterator[str]:
    for name in ("cryptomb", "qat"):
        if name in provider and not _nanoseconds(_mapping(provider, name).get("pollDelay")):
            yield f"privateKeyProvider.{name}.pollDelay: must be set"


def _provider_problems(providers: JSONValue) -> Iterator[str]:
    seen = set()
    for index, provider in enumerate(providers if isinstance(providers, list) else []):
        name = provider.get("name", "") if isinstance(provider, dict) else ""
        if not name:
            yield f"extensionProviders[{index}].name: must be set"
        elif name in seen:
            yield f"extensionProviders[{index}].name: {name!r} is there twice"
        seen.add(name)


def _whole_seconds_problem(value: JSONValue) -> str | None:
    nanoseconds = _nanoseconds(value)
    if nanoseconds is None or nanoseconds < _SECOND_NS:
        return f"expected at least 1s, found {value}"
    return None if nanoseconds % _SECOND_NS == 0 else f"expected whole seconds, found {value}"


def _connect_timeout_problem(value: JSONValue) -> str | None:
    nanoseconds = _nanoseconds(value)
    if nanoseconds is None or not _MILLISECOND_NS <= nanoseconds <= _HOUR_NS or nanoseconds % _MILLISECOND_NS:
        return f"expected whole milliseconds from 1ms to 1h, found {value}"
    return None


def _detection_timeout_problem(value: JSONValue) -> str | None:
    nanoseconds = _nanoseconds(value)
    if nanoseconds is not None and nanoseconds % _MILLISECOND_NS:
        return f"expected whole milliseconds, found {value}"
    return None


def _optional_address(config: Mapping, name: str) -> Iterator[str]:
    address = _text(config, name)
    if address:
        yield from _at(name, address_problem(address))


def _at(path: str, problem: str | None) -> Iterator[str]:
    if problem is not None:
        yield f"{path}: {problem}"


def _nanoseconds(value: JSONValue) -> int | None:
    return parse_duration_ns(value) if isinstance(value, str) else None


def _is_ip(text: str) -> bool:
    try:
        return (IPv6Address(text) if ":" in text else IPv4Address(text)) is not None
    except AddressValueError:
        return False


def _text(config: Mapping, name: str) -> str:
    held = config.get(name)
    return held if isinstance(held, str) else ""


def _mapping(config: Mapping, name: str) -> Mapping:
    held = config.get(name)
    return held if isinstance(held, dict) else {}
