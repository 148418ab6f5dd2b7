"""Whole injections with small templates: several of them, merging, stages of failure, CLI against webhook."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from meshctl.errors import MeshctlError
from meshctl.injection.engine import inject
from meshctl.injection.istio.assemble import Surroundings, assemble
from meshctl.injection.istio.decision import ENABLED
from meshctl.injection.istio.settings import IstioSettings
from meshctl.injection.request import FrontEnd, Request, Workload
from meshctl.mesh.istio.injector_config import load_injector_config
from meshctl.mesh.istio.mesh_config import load_mesh_config
from meshctl.mesh.istio.values import load_values

PROXY = "spec: {containers: [{name: istio-proxy, image: 'p:1'}]}"
NATIVE = "spec: {initContainers: [{name: istio-proxy, image: 'p:1', restartPolicy: Always}]}"
APP: dict[str, Any] = {"name": "app", "image": "a"}


def control_plane(
    *templates: str, mesh: Any = None, values: Any = None, native: bool = False, **config: Any
) -> IstioSettings:
    """Settings whose templates are called `sidecar`, `b`, `c` and so on."""
    texts: Any = dict(zip(("sidecar", "b", "c", "d"), templates, strict=False))
    loaded = load_injector_config({"policy": ENABLED, "templates": texts, **config})
    return assemble(loaded, load_values(values), load_mesh_config(mesh).config, Surroundings(native_sidecars=native))


def pod(annotations: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": "p"}
    if annotations:
        metadata["annotations"] = annotations
    return {"metadata": metadata, "spec": {"containers": [APP], **spec}}


def injected(given: Any, settings: IstioSettings, front_end: FrontEnd = "webhook") -> Any:
    request = Request(pod=given, workload=Workload(name="p"), front_end=front_end)
    return inject(request, settings).pod


def asks(names: str) -> dict[str, str]:
    return {"inject.istio.io/templates": names}


def images(found: Any, heading: str = "containers") -> dict[str, str]:
    return {each["name"]: each.get("image", "") for each in found["spec"][heading]}


def status(found: Any) -> Any:
    return json.loads(found["metadata"]["annotations"]["sidecar.istio.io/status"])


def test_later_templates_merge_over_earlier_ones_and_all_are_recorded() -> None:
    settings = control_plane(PROXY, "spec: {containers: [{name: istio-proxy, image: 'p:2'}, {name: extra}]}")
    found = injected(pod(asks("sidecar,b")), settings)
    assert images(found) == {"app": "a", "istio-proxy": "p:2", "extra": ""}
    assert status(found)["containers"] == ["istio-proxy", "extra"]
    assert images(injected(pod(asks("b,sidecar")), settings))["istio-proxy"] == "p:1"


def test_every_template_sees_the_pod_before_any_of_them() -> None:
    counting = "metadata: {labels: {%s: 'c{{ len .Spec.Containers }}'}}"
    found = injected(pod(asks("sidecar,b,c")), control_plane(PROXY, counting % "b", counting % "c"))
    assert {key: found["metadata"]["labels"][key] for key in "bc"} == {"b": "c1", "c": "c1"}


def test_a_template_named_twice_is_rendered_twice() -> None:
    text = "metadata: {finalizers: [x]}\nspec: {tolerations: [{key: a}], containers: [{name: istio-proxy}]}"
    found = injected(pod(asks("sidecar,sidecar"), tolerations=[{"key": "own"}]), control_plane(text))
    assert found["spec"]["tolerations"] == [{"key": "a"}]
    assert found["metadata"]["finalizers"] == ["x"]


def test_an_alias_brings_its_templates_and_defaults_serve_the_rest() -> None:
    extra = "spec: {containers: [{name: extra}]}"
    settings = control_plane(PROXY, extra, aliases={"both": ["sidecar", "b"]}, defaultTemplates=["both"])
    assert set(images(injected(pod(), settings))) == {"app", "istio-proxy", "extra"}
    assert set(images(injected(pod(asks("b")), settings))) == {"app", "extra"}


def test_an_empty_rendering_still_leaves_the_marks_of_an_injection() -> None:
    found = injected(pod(), control_plane(""))
    assert found["spec"] == {"containers": [APP]}
    assert status(found) == {
        "initContainers": None, "containers": None, "volumes": None, "imagePullSecrets": None, "revision": "default",
    }  # fmt: skip
    assert found["metadata"]["annotations"]["prometheus.io/port"] == "15020"


MERGES = {
    "template containers stand before the pod's": (PROXY.replace("istio-proxy", "x"), ["x", "app"]),
    "shared containers keep their place among the pod's": (
        "spec: {containers: [{name: x}, {name: app}, {name: z}]}",
        ["x", "app", "z"],
    ),
    "$patch delete takes a container of the user's": (
        "spec: {containers: [{name: app, $patch: delete}, {name: x}]}",
        ["x"],
    ),
    "$patch replace leaves the template's alone": ("spec: {containers: [{$patch: replace}, {name: x}]}", ["x"]),
    "an element with a directive in a list the pod lacks vanishes": (
        "spec: {initContainers: [{name: i, $patch: delete}], containers: [{name: x}]}",
        ["x", "app"],
    ),
}


@pytest.mark.parametrize("case", MERGES)
def test_lists_merge_as_kubernetes_merges_them(case: str) -> None:
    text, expected = MERGES[case]
    assert list(images(injected(pod(), control_plane(text)))) == expected


def test_mappings_merge_by_key_null_deletes_and_directives_are_obeyed() -> None:
    given = pod(nodeSelector={"a": "1", "b": "2"}, securityContext={"runAsUser": 1, "fsGroup": 2})
    text = "spec: {nodeSelector: {a: null, c: '3'}, securityContext: {$patch: replace, runAsGroup: 4}}"
    spec = injected(given, control_plane(text))["spec"]
    assert spec["nodeSelector"] == {"b": "2", "c": "3"}
    assert spec["securityContext"] == {"runAsGroup": 4}


def test_nulls_in_what_the_pod_lacks_are_dropped_and_volumes_keep_a_name_only() -> None:
    text = "spec: {volumes: [{name: v, emptyDir: }], containers: [{name: istio-proxy, env: [{name: A, value: ''}]}]}"
    found = injected(pod(), control_plane(text))
    assert found["spec"]["volumes"] == [{"name": "v"}]
    assert found["spec"]["containers"][1]["env"] == [{"name": "A"}]


def test_a_volume_of_the_pods_keeps_its_own_source() -> None:
    given = pod(volumes=[{"name": "v", "csi": {"driver": "d"}}, {"name": "w"}])
    found = injected(given, control_plane("spec: {volumes: [{name: v, emptyDir: }]}"))
    assert found["spec"]["volumes"] == [{"name": "v", "csi": {"driver": "d"}}, {"name": "w"}]


def test_quantities_of_the_template_become_canonical_and_the_users_stay() -> None:
    text = "spec: {containers: [{name: istio-proxy, resources: {limits: {cpu: 2000m, memory: 1024Mi}}}]}"
    app = {"name": "app", "image": "a", "resources": {"limits": {"cpu": "1000m"}}, "unknown": {"kept": [1]}}
    first, second = injected(pod(containers=[app]), control_plane(text))["spec"]["containers"]
    assert first == app
    assert second["resources"] == {"limits": {"cpu": "2", "memory": "1Gi"}}


def test_a_null_quantity_is_an_error_or_zero_but_never_silently_a_limit() -> None:
    given = pod(containers=[APP, {"name": "istio-proxy", "resources": {"limits": {"memory": "1Gi"}}}])
    text = "spec: {containers: [{name: istio-proxy, resources: {limits: {cpu: null}}}]}"
    proxy = injected(given, control_plane(text))["spec"]["containers"][1]
    assert proxy["resources"] == {"limits": {"memory": "1Gi"}}


@pytest.mark.parametrize(
    ("native", "annotation", "moved"), [(True, None, True), (False, "true", True), (True, "false", False)]
)
def test_the_users_proxy_follows_a_native_template(native: bool, annotation: str | None, moved: bool) -> None:
    annotations = {} if annotation is None else {"sidecar.istio.io/nativeSidecar": annotation}
    own = {"name": "istio-proxy", "image": "auto", "args": ["own"]}
    found = injected(pod(annotations, containers=[own]), control_plane(NATIVE, native=native))
    assert [each["args"] for each in found["spec"]["initContainers"]] == [["own"]]
    assert found["spec"]["containers"] == ([] if moved else [own])


ERRORS = {
    "an unknown template": (
        asks("nope"),
        PROXY,
        'failed to run injection template: requested template "nope" not found',
    ),
    "wrong annotations": (
        {
            "status.sidecar.istio.io/port": "x",
            "proxy.istio.io/config": "statusPort: 0",
            "sidecar.istio.io/proxyCPU": "y",
        },
        PROXY,
        "failed to run injection template: 3 invalid annotations:\ninvalid value 'statusPort: 0' for annotation",
    ),
    "a proxy configuration that does not parse": (
        {"proxy.istio.io/config": "{"},
        PROXY,
        "failed to run injection template: 1 invalid annotation:\ninvalid value '{' for annotation",
    ),
    "broken overrides": ({"proxy.istio.io/overrides": "x"}, PROXY, "failed to run injection template: annotation"),
    "a value of the wrong type": ({}, "metadata: {labels: {a: 1}}", "failed to run injection template: template"),
    "a function that fails": ({}, "{{ toLower .Values }}", "failed to run injection template: executing"),
    "a container without name": ({}, "spec: {containers: [{image: x}]}", "failed to run injection template: spec"),
    "an override that does not fit": (
        {"proxy.istio.io/overrides": '{"containers":[{"name":"istio-proxy","env":3}]}'},
        PROXY,
        "failed to re apply container: ",
    ),
    "a reserved metrics port": (
        {"prometheus.io/port": "15000"},
        PROXY,
        "failed to process pod: invalid prometheus scrape configuration: port 15000 is reserved",
    ),
}


@pytest.mark.parametrize("case", ERRORS)
@pytest.mark.parametrize("front_end", ["cli", "webhook"])
def test_a_failure_begins_with_its_stage(case: str, front_end: FrontEnd) -> None:
    annotations, text, message = ERRORS[case]
    given = pod(annotations)
    before = copy.deepcopy(given)
    with pytest.raises(MeshctlError) as caught:
        injected(given, control_plane(text), front_end)
    assert caught.value.message.startswith(message)
    assert given == before


def test_the_command_line_lets_the_annotation_change_what_post_steps_see_and_the_webhook_does_not() -> None:
    probed = {**APP, "readinessProbe": {"httpGet": {"port": 80}}}
    given = pod({"proxy.istio.io/config": "statusPort: 2000"}, containers=[probed])
    settings = control_plane(PROXY, values={"sidecarInjectorWebhook": {"rewriteAppHTTPProbe": True}})
    ports = {}
    for front_end in ("cli", "webhook"):
        found = injected(given, settings, front_end)
        ports[front_end] = found["spec"]["containers"][0]["readinessProbe"]["httpGet"]["port"]
    assert ports == {"cli": 2000, "webhook": 15020}


@pytest.mark.parametrize(("front_end", "mode"), [("cli", "REDIRECT"), ("webhook", "TPROXY")])
def test_a_zero_value_of_the_annotation_overrides_on_the_command_line_only(front_end: FrontEnd, mode: str) -> None:
    settings = control_plane(
        "metadata: {labels: {mode: '{{ .ProxyConfig.InterceptionMode }}'}}",
        mesh={"defaultConfig": {"interceptionMode": "TPROXY"}},
    )
    found = injected(pod({"proxy.istio.io/config": "interceptionMode: REDIRECT"}), settings, front_end)
    assert found["metadata"]["labels"]["mode"] == mode


def test_environment_of_the_url_lands_on_the_proxy_after_merging() -> None:
    request = Request(
        pod=pod(),  # type: ignore[arg-type]
        workload=Workload(name="p"),
        front_end="webhook",
        environment={"ISTIO_META_CLUSTER_ID": "c1", "B": "x"},
    )
    text = "spec: {containers: [{name: istio-proxy, env: [{name: ISTIO_META_CLUSTER_ID, value: old}, {name: A}]}]}"
    found: Any = inject(request, control_plane(text)).pod
    assert found["spec"]["containers"][1]["env"] == [
        {"name": "A"}, {"name": "B", "value": "x"}, {"name": "ISTIO_META_CLUSTER_ID", "value": "c1"},
    ]  # fmt: skip


def test_configured_annotations_overwrite_what_the_pod_says() -> None:
    found = injected(pod({"a": "own", "b": "own"}), control_plane(PROXY, injectedAnnotations={"a": "set"}))
    assert {key: found["metadata"]["annotations"][key] for key in "ab"} == {"a": "set", "b": "own"}


def test_a_pod_that_is_not_injected_is_given_back_itself() -> None:
    given: Any = pod(hostNetwork=True)
    result = inject(Request(pod=given, workload=Workload(), front_end="webhook"), control_plane(PROXY))
    assert result.pod is given
    assert (result.injected, result.decision.reason.slug, result.template_pod) == (False, "host-network", {})


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("containers", {"cpu": "0", "memory": "1Gi"}), ("initContainers", {"memory": "1Gi"})],
)
def test_a_null_quantity_is_zero_in_a_list_the_pod_has_and_gone_in_one_it_lacks(
    heading: str, expected: dict[str, str]
) -> None:
    text = "spec: {%s: [{name: x, resources: {limits: {cpu: null, memory: 1Gi}}}]}"
    found = injected(pod(), control_plane(text % heading))
    assert next(each for each in found["spec"][heading] if each["name"] == "x")["resources"] == {"limits": expected}
