"""Injection as patches: one a workload, for people who keep their manifests as they are.

    json6902    RFC 6902 operations, for `kubectl patch --type json`
    strategic   a strategic merge patch, for `kubectl patch --type strategic` and Kustomize
    kustomize   a Kustomize component whose patches carry the operations with their targets

Each patch is verified against the manifest before it is written.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from meshctl.errors import UsageError
from meshctl.k8s.gvk import GroupVersionKind
from meshctl.k8s.json_patch import diff, verify
from meshctl.k8s.strategic_diff import strategic_patch
from meshctl.manifests.sources import write_atomic
from meshctl.yamlio.emitter import dump

if TYPE_CHECKING:
    from meshctl.offline.session import Injected, SourceRun

_COMPONENT: Final = {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component"}


def write_patches(runs: list[SourceRun], form: str, output: str | None) -> None:
    """All patches to standard output or one file; into a folder, a file each (`deployment-web.json6902.yaml`).

    A workload that injection leaves as it was, because it is injected already, has none.

    Raises:
        UsageError: two workloads would write the same file.
        SourceError: a file cannot be written.
    """
    injected = [each for run in runs for each in run.injected if each.after != each.before]
    single = form == "kustomize"
    files = _kustomize(injected) if single else {_file_name(each, form): _one(each, form) for each in injected}
    if not single and len(files) != len(injected):
        raise UsageError(
            "two workloads have the same kind and name, their patches would overwrite each other",
            remedy="inject their files apart",
        )
    if output is not None and Path(output).is_dir():
        for name, text in files.items():
            write_atomic(str(Path(output) / name), text)
        return
    stream = "---\n".join(files.values())
    if output is None or output == "-":
        sys.stdout.write(stream)
    else:
        write_atomic(output, stream)


def _one(injected: Injected, form: str) -> str:
    heading = f"# {_identity(injected)}\n"
    if form == "strategic":
        return heading + dump(_strategic(injected))
    return heading + dump(_operations(injected))


def _operations(injected: Injected) -> list[Any]:
    operations: list[Any] = list(diff(injected.before, injected.after))
    verify(operations, injected.before, injected.after)
    return operations


def _strategic(injected: Injected) -> dict[str, Any]:
    """The patch with what names its target: apiVersion, kind and name."""
    metadata = injected.before.get("metadata") or {}
    head: dict[str, Any] = {key: injected.before[key] for key in ("apiVersion", "kind") if key in injected.before}
    names = {key: metadata[key] for key in ("name", "namespace") if key in metadata}
    patch = strategic_patch(injected.before, injected.after, str(injected.before.get("kind")))
    metadata_patch: Any = patch.pop("metadata", {})
    return {**head, "metadata": {**names, **metadata_patch}, **patch}


def _kustomize(injected: list[Injected]) -> dict[str, str]:
    patches: list[Any] = [{"target": _target(each), "patch": dump(_operations(each))} for each in injected]
    return {"kustomization.yaml": dump({**_COMPONENT, "patches": patches})}


def _target(injected: Injected) -> dict[str, str]:
    before = injected.before
    gvk = GroupVersionKind.parse(str(before.get("apiVersion") or ""), str(before.get("kind") or ""))
    metadata = before.get("metadata") or {}
    target = {
        "group": gvk.group,
        "version": gvk.version,
        "kind": gvk.kind,
        "name": str(metadata.get("name") or ""),
        "namespace": str(metadata.get("namespace") or ""),
    }
    return {key: value for key, value in target.items() if value}


def _file_name(injected: Injected, form: str) -> str:
    metadata = injected.before.get("metadata") or {}
    parts = [str(injected.before.get("kind") or ""), metadata.get("namespace") or "", str(metadata.get("name") or "")]
    return f"{'-'.join(part for part in parts if part).lower()}.{form}.yaml"


def _identity(injected: Injected) -> str:
    metadata = injected.before.get("metadata") or {}
    namespace = metadata.get("namespace")
    name = f"{namespace}/{metadata.get('name')}" if namespace else str(metadata.get("name") or "")
    return f"{injected.before.get('apiVersion')} {injected.before.get('kind')} {name}"
