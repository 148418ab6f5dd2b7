"""Host names in mesh configuration: their grammar, short names, and wildcard matching.

Source: istio pkg/config/host (Name.Matches, Name.SubsetOf), pkg/config/labels (IsDNS1123Label),
pkg/config/validation (ValidateFQDN, ValidateWildcardDomain) and pkg/config/analysis/analyzers/util/hosts.go.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

CLUSTER_DOMAIN: Final = "cluster.local"

_LONGEST_NAME: Final = 255
_LONGEST_LABEL: Final = 63
_LABEL: Final = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?", re.ASCII)
_WILDCARD_LABEL: Final = re.compile(rf"\*|(?:\*-?)?{_LABEL.pattern}", re.ASCII)
# NB: greedy, as upstream: `a.b.ns.svc.cluster.local` is service `a.b` of namespace `ns`.
_SERVICE_NAME: Final = re.compile(r"(.+)\.([^.]+)\.svc\.cluster\.local")


class ServiceName(NamedTuple):
    """A Service by its namespace and name."""

    namespace: str
    name: str

    def __str__(self) -> str:
        """`namespace/name`."""
        return f"{self.namespace}/{self.name}"


def is_dns_label(text: str) -> bool:
    """Whether `text` is an RFC 1123 label: 1 to 63 letters of either case, digits and inner hyphens."""
    return len(text) <= _LONGEST_LABEL and _LABEL.fullmatch(text) is not None


def fqdn_problem(text: str) -> str | None:
    """Why `text` is not a fully qualified domain name, None if it is one; one trailing dot is allowed."""
    return _length_problem(text) or _labels_problem(text.removesuffix(".").split("."))


def wildcard_domain_problem(text: str) -> str | None:
    """Why `text` is neither a domain name nor one whose first label is or begins with `*`; None if it is."""
    problem = _length_problem(text)
    if problem is not None:
        return problem
    first, *rest = text.removesuffix(".").split(".")
    if len(first) > _LONGEST_LABEL or _WILDCARD_LABEL.fullmatch(first) is None:
        return f"{first!r} cannot begin a host name; a wildcard stands only at its start"
    if rest:
        return _labels_problem(rest)
    return None


def is_wildcard(host: str) -> bool:
    """Whether the host stands for several: it begins with `*`."""
    return host.startswith("*")


def is_partial_wildcard(host: str) -> bool:
    """Whether a `*` stands elsewhere than as the whole first label, as in `*foo.com`."""
    return "*" in host and len(host) > 1 and not host.startswith("*.")


def to_fqdn(host: str, namespace: str, *, domain: str = CLUSTER_DOMAIN) -> str:
    """The full name of a host: one without any dot is a Service of `namespace`, every other is taken as it is.

    NB: `reviews.prod` is not expanded; the mesh takes it for a full name.
    """
    if not host or "." in host or is_wildcard(host):
        return host
    return f"{host}.{namespace}.svc.{domain}"


def to_service(host: str, default_namespace: str) -> ServiceName:
    """The Service behind a full name; any other host keeps its text as name, in the default namespace."""
    match = _SERVICE_NAME.fullmatch(host)
    return ServiceName(match[2], match[1]) if match else ServiceName(default_namespace, host)


def hosts_match(one: str, other: str) -> bool:
    """Whether some name fits both hosts; either may be a wildcard, so the order does not matter."""
    if is_wildcard(one) and is_wildcard(other):
        shorter, longer = sorted((one[1:], other[1:]), key=len)
        return longer.endswith(shorter)
    if is_wildcard(one):
        return other.endswith(one[1:])
    if is_wildcard(other):
        return one.endswith(other[1:])
    return one == other


def is_covered(host: str, by: str) -> bool:
    """Whether every name that fits `host` fits `by` too."""
    if not is_wildcard(by):
        return host == by
    if is_wildcard(host):
        return host[1:].endswith(by[1:])
    return host.endswith(by[1:])


def gateway_host(entry: str, gateway_namespace: str) -> tuple[str, str]:
    """The namespace (`*` for any) and host of an entry of a Gateway's or Sidecar's `hosts`, such as `./a.com`."""
    namespace, slash, host = entry.partition("/")
    if not slash:
        return "*", entry
    return (gateway_namespace if namespace == "." else namespace), host


def _length_problem(text: str) -> str | None:
    if not text:
        return "a host name cannot be empty"
    if len(text) > _LONGEST_NAME:
        return f"a host name has at most {_LONGEST_NAME} characters, this one {len(text)}"
    return None


def _labels_problem(labels: list[str]) -> str | None:
    for label in labels:
        if not is_dns_label(label):
            return f"{label!r} is not a DNS label"
    if labels[-1].isdigit():
        return f"the last label {labels[-1]!r} cannot be a number"
    return None
