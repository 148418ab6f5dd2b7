"""The Linkerd family: decide, mark or inject, and the way back.

Source: linkerd/linkerd2 pkg/inject/inject.go, cli/cmd/inject.go, controller/proxy-injector/webhook.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from meshctl.injection.linkerd import annotate, owner
from meshctl.injection.linkerd.assemble import configure
from meshctl.injection.linkerd.claim import claim
from meshctl.injection.linkerd.decision import decide
from meshctl.injection.linkerd.opaque import opaque_ports_patch, with_default_opaque_ports
from meshctl.injection.linkerd.origins import origins
from meshctl.injection.linkerd.place import place
from meshctl.injection.linkerd.plan import plan
from meshctl.injection.linkerd.removal import remove
from meshctl.injection.render import render
from meshctl.injection.result import InjectionResult
from meshctl.injection.settle import settle
from meshctl.k8s.gvk import Workload as PodPlace
from meshctl.k8s.strategic_merge import merge
from meshctl.mesh.linkerd.annotations import ENABLED, INGRESS, INJECT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.injection.decision import Decision
    from meshctl.injection.family import Configuration
    from meshctl.injection.linkerd.settings import LinkerdSettings
    from meshctl.injection.namespace import NamespaceFacts
    from meshctl.injection.removal import Removal
    from meshctl.injection.request import Request, Workload
    from meshctl.injection.result import Origin
    from meshctl.k8s.json_patch import Operation
    from meshctl.k8s.types import Pod

_TEMPLATE_NAME: Final = "sidecar"
_TEMPLATE: Final = ("spec", "template")
_CRON_TEMPLATE: Final = ("spec", "jobTemplate", *_TEMPLATE)
_KINDS: Final = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job")
# By kind name alone, in any case: the API group does not count. NB: a CronJob's metadata are those of its pods.
_PLACES: Final = {
    place.kind.lower(): place
    for place in (
        PodPlace("Pod", ("metadata",), ("spec",)),
        *(PodPlace(kind, (*_TEMPLATE, "metadata"), (*_TEMPLATE, "spec")) for kind in _KINDS),
        PodPlace("CronJob", (*_CRON_TEMPLATE, "metadata"), (*_CRON_TEMPLATE, "spec")),
    )
}
_UDP_WARNING: Final = 'uses "protocol: UDP", which does not go through the proxy'


class LinkerdFamily:
    """Linkerd's proxy injector."""

    name = "linkerd"
    marked_kinds = frozenset({"Service"})
    asks = (INJECT, frozenset({ENABLED, INGRESS}))

    def decide(self, request: Request, settings: LinkerdSettings) -> Decision:
        """Whether to inject; every rule is asked."""
        return decide(
            cast("dict[str, Any]", request.pod),
            front_end=request.front_end,
            namespace_annotations=request.namespace_annotations,
            token_projection=settings.token_projection,
            annotate_only=settings.annotate_only and request.front_end == "cli",
        )

    def transform(self, request: Request, settings: LinkerdSettings, decision: Decision) -> InjectionResult:
        """The injected pod, or the marked one where settings say so.

        Raises:
            InjectionError: a template or setting is wrong; upstream then denies the pod.
        """
        warnings = tuple(f"{request.workload} {_UDP_WARNING}" for trace in decision.trail[:1] if trace.value)
        if settings.annotate_only and request.front_end == "cli":
            pod = annotate.mark_pod(request.pod, settings)
            return InjectionResult(original=request.pod, pod=pod, decision=decision, template_pod={}, warnings=warnings)
        prepared = self._prepared(request, settings)
        made = plan(prepared, request, settings)
        overlay = render(settings.library.template(_TEMPLATE_NAME), made.data, settings.cache)
        merged = merge(cast("dict[str, Any]", prepared), overlay, "Pod")
        merged = {**merged, "spec": _placed(merged, overlay, made.values)}
        return InjectionResult(
            original=request.pod,
            pod=cast("Pod", settle(merged, cast("dict[str, Any]", request.pod), overlay.forms)),
            decision=decision,
            template_pod=cast("Pod", overlay),
            templates=(_TEMPLATE_NAME,),
            warnings=warnings,
        )

    def origins(self, result: InjectionResult, settings: LinkerdSettings) -> tuple[Origin, ...]:
        """Where image, ports, resources and layout of the proxy came from, for `explain`."""
        return origins(result, settings)

    def configure(self, configuration: Configuration) -> LinkerdSettings:
        """Settings from values, templates and flags.

        Raises:
            SettingsError: a value that no control plane can have.
        """
        return configure(configuration)

    def place_of(self, kind: str) -> PodPlace | None:
        """Where a kind keeps its pod; None for a kind that is not injected."""
        return _PLACES.get(kind.lower())

    def owner_of_pod(self, pod: Pod, *, namespace: str = "") -> Workload:
        """The workload behind a pod, from its one owner."""
        return owner.owner_of_pod(pod, namespace=namespace)

    def clean(self, manifest: dict[str, Any], settings: LinkerdSettings) -> dict[str, Any]:
        """The manifest without an earlier injection, so that injecting again is an update."""
        return self.remove(manifest).manifest if settings.strip_first else manifest

    def annotate(self, manifest: dict[str, Any], settings: LinkerdSettings) -> dict[str, Any]:
        """A Namespace or Service with what the settings say of it; anything else as it is."""
        return annotate.annotate(manifest, settings)

    def mark(self, manifest: Mapping[str, Any], above: Mapping[str, str], settings: LinkerdSettings) -> list[Operation]:
        """The opaque-ports annotation for a Service, or for a pod that is not injected."""
        return opaque_ports_patch(manifest, above, settings)

    def skip_warning(self, manifest: dict[str, Any], pod: Pod, decision: Decision) -> str:
        """What a person is told of a workload that was left out."""
        del pod
        metadata = manifest.get("metadata") or {}
        return f"{manifest.get('kind')} {metadata.get('name') or ''} skipped: {decision.reason.sentence}"

    def claim(self, pod: Pod, namespace: NamespaceFacts) -> str | None:
        """Why an injector in a cluster takes the pod, or has; None where it leaves it."""
        return claim(pod, namespace)

    def remove(self, manifest: dict[str, Any]) -> Removal:
        """The manifest without what bears Linkerd's names."""
        kind = manifest.get("kind")
        return remove(manifest, self.place_of(kind) if isinstance(kind, str) else None)

    def _prepared(self, request: Request, settings: LinkerdSettings) -> Pod:
        """In the webhook, the pod with what it inherits and the default opaque ports it has."""
        if request.front_end == "cli":
            return request.pod
        pod = annotate.inherit(request.pod, request.namespace_annotations) if settings.inherit else request.pod
        return with_default_opaque_ports(pod, settings) if settings.default_opaque_ports else pod


def _placed(pod: dict[str, Any], overlay: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    proxy = values.get("proxy") or {}
    native, wait = bool(proxy.get("nativeSidecar")), bool(proxy.get("await"))
    return place(pod.get("spec") or {}, overlay.get("spec") or {}, native=native, wait=wait)


LINKERD: Final = LinkerdFamily()
