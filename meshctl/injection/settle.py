"""The merged pod in the form the API server would give it, without touching what the user wrote.

Upstream passes every pod through its typed form: quantities become canonical, nulls and empty optional fields vanish.
What a template wrote needs that; what the user wrote keeps its spelling (`2000m` stays `2000m`), so that nothing but
the injection shows in a diff.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

from meshctl.k8s.schema import Type, struct_type
from meshctl.k8s.typed import canonical

# Canonical forms that are known already, by the identity of the objects they are forms of.
Forms = Mapping[int, Any]


def settle(pod: dict[str, Any], original: dict[str, Any], forms: Forms = MappingProxyType({})) -> dict[str, Any]:
    """`pod` in canonical form, except where it equals `original`: there the original's own values stand.

    A merge shares what it did not touch, so parts that are the original's own objects are not even looked at, and
    parts that are an overlay's own come from `forms`. No argument is changed.

    Raises:
        MergeError: a value that does not fit its field.
    """
    return _settle_fields(pod, original, "Pod", forms)


def _settle_fields(value: dict[str, Any], original: dict[str, Any], of: str, forms: Forms) -> dict[str, Any]:
    """A struct field by field: unknown fields and untouched ones stay, the others are settled."""
    if value is original:
        return original
    fields = struct_type(of).by_json
    settled: dict[str, Any] = {}
    for key, item in value.items():
        before = original.get(key)
        if item is before or key not in fields:
            settled[key] = item
            continue
        typed = forms[id(item)] if id(item) in forms else _settle_value(key, item, before, fields[key].type, of, forms)
        if typed is not None:
            settled[key] = typed
    return settled


def _settle_value(key: str, item: Any, before: Any, kind: Type, of: str, forms: Forms) -> Any:
    if kind.kind == "struct" and kind.struct is not None and isinstance(item, dict) and isinstance(before, dict):
        return _settle_fields(item, before, kind.struct, forms)
    if kind.kind == "list" and isinstance(item, list) and isinstance(before, list) and kind.element is not None:
        return _settle_list(item, before, kind.element, forms)
    typed = cast("dict[str, Any]", canonical({key: item}, of, fill=False))
    return typed.get(key)


def _settle_list(items: list[Any], before: list[Any], element: Type, forms: Forms) -> list[Any]:
    """Items of the original stand; one with the name of an original one keeps that one's spelling where equal."""
    own = {id(item) for item in before}
    named = {item.get("name"): item for item in before if isinstance(item, dict)}
    settled: list[Any] = []
    for item in items:
        if id(item) in own or not isinstance(item, dict):
            settled.append(item)
            continue
        if id(item) in forms:
            settled.append(forms[id(item)])
            continue
        old = named.get(item.get("name"))
        if old is not None and element.struct is not None:
            settled.append(_settle_fields(item, old, element.struct, forms))
        else:
            settled.append(canonical(item, str(element), fill=False))
    return settled


def working_copy(pod: dict[str, Any]) -> dict[str, Any]:
    """A copy whose metadata, lists and containers may be changed in place, probes and handlers at any depth.

    Everything else is shared: copying a pod whole costs more than merging it.
    """
    metadata = pod.get("metadata") or {}
    spec = pod.get("spec") or {}
    maps = {key: dict(metadata[key]) for key in ("annotations", "labels") if metadata.get(key) is not None}
    lists = {
        heading: [_own_container(container) for container in spec[heading]]
        for heading in ("containers", "initContainers")
        if spec.get(heading) is not None
    }
    return {**pod, "metadata": {**metadata, **maps}, "spec": {**spec, **lists}}


def _own_container(container: dict[str, Any]) -> dict[str, Any]:
    return {key: _own(value) if key in _REWRITTEN else value for key, value in container.items()}


_REWRITTEN = frozenset({"readinessProbe", "livenessProbe", "startupProbe", "lifecycle"})


def _own(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _own(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_own(item) for item in value]
    return value
