"""Names, labels and annotations as the API server checks them on every kind; types and field names are in the table.

Source: k8s.io/apimachinery pkg/api/validation (objectmeta.go, generic.go) and pkg/util/validation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshctl.analyze.schema.describe import quoted, value_phrase
from meshctl.analyze.schema.violations import Fault
from meshctl.k8s.names import (
    LONGEST_LABEL,
    LONGEST_SUBDOMAIN,
    dns_1123_label,
    dns_1123_subdomain,
    label_key,
    label_value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.schema.kinds import KindSchema
    from meshctl.k8s.types import JSONValue

_OWNER_FIELDS = ("apiVersion", "kind", "name", "uid")
_ANNOTATIONS_BYTES = 256 * 1024

# Kinds whose name becomes a DNS label; the name of every other kind is a DNS subdomain.
_LABEL_KINDS = frozenset({("v1", "Namespace"), ("v1", "Service")})


def check_metadata(kind: KindSchema, metadata: JSONValue, faults: list[Fault]) -> None:
    """Appends the faults of `metadata`, paths relative to it. Wrong types are passed over: the table reports them."""
    if not isinstance(metadata, dict):
        metadata = {}
    _check_name(kind, metadata, faults)
    namespace = metadata.get("namespace")
    # The server ignores the namespace of a resource that has none.
    if kind.namespaced and isinstance(namespace, str) and namespace and dns_1123_label(namespace):
        faults.append(_bad_name(namespace, "a DNS label", "namespace"))
    _check_labels(metadata.get("labels"), faults)
    _check_annotations(metadata.get("annotations"), faults)
    _check_finalizers(metadata.get("finalizers"), faults)
    _check_owners(metadata.get("ownerReferences"), faults)


def _check_name(kind: KindSchema, metadata: dict[str, JSONValue], faults: list[Fault]) -> None:
    name, prefix = metadata.get("name"), metadata.get("generateName")
    phrase = _name_phrase(kind)
    if isinstance(name, str) and name and not _is_name(kind, name):
        faults.append(_bad_name(name, phrase, "name"))
    # The server appends letters to the prefix, so it may end in a dash. Some of Kubernetes' own kinds do not look at it
    # where a name is given.
    used = not name or kind.origin != "kubernetes"
    if used and isinstance(prefix, str) and prefix and not _is_name(kind, re.sub("(?<=.)-$", "a", prefix)):
        faults.append(_bad_name(prefix, f"the start of {phrase}", "generateName"))
    if not name and not prefix and (name is None or name == ""):
        message = "a name is required: set metadata.name or metadata.generateName"
        faults.append(Fault(rule="required", message=message, expected="name", blocking=True, path=["name"]))


def _is_name(kind: KindSchema, name: str) -> bool:
    rule = dns_1123_label if (kind.api_version, kind.kind) in _LABEL_KINDS else dns_1123_subdomain
    return rule(name) is None


def _name_phrase(kind: KindSchema) -> str:
    return "a DNS label" if (kind.api_version, kind.kind) in _LABEL_KINDS else "a DNS subdomain"


def _bad_name(value: str, expected: str, field: str) -> Fault:
    limit = LONGEST_LABEL if expected.endswith("a DNS label") else LONGEST_SUBDOMAIN
    return Fault(
        rule="name",
        message=f"{quoted(value)} is not {expected}: lower-case letters, digits and -, at most {limit} characters",
        found=quoted(value),
        expected=expected,
        path=[field],
    )


def _check_labels(labels: JSONValue, faults: list[Fault]) -> None:
    for key, value in _entries(labels):
        if label_key(key):
            faults.append(_bad_key(key, "labels", "label"))
        if isinstance(value, str) and label_value(value):
            message = f"{quoted(value)} is not a label value: at most 63 letters, digits, -, _ and ."
            faults.append(Fault(rule="name", message=message, found=quoted(value), path=[key, "labels"]))


def _check_annotations(annotations: JSONValue, faults: list[Fault]) -> None:
    size = 0
    for key, value in _entries(annotations):
        if label_key(key.lower()):
            faults.append(_bad_key(key, "annotations", "annotation"))
        if isinstance(value, str):
            size += len(key.encode(errors="replace")) + len(value.encode(errors="replace"))
    if size > _ANNOTATIONS_BYTES:
        message = f"annotations have {size} bytes together; at most {_ANNOTATIONS_BYTES} are allowed"
        faults.append(Fault(rule="length", message=message, found=f"{size} bytes", path=["annotations"]))


def _check_finalizers(finalizers: JSONValue, faults: list[Fault]) -> None:
    if not isinstance(finalizers, list):
        return
    for index, name in enumerate(finalizers):
        if isinstance(name, str) and label_key(name):
            faults.append(_bad_key(name, "finalizers", "finalizer"))
            faults[-1].path[0] = index


def _check_owners(owners: JSONValue, faults: list[Fault]) -> None:
    """Owners are named in full, and at most one of them is the controller."""
    if not isinstance(owners, list):
        return
    controllers = 0
    for index, owner in enumerate(owners):
        if not isinstance(owner, dict):
            continue
        faults.extend(_unnamed_owner(owner, field, index) for field in _OWNER_FIELDS if not _names(owner, field))
        # The server drops repeated references before it counts.
        controllers += owner.get("controller") is True and owner not in owners[:index]
        if controllers == 2:
            message = "only one owner can be the controller"
            faults.append(Fault(rule="duplicate", message=message, path=["controller", index, "ownerReferences"]))
            controllers += 1


def _names(owner: dict[str, JSONValue], field: str) -> bool:
    value = owner.get(field)
    if not isinstance(value, str):
        return value is not None  # of a wrong type: the table reports it
    return bool(value) if field != "apiVersion" else value.count("/") <= 1 and value[-1:] not in ("", "/")


def _unnamed_owner(owner: dict[str, JSONValue], field: str, index: int) -> Fault:
    found = value_phrase(owner.get(field))
    message = f"{field} of the owner is missing" if owner.get(field) is None else f"{found} does not name the owner"
    return Fault(rule="required", message=message, found=found, path=[field, index, "ownerReferences"])


def _entries(value: JSONValue) -> Iterator[tuple[str, JSONValue]]:
    if isinstance(value, dict):
        yield from ((str(key), member) for key, member in value.items())


def _bad_key(key: str, field: str, noun: str) -> Fault:
    return Fault(
        rule="name",
        message=f"{quoted(key)} cannot name a {noun}: expected an optional DNS prefix and /, then at most "
        "63 letters, digits, -, _ and .",
        found=quoted(key),
        expected=f"a {noun} name",
        path=[key, field],
    )
