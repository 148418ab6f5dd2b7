"""What a Linkerd injector is told: values, templates, and what flags or front end ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from meshctl.injection.render import OverlayCache

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.injection.library import Library

CONTROL_PLANE_NAMESPACE: Final = "linkerd"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkerdSettings:
    """One control plane's settings; shared by all pods and never changed.

    values: those of the chart, with flags applied. flags: what the flags changed, as annotations. annotate_only: mark
    pods for the cluster's injector in place of injecting them. annotate_namespaces: mark Namespaces too. debug: add the
    debug container whatever the pod says. strip_first: take an earlier injection away before deciding. created_by: what
    the pod's record calls us, empty for no record. inherit, default_opaque_ports: what the webhook writes on pods
    before it injects them.
    """

    library: Library
    values: Mapping[str, Any]
    flags: Mapping[str, str] = field(default_factory=dict)
    control_plane_namespace: str = CONTROL_PLANE_NAMESPACE
    annotate_only: bool = False
    annotate_namespaces: bool = True
    debug: bool = False
    strip_first: bool = True
    created_by: str = ""
    inherit: bool = True
    default_opaque_ports: bool = True
    cache: OverlayCache = field(default_factory=OverlayCache, repr=False, compare=False)

    @property
    def family(self) -> str:
        """The family these settings belong to."""
        return "linkerd"

    @property
    def token_projection(self) -> bool:
        """Whether the proxy gets a token of its own, so that the pod may refuse the service account's."""
        return bool((self.values.get("identity") or {}).get("serviceAccountTokenProjection"))
