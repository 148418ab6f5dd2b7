"""Marking in place of injecting: pods, Namespaces and Services that the cluster's injector will see.

Source: linkerd/linkerd2 cli/cmd/inject.go, pkg/inject/inject.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from meshctl.injection.fields import at, with_part
from meshctl.mesh.linkerd.annotations import ENABLED, INHERITED, INJECT, OPAQUE_PORTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.injection.linkerd.settings import LinkerdSettings
    from meshctl.k8s.types import Pod


def mark_pod(pod: Pod, settings: LinkerdSettings) -> Pod:
    """The pod template with the mark and what the flags changed."""
    return cast("Pod", _annotated(pod, {INJECT: ENABLED, **settings.flags}))


def annotate(manifest: dict[str, Any], settings: LinkerdSettings) -> dict[str, Any]:
    """A Namespace with the mark, a Service with the opaque ports the flags gave; anything else as it is."""
    kind = str(manifest.get("kind") or "").lower()
    if kind == "namespace" and settings.annotate_namespaces:
        return cast("dict[str, Any]", _annotated(manifest, {INJECT: ENABLED, **settings.flags}))
    if kind == "service" and OPAQUE_PORTS in settings.flags:
        return cast("dict[str, Any]", _annotated(manifest, {OPAQUE_PORTS: settings.flags[OPAQUE_PORTS]}))
    return manifest


def inherit(pod: Pod, namespace_annotations: Mapping[str, str]) -> Pod:
    """The pod with those of the namespace's annotations that are inherited and that it does not carry itself."""
    own = at(pod, ("metadata", "annotations")) or {}
    found = {name: namespace_annotations[name] for name in INHERITED if name in namespace_annotations}
    missing = {name: value for name, value in found.items() if name not in own}
    return cast("Pod", _annotated(pod, missing)) if missing else pod


def _annotated(value: Any, annotations: Mapping[str, str]) -> Any:
    path = ("metadata", "annotations")
    return with_part(value, path, {**(at(value, path) or {}), **annotations})
