"""Names and keys as the API server accepts them.

Each function gives None for a good name, else the rule it breaks, worded to follow the name: `must be …`.

Source: k8s.io/apimachinery/pkg/util/validation, pkg/api/validation; RFC 1035, RFC 1123, RFC 6335.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABEL: Final = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN: Final = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_DNS_1035: Final = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_QUALIFIED: Final = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_PORT_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ENV_NAME: Final = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
_CONFIG_KEY: Final = re.compile(r"[-._a-zA-Z0-9]+")

LONGEST_LABEL: Final = 63
LONGEST_SUBDOMAIN: Final = 253
_LONGEST_PORT_NAME: Final = 15
ANNOTATIONS_LIMIT_BYTES: Final = 256 * 1024


def dns_1123_label(name: str) -> str | None:
    """The rule for the names of containers, volumes and namespaces: one lower-case DNS label."""
    return _too_long(name, LONGEST_LABEL) or _unlike(
        name, _LABEL, "must be lower-case letters, digits and '-', with a letter or digit at both ends"
    )


def dns_1123_subdomain(name: str) -> str | None:
    """The rule for the names of most objects: lower-case labels joined by dots."""
    return _too_long(name, LONGEST_SUBDOMAIN) or _unlike(
        name, _SUBDOMAIN, "must be lower-case letters, digits, '-' and '.', with a letter or digit around each dot"
    )


def wildcard_dns_1123_subdomain(name: str) -> str | None:
    """The rule for wildcard hosts: `*.` before a subdomain."""
    if not name.startswith("*."):
        return "must start with '*.'"
    return _too_long(name, LONGEST_SUBDOMAIN) or dns_1123_subdomain(name[2:])


def dns_1035_label(name: str) -> str | None:
    """The rule for the names of Services: one lower-case label that starts with a letter."""
    return _too_long(name, LONGEST_LABEL) or _unlike(
        name, _DNS_1035, "must be lower-case letters, digits and '-', start with a letter and not end with '-'"
    )


def port_name(name: str) -> str | None:
    """The rule for the names of container ports (IANA service names)."""
    fault = _too_long(name, _LONGEST_PORT_NAME) or _unlike(
        name, _PORT_NAME, "must be lower-case letters and digits with single '-' between them"
    )
    if fault is None and name.replace("-", "").isdigit():
        return "must contain a letter"
    return fault


def label_key(key: str) -> str | None:
    """The rule for label keys: a name of letters, digits, `-`, `_` and `.`, with an optional DNS prefix and `/`."""
    prefix, slash, name = key.rpartition("/")
    if "/" in prefix:
        return "must have at most one '/'"
    if slash and (fault := dns_1123_subdomain(prefix)):
        return f"has the prefix {prefix!r}, which {fault}"
    if not name:
        return "must have a name" + (" after the '/'" if slash else "")
    return _too_long(name, LONGEST_LABEL) or _unlike(
        name, _QUALIFIED, "must be letters, digits, '-', '_' and '.', with a letter or digit at both ends"
    )


def label_value(value: str) -> str | None:
    """The rule for label values: like the name of a label key, but it may be empty."""
    return (
        None
        if not value
        else _too_long(value, LONGEST_LABEL)
        or _unlike(value, _QUALIFIED, "must be letters, digits, '-', '_' and '.', with a letter or digit at both ends")
    )


def annotation_key(key: str) -> str | None:
    """The rule for annotation keys: that of label keys, upper case allowed in the prefix too."""
    return label_key(key.lower())


def annotations_size(annotations: Mapping[str, str]) -> str | None:
    """The rule for all annotations of an object together: 256 KiB of keys and values."""
    size = sum(len(key.encode()) + len(value.encode()) for key, value in annotations.items())
    return None if size <= ANNOTATIONS_LIMIT_BYTES else f"must hold at most {ANNOTATIONS_LIMIT_BYTES} bytes, not {size}"


def env_name(name: str) -> str | None:
    """The strict rule for the names of environment variables: no digit in front."""
    return _unlike(name, _ENV_NAME, "must be letters, digits, '-', '_' and '.', not starting with a digit") or (
        _climbs(name)
    )


def config_key(key: str) -> str | None:
    """The rule for keys of ConfigMaps and Secrets, which become file names."""
    return (
        _too_long(key, LONGEST_SUBDOMAIN)
        or _unlike(key, _CONFIG_KEY, "must be letters, digits, '-', '_' and '.'")
        or _climbs(key)
    )


def port_number(number: int) -> str | None:
    """The rule for ports: 1 to 65535."""
    return None if 1 <= number <= 65535 else "must be between 1 and 65535"


def _too_long(name: str, limit: int) -> str | None:
    return None if len(name.encode("utf-8", "surrogatepass")) <= limit else f"must have at most {limit} characters"


def _unlike(name: str, shape: re.Pattern[str], rule: str) -> str | None:
    return None if shape.fullmatch(name) else rule


def _climbs(name: str) -> str | None:
    """Names that a file system would take for a way upward."""
    return "must not be '.' or start with '..'" if name == "." or name.startswith("..") else None
