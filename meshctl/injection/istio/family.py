"""The Istio family: decide, render, merge, put the user's containers back, post-process.

Source: istio pkg/kube/inject/webhook.go (injectPod) and inject.go (RunTemplate).
"""

from __future__ import annotations

from collections import ChainMap
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from meshctl.errors import AnnotationError, InputError, MeshctlError
from meshctl.injection.istio import owner
from meshctl.injection.istio.context import TemplateInputs, template_data
from meshctl.injection.istio.decision import ENABLED, HOST_NETWORK, INJECT, decide
from meshctl.injection.istio.native import move_proxy
from meshctl.injection.istio.openshift import ProxyIds, proxy_ids, without_stamped_ids
from meshctl.injection.istio.origins import origins
from meshctl.injection.istio.post import STEPS
from meshctl.injection.istio.reapply import reapply
from meshctl.injection.istio.record import Overrides, Status, annotations_of, parse_overrides, parse_status
from meshctl.injection.istio.run import Run
from meshctl.injection.istio.settings import OPENSHIFT, IstioSettings
from meshctl.injection.istio.strip import strip
from meshctl.injection.istio.topology import locate
from meshctl.injection.istio.user_ids import align_user_ids
from meshctl.injection.render import Overlay, render
from meshctl.injection.result import InjectionResult
from meshctl.injection.settle import settle, working_copy
from meshctl.k8s.gvk import WORKLOADS
from meshctl.k8s.strategic_merge import merge
from meshctl.mesh.istio import images
from meshctl.mesh.istio.annotations import validate_pod_annotations
from meshctl.mesh.istio.mesh_config import MeshConfig, default_config, with_annotation
from meshctl.mesh.istio.proxy_config import (
    ProxyConfig,
    layer_proxy_configs,
    read_annotation,
    status_port,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.gotemplate.views import StructView
    from meshctl.injection.decision import Decision
    from meshctl.injection.namespace import NamespaceFacts
    from meshctl.injection.removal import Removal
    from meshctl.injection.request import Request, Workload
    from meshctl.injection.result import Origin
    from meshctl.injection.settle import Forms
    from meshctl.k8s.gvk import Workload as PodPlace
    from meshctl.k8s.types import Pod

TEMPLATES: Final = "inject.istio.io/templates"
PROXY_CONFIG: Final = "proxy.istio.io/config"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What holds for one pod before any template ran."""

    original: Pod
    status: Status | None
    overrides: Overrides
    annotation_config: ProxyConfig | None
    mesh: MeshConfig
    proxy_config: ProxyConfig
    ids: ProxyIds


class IstioFamily:
    """Istio's sidecar injector."""

    name = "istio"
    asks = (INJECT, frozenset({"true"}))

    def decide(self, request: Request, settings: IstioSettings) -> Decision:
        """Whether to inject; whoever types a command wants it, so its mode is `enabled` whatever is configured."""
        policy = replace(settings.policy, mode=ENABLED) if request.front_end == "cli" else settings.policy
        return decide(request.pod, policy, namespace=request.namespace)

    def origins(self, result: InjectionResult, settings: IstioSettings) -> tuple[Origin, ...]:
        """Where image, resources, ports and probes of the injected pod came from, for `explain`."""
        return origins(result, settings)

    def place_of(self, kind: str) -> PodPlace | None:
        """Where a kind keeps its pod; None for a kind that is not injected."""
        return WORKLOADS.get(kind)

    def owner_of_pod(self, pod: Pod, *, namespace: str = "") -> Workload:
        """The workload behind a pod, from the owner that controls it."""
        return owner.owner_of_pod(pod, namespace=namespace)

    def clean(self, manifest: dict[str, Any], settings: IstioSettings) -> dict[str, Any]:
        """The manifest as it is: templates see through an earlier injection by its record."""
        del settings
        return manifest

    def annotate(self, manifest: dict[str, Any], settings: IstioSettings) -> dict[str, Any]:
        """The manifest as it is: Istio opts in by labels that people set."""
        del settings
        return manifest

    def skip_warning(self, manifest: dict[str, Any], pod: Pod, decision: Decision) -> str:
        """The sentence istioctl prints for a workload it leaves out."""
        metadata = manifest.get("metadata") or {}
        name = (pod.get("metadata") or {}).get("name") or metadata.get("name") or ""
        namespace = metadata.get("namespace")
        full_name = f"{namespace}/{name}" if namespace else name
        why = "has host networking enabled" if decision.reason is HOST_NETWORK else "has sidecar injection disabled"
        return f'===> Skipping injection because {manifest.get("kind")} "{full_name}" {why}'

    def claim(self, pod: Pod, namespace: NamespaceFacts) -> str | None:
        """Why an injector in a cluster takes the pod, or has; None where it leaves it."""
        from meshctl.injection.istio.claim import claim

        return claim(pod, namespace)

    def remove(self, manifest: dict[str, Any]) -> Removal:
        """The manifest without what the status record, the overrides and the probe record prove to be injected."""
        kind = manifest.get("kind")
        from meshctl.injection.istio.removal import remove

        return remove(manifest, self.place_of(kind) if isinstance(kind, str) else None)

    def transform(self, request: Request, settings: IstioSettings, decision: Decision) -> InjectionResult:
        """The injected pod.

        Raises:
            InjectionError: an annotation, template or setting is wrong; the message begins with the stage it failed in.
        """
        with _stage("failed to run injection template"):
            plan = _plan(request, settings)
            templates = settings.library.select(annotations_of(plan.original).get(TEMPLATES))
            merged = _run_templates(plan, templates, request, settings)
            template_pod = merged.template_pod
        with _stage("failed to re apply container"):
            pod = reapply(merged.pod, template_pod, plan.original, plan.status, plan.overrides)
            pod = align_user_ids(pod, plan.original, interception_mode=_interception_mode(plan.proxy_config))
            pod = cast("Pod", settle(cast("dict[str, Any]", pod), cast("dict[str, Any]", plan.original), merged.forms))
        with _stage("failed to process pod"):
            pod = _process(pod, template_pod, plan, request, settings)
        return InjectionResult(
            original=plan.original,
            pod=pod,
            decision=decision,
            template_pod=template_pod,
            templates=templates,
        )


ISTIO: Final = IstioFamily()


def rendering_inputs(request: Request, settings: IstioSettings) -> StructView:
    """What the templates see for this request, for tools that render without injecting.

    Raises:
        InjectionError: an annotation is wrong.
    """
    return template_data(_template_inputs(_plan(request, settings), request, settings))


def _plan(request: Request, settings: IstioSettings) -> _Plan:
    openshift = settings.platform == OPENSHIFT and request.front_end == "webhook"
    pod = without_stamped_ids(request.pod) if openshift else request.pod
    annotations = annotations_of(pod)
    problems = validate_pod_annotations(annotations)
    if problems:
        listed = "\n".join(str(problem) for problem in problems)
        raise AnnotationError(
            f"{len(problems)} invalid annotation{'s' if len(problems) > 1 else ''}:\n{listed}",
            annotation=problems[0].name,
        )
    config = read_annotation(annotations[PROXY_CONFIG]) if PROXY_CONFIG in annotations else None
    mesh, proxy_config = _effective(request, settings, config)
    return _Plan(
        original=pod,
        status=parse_status(pod),
        overrides=parse_overrides(pod),
        annotation_config=config,
        mesh=mesh,
        proxy_config=proxy_config,
        ids=proxy_ids(request.namespace_annotations) if openshift else ProxyIds(),
    )


def _effective(request: Request, settings: IstioSettings, config: ProxyConfig | None) -> tuple[MeshConfig, ProxyConfig]:
    """Mesh and proxy configuration for this pod.

    The command line merges the annotation into the mesh configuration that everything sees; the webhook layers it for
    the templates alone, and in JSON form.
    """
    mesh = settings.mesh
    if request.front_end == "cli":
        merged = mesh if config is None else with_annotation(mesh, config)
        return merged, default_config(merged)
    if config is None:
        return mesh, settings.proxy_config
    return mesh, layer_proxy_configs([default_config(mesh), config])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Merged:
    """The pod the templates alone make, and the working pod with all of their overlays merged in order."""

    template_pod: Pod
    pod: Pod
    overlays: tuple[Overlay, ...]

    @property
    def forms(self) -> Forms:
        """Canonical forms of the overlays' parts; they hold as long as the overlays are kept."""
        known = [overlay.forms for overlay in self.overlays]
        return known[0] if len(known) == 1 else dict(ChainMap(*known))


def _run_templates(plan: _Plan, templates: tuple[str, ...], request: Request, settings: IstioSettings) -> _Merged:
    """Every template rendered over the same stripped pod and merged on the working one."""
    data = _template_inputs(plan, request, settings)
    template_pod: dict[str, Any] = {}
    overlays: list[Overlay] = []
    pod = plan.original
    for name in templates:
        overlay = render(settings.library.template(name), template_data(data), settings.cache)
        overlays.append(overlay)
        template_pod = merge(template_pod, overlay, "Pod") if template_pod else overlay.alone
        pod = move_proxy(pod, cast("Pod", template_pod), detected=settings.native_sidecars)
        pod = cast("Pod", merge(cast("dict[str, Any]", pod), overlay, "Pod"))
    return _Merged(template_pod=cast("Pod", template_pod), pod=pod, overlays=tuple(overlays))


def _template_inputs(plan: _Plan, request: Request, settings: IstioSettings) -> TemplateInputs:
    annotations = annotations_of(plan.original)
    return TemplateInputs(
        pod=strip(plan.original, plan.status, plan.overrides, status_port=status_port(default_config(plan.mesh))),
        workload=request.workload,
        mesh=plan.mesh,
        proxy_config=plan.proxy_config,
        values=settings.values,
        revision=settings.revision,
        native_sidecars=settings.native_sidecars,
        proxy_image=images.proxy_image(settings.values, plan.proxy_config, annotations),
        proxy_init_image=images.proxy_init_image(settings.values, annotations),
        proxy_uid=plan.ids.uid,
        proxy_gid=plan.ids.gid,
        compliance_policy=settings.compliance_policy,
    )


def _process(pod: Pod, template_pod: Pod, plan: _Plan, request: Request, settings: IstioSettings) -> Pod:
    """The pod after all post steps, in their order."""
    labels = (plan.original.get("metadata") or {}).get("labels") or {}
    run = Run(
        pod=cast("Pod", working_copy(cast("dict[str, Any]", pod))),
        original=plan.original,
        template_pod=template_pod,
        mesh=plan.mesh,
        values=settings.values,
        topology=locate(request.environment, labels, settings.values),
        revision=settings.revision,
        annotation_config=plan.annotation_config,
        injected_annotations=settings.injected_annotations,
    )
    for step in STEPS:
        step(run)
    return run.pod


def _interception_mode(config: ProxyConfig) -> str:
    return str(config.get("interceptionMode") or "REDIRECT")


@contextmanager
def _stage(name: str) -> Iterator[None]:
    """Faults inside say which stage of the injection failed, in the words upstream uses."""
    try:
        yield
    except InputError as fault:
        raise AnnotationError(f"{name}: {fault.message}", place=fault.place, remedy=fault.remedy) from None
    except MeshctlError as fault:
        fault.message = f"{name}: {fault.message}"
        raise
