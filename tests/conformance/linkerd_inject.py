"""Linkerd's recorded cases: documents on the command line with their reports, webhook patches, decision tables.

Patches are compared by the pod they give, which the published rules allow: ours are computed, in another order.
"""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

from meshctl import template_files
from meshctl.errors import MeshctlError
from meshctl.gotemplate import compile_template
from meshctl.injection.engine import inject
from meshctl.injection.library import Library
from meshctl.injection.linkerd.annotate import inherit
from meshctl.injection.linkerd.decision import decide, skip_reasons
from meshctl.injection.linkerd.functions import linkerd_functions
from meshctl.injection.linkerd.opaque import opaque_ports_patch
from meshctl.injection.linkerd.plan import pod_values
from meshctl.injection.linkerd.settings import LinkerdSettings
from meshctl.injection.pod import find_pod
from meshctl.injection.request import Request, Workload
from meshctl.k8s.json_patch import apply
from meshctl.k8s.quantity import Quantity
from meshctl.k8s.types import Pod
from meshctl.manifests.discovery import find_manifests
from meshctl.manifests.sources import Source, read_source
from meshctl.manifests.urls import is_url
from meshctl.mesh.linkerd.additional_env import merged_env
from meshctl.mesh.linkerd.annotations import DEBUG_SIDECAR, INJECT
from meshctl.mesh.linkerd.overrides import annotations_for, override_registry, whole_cores
from meshctl.mesh.overrides import deep_merge
from meshctl.offline.session import SourceRun, run_source
from meshctl.offline.uninject import uninject_source
from meshctl.report import linkerd as report
from meshctl.yamlio import load_plain
from tests.conformance.model import Result, checked, read_cases

Case = dict[str, Any]
SET = "linkerd-inject"


def run(root: Path) -> Iterator[Result]:
    """Every case of `index.json`, then every row of `tables.json`."""
    folder = root / "linkerd-inject"
    for case in read_cases(folder / "index.json"):
        yield checked(f"{SET} {case['verb']}", case["name"], partial(check_case, folder, case))
    tables = folder / "tables.json"
    for name, rows in (json.loads(tables.read_text("utf-8"))["tables"] if tables.exists() else {}).items():
        for index, row in enumerate(rows):
            label = f"{name}[{index}] {row.get('name', '')}".strip()
            yield checked(f"{SET} tables", label, partial(check_row, folder, name, row))


def check_case(folder: Path, case: Case) -> str | None:
    """What differs from the published answer."""
    return _CHECKS[case["verb"]](folder, case)


def settings_for(folder: Path, case: Case) -> LinkerdSettings:
    """The control plane of a case: the common values, those of its profile, its own."""
    base = _profile(folder, case["base"])
    values = _overridden(base, case.get("values_overrides") or {})
    options = case.get("options") or {}
    debug = bool(options.get("enable_debug_sidecar"))
    flags = {**(case.get("override_annotations") or {}), **({DEBUG_SIDECAR: "true"} if debug else {})}
    return LinkerdSettings(
        library=Library(texts=template_files.template_texts("linkerd"), compile=_compile),
        values=values,
        flags=flags,
        annotate_only=not options.get("manual", True),
        annotate_namespaces=bool(options.get("annotate_namespaces", True)),
        debug=debug,
        strip_first="uninject-silent" in case.get("pipeline", ["uninject-silent"]),
        created_by=_base_values(folder)["common"]["created_by_cli"] if case["verb"] == "inject" else "",
        inherit=bool(case.get("inherit_namespace_annotations")),
        default_opaque_ports=bool(case.get("add_default_opaque_ports")),
    )


@cache
def _base_values(folder: Path) -> Any:
    return json.loads((folder / "base-values.json").read_text("utf-8"))


def _profile(folder: Path, name: str) -> dict[str, Any]:
    found = _base_values(folder)
    return deep_merge(copy.deepcopy(found["common"]["values"]), found["profiles"][name]["values_overrides"])


def _overridden(base: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    """The values with a case's own; what it says of `proxy.inbound` and `proxy.outbound` replaces them whole."""
    merged = deep_merge(base, overrides)
    proxy = overrides.get("proxy") or {}
    for name in ("inbound", "outbound"):
        if name in proxy:
            merged["proxy"] = {**cast("dict[str, Any]", merged["proxy"]), name: proxy[name]}
    return merged


@cache
def _compile(name: str, text: str) -> Any:
    partials = template_files.partial_texts("linkerd")
    return compile_template(name, text, linkerd_functions(), associated=partials)


def _sources(folder: Path, relative: str) -> list[Source]:
    path = str(folder / relative)
    return [read_source(found) for found in find_manifests([path], recursive=True)]


def _check_inject(folder: Path, case: Case) -> str | None:
    settings = settings_for(folder, case)
    runs = [run_source(source, settings, keep_going=True) for source in _sources(folder, case["input"])]
    failed = any(run.faults for run in runs)
    if failed != bool(case["expect_error"]):
        return f"failed: {failed}; {[str(fault) for run in runs for fault in run.faults]}"
    text = "" if failed else "\n---\n".join(run.text for run in runs)
    return _compare_text(folder, case, text) or _compare_reports(folder, case, runs)


def _check_uninject(folder: Path, case: Case) -> str | None:
    runs = [uninject_source(source, families=("linkerd",)) for source in _sources(folder, case["input"])]
    return _compare_text(folder, case, "\n---\n".join(run.text for run in runs)) or _compare_reports(folder, case, runs)


def _compare_text(folder: Path, case: Case, text: str) -> str | None:
    expected = (folder / case["expected"]).read_text("utf-8") if case.get("expected") else ""
    mine, theirs = _documents(text), _documents(expected)
    if len(mine) != len(theirs):
        return f"ours has {len(mine)} documents, theirs {len(theirs)}"
    return next(
        (found for pair in zip(mine, theirs, strict=True) if (found := _difference(*pair, "")) is not None), None
    )


def _compare_reports(folder: Path, case: Case, runs: list[SourceRun]) -> str | None:
    for key, verbose in (("report", False), ("report_verbose", True)):
        if not case.get(key):
            continue
        expected = (folder / case[key]).read_text("utf-8")
        found = _report(case, runs, verbose=verbose)
        if "yaml-parse" in case["features"]:
            # The parser's own message belongs to the library: only its presence counts.
            first, _, reason = found.partition("\n")
            if first != expected.splitlines()[0] or not reason.strip():
                return f"{key}: {found!r}"
        elif found != expected:
            return f"{key}: ours {found!r}, theirs {expected!r}"
    return None


def _report(case: Case, runs: list[SourceRun], *, verbose: bool) -> str:
    outcomes = [outcome for run in runs for outcome in run.outcomes]
    stream = io.StringIO()
    if any(run.faults for run in runs):
        report.write_errors(outcomes, stream)
    elif case["verb"] == "uninject":
        report.write_uninject(outcomes, stream)
    else:
        report.write_inject(outcomes, stream, verbose=verbose)
    return stream.getvalue()


def _check_webhook(folder: Path, case: Case) -> str | None:
    before = cast("dict[str, Any]", load_plain((folder / case["input"]).read_text("utf-8")))
    ref = find_pod(before)
    assert ref is not None
    request = _request(case, before, ref.pod)
    settings = settings_for(folder, case)
    try:
        result = inject(request, settings)
    except MeshctlError as fault:
        return None if case["expect_error"] else str(fault)
    after = {**before, **cast("dict[str, Any]", result.pod)}
    if case["expected"] is None:
        return "a patch, expected none" if result.injected else None
    return _compare_patched(folder, case, {**before, **cast("dict[str, Any]", ref.pod)}, after)


def _request(case: Case, before: dict[str, Any], pod: Pod) -> Request:
    asked = case["request"]
    owner = asked["owner"]
    namespace = (before.get("metadata") or {}).get("namespace") or ""
    return Request(
        pod=pod,
        workload=Workload(kind=owner["kind"], name=owner["name"], namespace=namespace),
        front_end="webhook",
        namespace=namespace,
        namespace_annotations=asked["namespace_annotations"],
    )


def _check_opaque(folder: Path, case: Case) -> str | None:
    before = cast("dict[str, Any]", load_plain((folder / case["input"]).read_text("utf-8")))
    patch = opaque_ports_patch(before, case["request"]["namespace_annotations"], settings_for(folder, case))
    if case["expected"] is None:
        return f"expected no patch, found {patch}" if patch else None
    return _compare_patched(folder, case, before, apply(patch, cast("Any", before)))


def _compare_patched(folder: Path, case: Case, before: Any, after: Any) -> str | None:
    operations = json.loads((folder / case["expected"]).read_text("utf-8"))
    return _difference(after, apply(operations, before), "")


_CHECKS = {
    "inject": _check_inject,
    "uninject": _check_uninject,
    "webhook-inject": _check_webhook,
    "webhook-opaque-ports": _check_opaque,
}


def check_row(folder: Path, table: str, row: Case) -> str | None:
    """What differs from one row of a decision table."""
    ours, theirs = _ROWS[table](folder, row)
    return None if ours == theirs else f"ours {ours}, theirs {theirs}"


def _annotation_overrides(folder: Path, row: Case) -> tuple[Any, Any]:
    base = _profile(folder, "chart-defaults")
    case = {"base": "chart-defaults", "verb": "tables"}
    pod: Any = {
        "metadata": {"annotations": dict(row["pod_annotations"])},
        "spec": {"containers": row["pod_containers"]},
    }
    inherited = inherit(pod, row["namespace_annotations"])
    ours = pod_values(inherited, row["namespace_annotations"], settings_for(folder, case))
    return ours, deep_merge(base, row["expected_values_changes"])


def _additional_env(folder: Path, row: Case) -> tuple[Any, Any]:
    del folder
    return merged_env(row["helm"], row["namespace_annotations"], row["workload_annotations"]), row["expected"]


def _whole_cores(folder: Path, row: Case) -> tuple[Any, Any]:
    del folder
    return whole_cores(row["quantity"]), row["expected"]


def _override_annotations(folder: Path, row: Case) -> tuple[Any, Any]:
    base = _profile(folder, row["base"])
    return annotations_for(base, _overridden(base, row["values_overrides"])), row["expected"]


def _registry(folder: Path, row: Case) -> tuple[Any, Any]:
    del folder
    return override_registry(row["image"], row["registry"]), row["expected"]


def _url(folder: Path, row: Case) -> tuple[Any, Any]:

    del folder
    return is_url(row["argument"]), row["is_url"]


def _injectable(folder: Path, row: Case) -> tuple[Any, Any]:
    del folder
    decision = decide(
        {"metadata": {"annotations": row["pod_annotations"]}, "spec": row["pod_spec"]},
        front_end=row["origin"],
        namespace_annotations=row["namespace_annotations"],
        token_projection=True,
        supported=not row["unsupported_kind"],
    )
    return (decision.inject, skip_reasons(decision)), (row["injectable"], row["reasons"])


def _disabled(folder: Path, row: Case) -> tuple[Any, Any]:
    del folder
    pod, namespace = ({INJECT: row[key]} if row[key] is not None else {} for key in ("pod", "namespace"))
    decision = decide(
        {"metadata": {"annotations": pod}, "spec": {"containers": []}},
        front_end=row["origin"],
        namespace_annotations=namespace,
        token_projection=True,
    )
    return not decision.inject, row["disabled"]


_ROWS = {
    "annotation_overrides": _annotation_overrides,
    "additional_env_merge": _additional_env,
    "whole_cpu_cores": _whole_cores,
    "override_annotations": _override_annotations,
    "registry_override": _registry,
    "url_detection": _url,
    "injectable": _injectable,
    "disabled_by_annotation": _disabled,
}


def _documents(text: str) -> list[Any]:
    found = [load_plain(part) for part in f"\n{text}".split("\n---")]
    return [document for document in found if document is not None]


def _difference(ours: Any, theirs: Any, path: str) -> str | None:
    """The first place where two documents differ by the published rules, None where none does."""
    mine, other = _normal(ours, "", ""), _normal(theirs, "", "")
    return _first(mine, other, path)


_QUANTITIES = frozenset({"requests", "limits"})
# Fields that a round trip through typed objects loses when they say what holds without them; ours stay as written.
_GONE_WHEN_FALSE = frozenset({"readOnly", "hostNetwork", "hostPID", "hostIPC", "stdin", "stdinOnce", "tty", "paused"})


def _normal(value: Any, key: str, parent: str) -> Any:
    if isinstance(value, dict):
        entries = {name: _normal(item, name, key) for name, item in value.items()}
        return {name: item for name, item in entries.items() if not _is_dropped(name, item)}
    if isinstance(value, list):
        return [_normal(item, key, parent) for item in value]
    if parent in _QUANTITIES and isinstance(value, str | int | float) and not isinstance(value, bool):
        return f"{Quantity.parse(str(value)).scaled(-9)}n"
    return value


def _is_dropped(name: str, item: Any) -> bool:
    if name in _GONE_WHEN_FALSE and item is False:
        return True
    if name == "initialDelaySeconds" and item == 0:
        return True
    return item is None or (item in ({}, []) and name != "emptyDir")


def _first(ours: Any, theirs: Any, path: str) -> str | None:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in sorted({*ours, *theirs}):
            found = _first(ours.get(name), theirs.get(name), f"{path}.{name}")
            if found:
                return found
        return None
    if isinstance(ours, list) and isinstance(theirs, list):
        for index, pair in enumerate(zip(ours, theirs, strict=False)):
            found = _first(*pair, f"{path}[{index}]")
            if found:
                return found
        return None if len(ours) == len(theirs) else f"{path}: ours has {len(ours)} items, theirs {len(theirs)}"
    same = ours == theirs and isinstance(ours, bool) == isinstance(theirs, bool)
    return None if same else f"{path or '/'}: ours {ours!r}, theirs {theirs!r}"
