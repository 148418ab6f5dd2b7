"""Whole-document injection cases, with our templates and with the published ConfigMap, by both front ends."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

from meshctl import template_files
from meshctl.errors import MeshctlError
from meshctl.gotemplate import compile_template
from meshctl.injection.engine import inject
from meshctl.injection.istio.assemble import Compiler, Surroundings, assemble
from meshctl.injection.istio.owner import owner_of_pod
from meshctl.injection.istio.settings import IstioSettings
from meshctl.injection.pod import find_pod
from meshctl.injection.request import Request
from meshctl.k8s.types import Pod
from meshctl.manifests.sources import Source
from meshctl.mesh.istio.injector_config import built_in_injector_config, join_values, load_injector_config
from meshctl.mesh.istio.mesh_config import load_mesh_config
from meshctl.mesh.istio.values import load_values
from meshctl.offline.session import run_source
from meshctl.yamlio import load_plain
from tests.conformance.comparison import difference
from tests.conformance.model import Result, checked, read_cases

Case = dict[str, Any]
BUILT_IN, PUBLISHED = "our templates", "published ConfigMap"


def run(root: Path) -> Iterator[Result]:
    """Every case of `index.json`, once a template set, and once more for both front ends against each other."""
    folder = root / "istio-inject"
    cases = read_cases(folder / "index.json")
    for templates in (BUILT_IN, PUBLISHED):
        for case in cases:
            name = f"istio-inject index ({templates})"
            yield checked(name, case["name"], partial(check_case, folder, case, templates))
    for case in cases:
        if set(case["paths"]) >= {"cli", "webhook"} and not case.get("expect_error"):
            yield checked("istio-inject CLI = webhook", case["name"], partial(check_same_pod, folder, case))


def check_case(folder: Path, case: Case, templates: str) -> str | None:
    """What differs from the published output on any front end the case holds for."""
    settings = settings_for(folder, case, templates)
    text = (folder / case["input"]).read_text("utf-8")
    if case.get("expect_error"):
        return _check_error(text, settings, case)
    expected = (folder / case["expected"]).read_text("utf-8") if case.get("expected") else text
    if "cli" in case["paths"]:
        found = _check_cli(text, expected, settings, case)
        if found:
            return f"cli: {found}"
    if "webhook" in case["paths"]:
        found = _check_webhook(text, expected, settings, case)
        return found and f"webhook: {found}"
    return None


def check_same_pod(folder: Path, case: Case) -> str | None:
    """What differs between the pod of the command line and that of the webhook."""
    settings = settings_for(folder, case, PUBLISHED)
    text = (folder / case["input"]).read_text("utf-8")
    injected = run_source(Source(name=case["name"], text=text), settings).text
    return _check_webhook(text, injected, settings, case)


def settings_for(folder: Path, case: Case, templates: str, *, compiler: Compiler = compile_template) -> IstioSettings:
    """The control plane of a case: the published base with the case's overrides."""
    config, values, mesh = _base(folder)
    values = copy.deepcopy(values)
    for path, value in case.get("set", {}).items():
        _set(values, path.split("."), value)
    if templates == PUBLISHED:
        injector = join_values(load_injector_config(config), values)
    else:
        injector = built_in_injector_config(template_files.template_texts("istio"), values)
    environment = case.get("process_env", {})
    around = Surroundings(
        native_sidecars=case.get("native_sidecars", True),
        compliance_policy=environment.get("COMPLIANCE_POLICY", ""),
        platform=case.get("platform", ""),
        environment=environment,
        partials=template_files.partial_texts("istio") if templates == BUILT_IN else {},
        compiler=compiler,
    )
    effective = load_mesh_config(case.get("mesh") or None, base=load_mesh_config(mesh).config).config
    return assemble(injector, load_values(values), effective, around)


@cache
def _base(folder: Path) -> tuple[Any, dict[str, Any], Any]:
    texts = {name: (folder / "cluster" / name).read_text("utf-8") for name in ("config", "values", "mesh")}
    return load_plain(texts["config"]), cast("dict[str, Any]", load_plain(texts["values"])), load_plain(texts["mesh"])


def _set(values: dict[str, Any], keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        values = values.setdefault(key, {})
    values[keys[-1]] = value


def _check_error(text: str, settings: IstioSettings, case: Case) -> str | None:
    try:
        run_source(Source(name=case["name"], text=text), settings)
    except MeshctlError as fault:
        wanted = case["error_contains_lowercase"]
        return None if wanted in str(fault).lower() else f"the message lacks {wanted!r}: {fault}"
    return "expected an error, found none"


def _check_cli(text: str, expected: str, settings: IstioSettings, case: Case) -> str | None:
    run = run_source(Source(name=case["name"], text=text), settings)
    warning = case.get("expect_warning_contains")
    if warning and not any(warning in each for outcome in run.outcomes for each in outcome.warnings):
        return f"no warning contains {warning!r}"
    return _compare_streams(run.text, expected)


def _compare_streams(ours: str, theirs: str) -> str | None:
    mine, other = documents(ours), documents(theirs)
    if len(mine) != len(other):
        return f"ours has {len(mine)} documents, theirs {len(other)}"
    for index, (one, another) in enumerate(zip(mine, other, strict=True)):
        found = difference(one, another)
        if found:
            return f"document {index}: {found}"
    return None


def documents(text: str) -> list[Any]:
    """The non-empty documents of a stream."""
    found = [load_plain(part) for part in f"\n{text}".split("\n---")]
    return [document for document in found if document]


def _check_webhook(text: str, expected: str, settings: IstioSettings, case: Case) -> str | None:
    settings = replace(settings, revision="default")
    for before, after in zip(_workloads(text), _workloads(expected), strict=True):
        pod, namespace = as_pod(before)
        wanted, _ = as_pod(after)
        annotations = case.get("namespace_annotations", {}).get(namespace, {})
        request = Request(
            pod=pod,
            workload=owner_of_pod(pod, namespace=namespace),
            front_end="webhook",
            namespace=namespace,
            namespace_annotations=annotations,
        )
        result = inject(request, settings)
        found = difference(_comparable(result.pod), _comparable(wanted))
        if found:
            return found
    return None


def _workloads(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for document in documents(text):
        items = document["items"] if document.get("kind") == "List" else [document]
        found += [item for item in items if find_pod(item) is not None]
    return found


def as_pod(workload: dict[str, Any]) -> tuple[Pod, str]:
    """The pod that the workload's controller would make, and the namespace it would make it in."""
    namespace = workload["metadata"].get("namespace", "")
    ref = find_pod(workload)
    assert ref is not None
    if workload["kind"] == "Pod":
        return cast("Pod", {"apiVersion": "v1", "kind": "Pod", **ref.pod}), namespace
    name, kind, version = workload["metadata"]["name"], workload["kind"], workload["apiVersion"]
    metadata = copy.deepcopy(dict(ref.pod.get("metadata") or {}))
    if kind == "Deployment":
        kind, version, name = "ReplicaSet", "apps/v1", f"{name}-fake"
        metadata["labels"] = {**cast("dict[str, str]", metadata.get("labels") or {}), "pod-template-hash": "fake"}
    metadata["generateName"] = f"{name}-"
    metadata["ownerReferences"] = [{"apiVersion": version, "kind": kind, "name": name, "controller": True}]
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": ref.pod.get("spec")}
    return cast("Pod", pod), namespace


def _comparable(pod: Any) -> Any:
    """A pod without what the two front ends may differ in."""
    plain = copy.deepcopy(pod)
    annotations = (plain.get("metadata") or {}).get("annotations") or {}
    annotations.pop("sidecar.istio.io/status", None)
    _drop_field_versions(plain)
    return plain


def _drop_field_versions(value: Any) -> None:
    if isinstance(value, dict):
        if isinstance(value.get("fieldRef"), dict):
            value["fieldRef"].pop("apiVersion", None)
        for item in value.values():
            _drop_field_versions(item)
    elif isinstance(value, list):
        for item in value:
            _drop_field_versions(item)
