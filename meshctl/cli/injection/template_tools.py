"""What `meshctl templates` does."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from meshctl import template_files
from meshctl.cli.exit_codes import ExitCode
from meshctl.cli.injection.explaining import manifests_in
from meshctl.errors import InputError, MeshctlError, TemplateError, UsageError
from meshctl.injection.istio.family import rendering_inputs
from meshctl.injection.pod import PodRef, find_pod
from meshctl.injection.render import read_overlay
from meshctl.k8s.faults import show_path
from meshctl.manifests.documents import read_documents
from meshctl.manifests.sources import Source, read_source
from meshctl.offline.configuration import ConfigOptions, load_settings
from meshctl.offline.session import request_for
from meshctl.yamlio import load_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.injection.istio.settings import IstioSettings
    from meshctl.k8s.types import FieldPath

# A workload that touches most of what templates look at: ports, probes, a service account.
SAMPLE: Final = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: sample, namespace: sample}
spec:
  selector: {matchLabels: {app: sample}}
  template:
    metadata:
      labels: {app: sample, version: v1}
    spec:
      serviceAccountName: sample
      containers:
      - name: app
        image: registry.example.org/sample:1
        ports: [{containerPort: 8080, name: http}, {containerPort: 9090, protocol: UDP}]
        readinessProbe: {httpGet: {path: /ready, port: http}}
"""
# Rendered by a gateway controller from data of its own, so a pod says nothing about them.
NOT_FOR_PODS: Final = frozenset({"waypoint", "kube-gateway", "agentgateway", "agentgateway-waypoint"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """The command line of `templates check`."""

    file: str
    sample: str | None = None
    values_file: str | None = None
    mesh_config_file: str | None = None
    show: bool = False


def list_built_in(family: str) -> None:
    """One line a template: its name and what it is for."""
    names = _names(family)
    width = max(len(name) for name in names)
    for name in names:
        sys.stdout.write(f"{name:<{width}}  {_purpose(family, name)}\n")


def show_built_in(family: str, name: str, *, partials: bool) -> None:
    """The text of a template.

    Raises:
        UsageError: there is none of that name.
    """
    if name not in _names(family):
        raise UsageError(f"no built-in template {name!r}", remedy=f"use one of {', '.join(_names(family))}")
    if partials:
        for text in template_files.partial_texts(family).values():
            sys.stdout.write(text)
    sys.stdout.write(template_files.template_source(family, name))


def check_templates(options: CheckOptions) -> int:
    """Compile and render every template of a configuration; one line each, 1 if any fails.

    Raises:
        InputError: the configuration or the sample cannot be read.
        SettingsError: the configuration is none.
    """
    settings = load_settings(
        ConfigOptions(
            inject_config_file=options.file,
            values_file=options.values_file,
            mesh_config_file=options.mesh_config_file,
        )
    )
    manifest, ref = _sample(options.sample)
    failed = 0
    for name in settings.library.texts:
        try:
            rendered, note = _check_one(name, settings, manifest, ref)
        except MeshctlError as fault:
            failed += 1
            sys.stdout.write(f"{options.file}: template {name}: {fault}\n")
            continue
        sys.stdout.write(f"{options.file}: template {name}: ok{note}\n")
        if options.show and rendered:
            sys.stdout.write(rendered if rendered.endswith("\n") else f"{rendered}\n")
    return ExitCode.FINDINGS if failed else ExitCode.DONE


def _check_one(name: str, settings: IstioSettings, manifest: dict[str, Any], ref: PodRef) -> tuple[str, str]:
    """What the template renders to for the sample, and a note; a fault in its text or its result is raised."""
    template = settings.library.template(name)
    if name in NOT_FOR_PODS:
        return "", " (parsed only: a gateway controller renders it, not pod injection)"
    text = template.render(rendering_inputs(request_for(manifest, ref, settings), settings))
    overlay = read_overlay(name, text)
    lost = next(_lost_fields(load_plain(text), overlay), None)
    if lost is not None:
        raise TemplateError(f"a pod has no field {show_path(lost)}", remedy="correct the name: injection leaves it out")
    spec = overlay.get("spec") or {}
    added = [
        f"{heading} {', '.join(str(item.get('name')) for item in spec[heading])}"
        for heading in ("initContainers", "containers")
        if spec.get(heading)
    ]
    return text, f" ({'; '.join(added) or 'adds no containers'})"


def _lost_fields(rendered: Any, overlay: Any, path: FieldPath = ()) -> Iterator[FieldPath]:
    """Paths of what the rendered text says and the overlay does not have."""
    if isinstance(rendered, dict) and isinstance(overlay, dict):
        for key, value in rendered.items():
            if key in overlay:
                yield from _lost_fields(value, overlay[key], (*path, key))
            else:
                yield (*path, key)
    elif isinstance(rendered, list) and isinstance(overlay, list):
        for index, (item, kept) in enumerate(zip(rendered, overlay, strict=False)):
            yield from _lost_fields(item, kept, (*path, index))


def _sample(path: str | None) -> tuple[dict[str, Any], PodRef]:
    source = Source(name="<sample>", text=SAMPLE) if path is None else read_source(path)
    for document in read_documents(source):
        for manifest, _ in manifests_in(document.value, ()):
            ref = find_pod(manifest)
            if ref is not None:
                return manifest, ref
    raise InputError(f"{source.name}: no workload in it", remedy="give a manifest with a Deployment, Pod or the like")


def _names(family: str) -> tuple[str, ...]:
    names = template_files.template_names(family)
    if not names:
        raise UsageError(f"no templates for family {family!r}")
    return names


def _purpose(family: str, name: str) -> str:
    """The first line of the template's head comment, without the name."""
    for line in template_files.template_source(family, name).splitlines():
        if line.startswith(f"{name}:"):
            return line.partition(":")[2].strip()
    return ""
