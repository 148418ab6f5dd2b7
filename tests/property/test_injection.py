"""The promises of injection on random pods: inputs stay, a second run adds nothing, patches give the very pod."""

from __future__ import annotations

import copy
import json
from collections import Counter
from typing import Any, cast

import jsonpatch
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshctl.errors import MeshctlError
from meshctl.injection.engine import inject
from meshctl.injection.request import Workload
from meshctl.injection.result import InjectionResult
from meshctl.k8s.json_patch import diff
from meshctl.k8s.strategic_diff import strategic_patch
from meshctl.k8s.strategic_merge import merge
from meshctl.k8s.typed import check_strict
from meshctl.manifests.sources import Source
from meshctl.offline.configuration import ConfigOptions, load_settings
from meshctl.offline.session import run_source
from tests.control_planes import built_in_control_plane, request_of
from tests.pods import Case, random_case

BOUNDED = settings(derandomize=True, max_examples=120, deadline=None)
SEEDS = st.integers(min_value=0, max_value=2**32)
CASES = SEEDS.map(random_case)

OVERRIDES = "proxy.istio.io/overrides"
TEMPLATES = "inject.istio.io/templates"


def _injected(case: Case, pod: Any = None) -> InjectionResult | None:
    """The result, None for a case that the engine refuses with an error of the user's."""
    try:
        return inject(request_of(case, pod), built_in_control_plane(case))
    except MeshctlError:
        return None


@BOUNDED
@given(case=CASES)
def test_the_pod_that_goes_in_is_never_changed(case: Case) -> None:
    before = copy.deepcopy(case)
    result = _injected(case)
    assert case == before
    if result is not None:
        changed = cast("dict[str, Any]", result.pod)
        _spoil(changed)
        assert case.pod["spec"].keys() == before.pod["spec"].keys()


def _spoil(pod: dict[str, Any]) -> None:
    """What a careless caller might do to the top of a result."""
    pod["metadata"] = None
    pod["spec"] = None


@BOUNDED
@given(case=CASES)
def test_the_result_fits_the_schema_of_a_pod(case: Case) -> None:
    result = _injected(case)
    if result is not None:
        check_strict(cast("Any", result.pod), "Pod")


@BOUNDED
@given(case=CASES)
def test_a_json_patch_gives_the_injected_pod(case: Case) -> None:
    result = _injected(case)
    if result is not None:
        operations: Any = diff(cast("Any", case.pod), cast("Any", result.pod))
        assert jsonpatch.apply_patch(case.pod, operations) == result.pod


@BOUNDED
@given(case=CASES)
def test_a_strategic_patch_gives_the_injected_pod(case: Case) -> None:
    # NB: a proxyMetadata name that repeats a template's gives two entries of one name, which no such patch can make.
    result = _injected(case)
    if result is None or _repeats_a_name(result.pod):
        return
    assert merge(case.pod, strategic_patch(case.pod, cast("Any", result.pod), "Pod"), "Pod") == result.pod


@BOUNDED
@given(case=CASES)
def test_a_second_injection_adds_nothing(case: Case) -> None:
    first = _injected(case)
    if first is None or known_exception(case, first) is not None:
        return
    second = inject(request_of(case, first.pod), built_in_control_plane(case))
    assert _in_any_env_order(second.pod) == _in_any_env_order(first.pod)


def known_exception(case: Case, first: InjectionResult) -> str | None:
    """Why a second injection gives another pod, as it does upstream; None where it must not."""
    annotations: dict[str, str] = dict((first.pod.get("metadata") or {}).get("annotations") or {})
    config = case.mesh.get("defaultConfig", {})
    if OVERRIDES in annotations:
        return "what a user wrote under an injected name is re-applied once, the second time templates win"
    if "spire" in annotations.get(TEMPLATES, "") and _proxy_heading(first.pod) != ["containers"]:
        return "spire lists the proxy among the containers, where a native one is not"
    if _repeats_a_name(first.pod):
        return "entries of one name merge into the first once the list is there"
    if "TPROXY" in json.dumps([config, annotations]) and _proxy_user(first.pod) != 0:
        return "the ids of the old proxy count as the user's, and TPROXY acts on them"
    if case.values.get("pilot.cni.enabled") and "<nil>" in json.dumps(annotations):
        return "a missing list is written as <nil> for the CNI plugin and is not a list the next time"
    return None


def test_random_pods_reach_every_exception_and_often_none() -> None:
    reasons: Counter[str | None] = Counter()
    for seed in range(300):
        first = _injected(case := random_case(seed))
        if first is not None:
            reasons[known_exception(case, first)] += 1
    assert len(reasons) == 6
    assert reasons[None] > 50


@pytest.mark.parametrize(
    ("native_first", "expected"),
    [
        (False, {"initContainers": "old:1"}),  # moved, and its settings kept as if a user had written them
        (True, {"initContainers": "old:1", "containers": "registry.istio.io/release/proxyv2:1.31.1"}),
    ],
)
def test_an_injected_proxy_under_the_other_heading_stays(native_first: bool, expected: dict[str, str]) -> None:
    pod = {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "app", "image": "a"}]}}
    first = _injected(_plain(native=native_first, pod=pod))
    assert first is not None
    old = copy.deepcopy(cast("Any", first.pod))
    [heading] = _proxy_heading(old)
    next(each for each in old["spec"][heading] if each["name"] == "istio-proxy")["image"] = "old:1"
    second = _injected(_plain(native=not native_first, pod=old))
    assert second is not None
    spec = cast("dict[str, Any]", second.pod.get("spec"))
    headings = ("initContainers", "containers")
    assert expected == {key: each["image"] for key in headings for each in spec[key] if each["name"] == "istio-proxy"}


def _plain(*, native: bool, pod: dict[str, Any]) -> Case:
    return Case(
        values={},
        mesh={},
        pod=pod,
        workload=Workload(name="p"),
        front_end="cli",
        revision="",
        native_sidecars=native,
        compliance_policy="",
    )


def _proxy_heading(pod: Any) -> list[str]:
    spec = pod.get("spec") or {}
    headings = ("containers", "initContainers")
    return [key for key in headings if any(each["name"] == "istio-proxy" for each in spec.get(key) or [])]


def _proxy_user(pod: Any) -> Any:
    containers = [each for key in _proxy_heading(pod) for each in pod["spec"][key]]
    proxy: dict[str, Any] = next((each for each in containers if each["name"] == "istio-proxy"), {})
    return (proxy.get("securityContext") or {}).get("runAsUser")


def _repeats_a_name(pod: Any) -> bool:
    containers = [each for key in ("containers", "initContainers") for each in pod["spec"].get(key) or []]
    names = [[entry["name"] for entry in container.get("env") or []] for container in containers]
    return any(len(set(each)) < len(each) for each in names)


def _in_any_env_order(pod: Any) -> Any:
    """The pod with environments by name: cluster and network go to the end at every injection, so order moves once."""
    changed = copy.deepcopy(pod)
    for heading in ("containers", "initContainers"):
        for container in changed["spec"].get(heading) or []:
            if "env" in container:
                container["env"].sort(key=lambda entry: str(entry["name"]))
    return changed


WRONG: tuple[Any, ...] = (
    None, 1, True, 1.5, "text", "", [], {}, [1], {"a": "b"}, [None], {"a": None}, [{}], "0", -1, [[1]], 10**20,
)  # fmt: skip
KINDS = st.sampled_from(["Pod", "Deployment", "CronJob", "List", "ReplicationController"])
STATUS = st.sampled_from(
    ['{"containers":["istio-proxy"]}', "null", "[]", "x", '{"containers":3}', '{"containers":[1]}']
)
SAVED = st.sampled_from(
    ['{"containers":[{"name":"istio-proxy"}]}', "null", "[]", "x", '{"initContainers":[{"name":3}]}']
)
CLI_SETTINGS = load_settings(ConfigOptions())


@BOUNDED
@given(case=CASES, kind=KINDS, status=st.none() | STATUS, saved=st.none() | SAVED, data=st.data())
def test_a_mangled_manifest_is_injected_or_refused_in_words(
    case: Case, kind: str, status: str | None, saved: str | None, data: st.DataObject
) -> None:
    annotations = case.pod["metadata"].setdefault("annotations", {})
    annotations.update({key: text for key, text in (("sidecar.istio.io/status", status), (OVERRIDES, saved)) if text})
    manifest = _manifest(kind, case.pod)
    for _ in range(data.draw(st.integers(1, 3))):
        manifest = _mangled(manifest, data)
    if isinstance(manifest, dict):
        fault = _refusal(json.dumps(manifest))
        assert fault is None or (fault.message and fault.place is not None)


def _refusal(text: str) -> MeshctlError | None:
    try:
        run_source(Source(name="x.yaml", text=text), CLI_SETTINGS)
    except MeshctlError as fault:
        return fault
    return None


def _manifest(kind: str, pod: dict[str, Any]) -> Any:
    if kind == "Pod":
        return {"apiVersion": "v1", "kind": kind, **pod}
    if kind == "CronJob":
        spec: Any = {"jobTemplate": {"metadata": pod["metadata"], "spec": {"template": {"spec": pod["spec"]}}}}
        return {"apiVersion": "batch/v1", "kind": kind, "metadata": {"name": "w"}, "spec": spec}
    if kind == "List":
        return {"apiVersion": "v1", "kind": kind, "items": [_manifest("Deployment", pod), {"kind": "Service"}]}
    version = "v1" if kind == "ReplicationController" else "apps/v1"
    return {"apiVersion": version, "kind": kind, "metadata": {"name": "w"}, "spec": {"replicas": 1, "template": pod}}


def _mangled(value: Any, data: st.DataObject, depth: int = 0) -> Any:
    if not isinstance(value, dict | list) or not value or (depth and data.draw(st.integers(0, 6)) == 0):
        return copy.deepcopy(data.draw(st.sampled_from(WRONG)))
    changed: Any = dict(value) if isinstance(value, dict) else list(value)
    key = data.draw(st.sampled_from(list(value) if isinstance(value, dict) else range(len(value))))
    changed[key] = _mangled(value[key], data, depth + 1)
    return changed
