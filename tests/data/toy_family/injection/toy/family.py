"""The smallest mesh that is one: a container named `toy` for whoever asks."""
# ruff: noqa: ARG002  a family answers whatever it is asked

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from meshctl.mesh.toy.annotations import WANTED

from meshctl.gotemplate import BUILTINS, Template
from meshctl.injection.decision import Decision, Outcome, Reason, Trace
from meshctl.injection.family import Configuration
from meshctl.injection.fields import at, with_part
from meshctl.injection.library import Library
from meshctl.injection.namespace import NamespaceFacts
from meshctl.injection.removal import Removal
from meshctl.injection.render import OverlayCache, render
from meshctl.injection.request import Request, Workload
from meshctl.injection.result import InjectionResult, Origin
from meshctl.k8s.gvk import WORKLOADS
from meshctl.k8s.gvk import Workload as PodPlace
from meshctl.k8s.strategic_merge import merge
from meshctl.k8s.types import Pod

Manifest = dict[str, Any]
ASKED = Reason(slug="asked", sentence="the pod asks for it")
SILENT = Reason(slug="silent", sentence="the pod does not ask for it")


@dataclass(frozen=True, kw_only=True)
class ToySettings:
    library: Library
    values: dict[str, Any]
    family: str = "toy"
    cache: OverlayCache = field(default_factory=OverlayCache)


class ToyFamily:
    name = "toy"

    def decide(self, request: Request, settings: ToySettings) -> Decision:
        value = at(request.pod, ("metadata", "annotations", WANTED))
        outcome = Outcome.INJECT if value == "yes" else Outcome.SKIP
        trace = Trace(rule="wanted", outcome=outcome, value=value, origin=f"annotation {WANTED}")
        return Decision(inject=value == "yes", reason=ASKED if value == "yes" else SILENT, trail=(trace,))

    def transform(self, request: Request, settings: ToySettings, decision: Decision) -> InjectionResult:
        overlay = render(settings.library.template("sidecar"), {"Values": settings.values}, settings.cache)
        pod = merge(request.pod, overlay, "Pod")
        return InjectionResult(
            original=request.pod, pod=pod, decision=decision, template_pod=overlay, templates=("sidecar",)
        )

    def origins(self, result: InjectionResult, settings: ToySettings) -> tuple[Origin, ...]:
        return (Origin(subject="image", value=settings.values["image"], source="values image"),)

    def configure(self, configuration: Configuration) -> ToySettings:
        def compile_one(name: str, text: str) -> Template:
            return configuration.compiler(name, text, BUILTINS, associated=configuration.partials)

        return ToySettings(
            library=Library(texts=configuration.templates, compile=compile_one), values=dict(configuration.values)
        )

    def place_of(self, kind: str) -> PodPlace | None:
        return WORKLOADS.get(kind)

    def owner_of_pod(self, pod: Pod, *, namespace: str = "") -> Workload:
        return Workload(name=at(pod, ("metadata", "name")) or "", namespace=namespace)

    def clean(self, manifest: Manifest, settings: ToySettings) -> Manifest:
        return manifest

    def annotate(self, manifest: Manifest, settings: ToySettings) -> Manifest:
        return manifest

    def skip_warning(self, manifest: Manifest, pod: Pod, decision: Decision) -> str:
        return f"toy: {decision.reason.sentence}"

    def claim(self, pod: Pod, namespace: NamespaceFacts) -> str | None:
        return "it asks" if at(pod, ("metadata", "annotations", WANTED)) == "yes" else None

    def remove(self, manifest: Manifest) -> Removal:
        path = ("spec", "template", "spec", "containers")
        containers = at(manifest, path) or []
        kept = [each for each in containers if each.get("name") != "toy"]
        if len(kept) == len(containers):
            return Removal(manifest=manifest)
        return Removal(manifest=with_part(manifest, path, kept), removed=("container toy",))


TOY = ToyFamily()
