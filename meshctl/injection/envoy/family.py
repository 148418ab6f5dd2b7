"""The family of standalone Envoy sidecars: decide, render, merge, put in place, and the way back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from meshctl.injection.envoy.decision import decide
from meshctl.injection.envoy.origins import origins
from meshctl.injection.envoy.place import place
from meshctl.injection.envoy.plan import plan
from meshctl.injection.envoy.record import read_status, remove, without_injection
from meshctl.injection.envoy.settings import EnvoySettings, configure
from meshctl.injection.render import render
from meshctl.injection.request import Workload
from meshctl.injection.result import InjectionResult
from meshctl.injection.settle import settle
from meshctl.k8s.gvk import WORKLOADS
from meshctl.k8s.strategic_merge import merge
from meshctl.mesh.envoy.annotations import ENABLED, INJECT, STATUS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshctl.injection.decision import Decision
    from meshctl.injection.family import Configuration
    from meshctl.injection.namespace import NamespaceFacts
    from meshctl.injection.removal import Removal
    from meshctl.injection.request import Request
    from meshctl.injection.result import Origin
    from meshctl.k8s.gvk import Workload as PodPlace
    from meshctl.k8s.types import Pod

_TEMPLATE: Final = "sidecar"
# NB: a CronJob's metadata are those of its pods; Istio's injector looks at the job template's instead.
_PLACES: Final = {kind: each._replace(metadata=(*each.spec[:-1], "metadata")) for kind, each in WORKLOADS.items()}


class EnvoyFamily:
    """Envoy without a control plane."""

    name = "envoy"
    asks = (INJECT, frozenset({ENABLED}))

    def configure(self, configuration: Configuration) -> EnvoySettings:
        """Settings from values and templates.

        Raises:
            SettingsError: a section of the values is missing.
        """
        return configure(configuration)

    def survey(self, settings: EnvoySettings, manifests: Iterable[dict[str, Any]]) -> EnvoySettings:
        """Settings that know the ConfigMaps among the manifests, so that bootstraps are checked before mounting."""
        found = {
            (str(metadata.get("namespace") or ""), str(metadata.get("name") or "")): data
            for manifest in manifests
            if manifest.get("kind") == "ConfigMap" and manifest.get("apiVersion") == "v1"
            if isinstance(metadata := manifest.get("metadata"), dict)
            if isinstance(data := manifest.get("data") or {}, dict)
        }
        return replace(settings, config_maps={**settings.config_maps, **found}) if found else settings

    def decide(self, request: Request, settings: EnvoySettings) -> Decision:
        """Whether to inject, with every rule that was asked."""
        del settings
        return decide(request.pod, front_end=request.front_end, namespace_annotations=request.namespace_annotations)

    def transform(self, request: Request, settings: EnvoySettings, decision: Decision) -> InjectionResult:
        """The injected pod; an earlier injection is taken away first, so that injecting again is an update.

        Raises:
            InjectionError: an annotation, value, template or bootstrap is wrong.
        """
        pod = without_injection(cast("dict[str, Any]", request.pod))
        made = plan(pod, request, settings)
        overlay = render(settings.library.template(_TEMPLATE), made.data, settings.cache)
        merged = merge(pod, overlay, "Pod")
        spec = cast("dict[str, Any]", merged.get("spec") or {})
        merged = {**merged, "spec": place(spec, overlay.get("spec") or {}, made.values["proxy"])}
        return InjectionResult(
            original=request.pod,
            pod=cast("Pod", settle(merged, cast("dict[str, Any]", request.pod), overlay.forms)),
            decision=decision,
            template_pod=cast("Pod", overlay),
            templates=(_TEMPLATE,),
            warnings=made.warnings,
        )

    def origins(self, result: InjectionResult, settings: EnvoySettings) -> tuple[Origin, ...]:
        """Where each setting of the injected pod came from, for `explain`."""
        return origins(result, settings.values)

    def place_of(self, kind: str) -> PodPlace | None:
        """Where a kind keeps its pod; None for a kind that is not injected."""
        return _PLACES.get(kind)

    def owner_of_pod(self, pod: Pod, *, namespace: str = "") -> Workload:
        """The object that controls a pod, or the pod itself."""
        metadata = pod.get("metadata") or {}
        where = metadata.get("namespace") or namespace
        for owner in metadata.get("ownerReferences") or []:
            if owner.get("controller") is True:
                version, kind, name = owner.get("apiVersion", ""), owner.get("kind", ""), owner.get("name", "")
                return Workload(api_version=version, kind=kind, name=name, namespace=where)
        return Workload(name=metadata.get("name", ""), namespace=where)

    def clean(self, manifest: dict[str, Any], settings: EnvoySettings) -> dict[str, Any]:
        """The manifest as it is: `transform` takes an earlier injection away."""
        del settings
        return manifest

    def annotate(self, manifest: dict[str, Any], settings: EnvoySettings) -> dict[str, Any]:
        """The manifest as it is: nothing is written on objects that make no pods."""
        del settings
        return manifest

    def skip_warning(self, manifest: dict[str, Any], pod: Pod, decision: Decision) -> str:
        """What a person is told of a workload that was left out."""
        del pod
        name = (manifest.get("metadata") or {}).get("name") or ""
        return f"{manifest.get('kind')} {name} skipped: {decision.reason.sentence}"

    def claim(self, pod: Pod, namespace: NamespaceFacts) -> str | None:
        """Why an injector takes the pod, or has; None where it leaves it."""
        if read_status(pod.get("metadata")) is not None:
            return f"it has the annotation {STATUS}"
        decision = decide(pod, front_end="webhook", namespace_annotations=namespace.annotations)
        return f"{INJECT} is {ENABLED}" if decision.inject else None

    def remove(self, manifest: dict[str, Any]) -> Removal:
        """The manifest without what the record on its pod lists."""
        kind = manifest.get("kind")
        return remove(manifest, self.place_of(kind) if isinstance(kind, str) else None)


ENVOY: Final = EnvoyFamily()
