"""Istio's template functions, called from templates as Go types would let them."""

from __future__ import annotations

from typing import Any

import pytest

from meshctl.errors import TemplateError
from meshctl.gotemplate import compile_template
from meshctl.injection.istio.context import TemplateInputs, template_data
from meshctl.injection.istio.functions import istio_functions
from meshctl.injection.request import Workload
from meshctl.mesh.istio.mesh_config import default_config, load_mesh_config
from meshctl.mesh.istio.values import load_values

POD: Any = {
    "metadata": {"annotations": {"set": "x", "empty": ""}, "labels": {"app": "web"}},
    "spec": {
        "serviceAccountName": "sa",
        "containers": [
            {
                "name": "app",
                "ports": [
                    {"containerPort": 80},
                    {"containerPort": 53, "protocol": "UDP"},
                    {"containerPort": 9, "protocol": "SCTP"},
                    {"containerPort": 81, "protocol": "TCP", "name": "b", "hostPort": 8},
                ],
            },
            {"name": "istio-proxy", "ports": [{"containerPort": 15090}]},
        ],
    },
}
VALUES: Any = {
    "text": "a b", "one": 1, "million": 1000000, "half": 0.5, "on": True, "none": None, "empty": "",
    "nested": {"a": None, "b": {"c": None}, "list": [None, {"d": None}], "kept": {}}, "lists": [3, "x"],
}  # fmt: skip


def render(text: str, *, mesh: Any = None, environment: dict[str, str] | None = None) -> str:
    loaded = load_mesh_config(mesh or {}).config
    inputs = TemplateInputs(
        pod=POD,
        workload=Workload(api_version="apps/v1", kind="Deployment", name="web", namespace="shop"),
        mesh=loaded,
        proxy_config=default_config(loaded),
        values=load_values(VALUES),
        revision="canary",
        native_sidecars=True,
        proxy_image="h/proxyv2:1",
        proxy_init_image="h/init:1",
    )
    return compile_template("t", text, istio_functions(environment or {})).render(template_data(inputs))


CASES = {
    # annotation: present even if empty, else the default as text
    '{{ annotation .ObjectMeta "set" "d" }}': "x",
    '{{ annotation .ObjectMeta "empty" "d" }}': "",
    '{{ annotation .ObjectMeta "no" "d" }}': "d",
    '{{ annotation .ObjectMeta "no" .Values.one }}': "1",
    '{{ annotation .ObjectMeta "no" .Values.million }}': "1e+06",
    '{{ annotation .ObjectMeta "no" .Values.on }}': "true",
    '{{ annotation .ObjectMeta "no" .Values.missing.deeper }}': "<nil>",
    '{{ annotation .ObjectMeta "no" .ProxyConfig.InterceptionMode }}': "REDIRECT",
    '{{ isset .ObjectMeta.Annotations "empty" }} {{ isset .ObjectMeta.Annotations "no" }}': "true false",
    # valueOrDefault keeps 0 and false, default does not
    '{{ valueOrDefault .Values.none "d" }} {{ valueOrDefault .Values.empty "d" }}': "d d",
    '{{ valueOrDefault 0 "d" }} {{ valueOrDefault false "d" }} {{ 0 | default "d" }}': "0 false d",
    # ports
    "{{ includeInboundPorts .Spec.Containers }}": "80,81,15090",
    "{{ applicationPorts .Spec.Containers }}": "80,81",
    '{{ excludeInboundPort "7" "" }}': "7",
    '{{ excludeInboundPort " 7 " "1, 2,," }}': "1,2,7",
    '{{ excludeInboundPort "2" "1,2" }}': "1,2",
    '{{ excludeInboundPort "2" "1, 2" }}': "1,2,2",
    '{{ excludeInboundPort "0" "1, 2" }} {{ excludeInboundPort "" "3" }}': "1, 2 3",
    "{{ excludeInboundPort .Values.one `` }}": "1",
    # JSON both ways
    "{{ toJSON .ObjectMeta.Labels }}": '{"app":"web"}',
    '{{ range $k, $v := fromJSON `{"b": 1, "a": {"x": [true]}}` }}{{ $k }}={{ $v }};{{ end }}': "a=map[x:[true]];b=1;",
    '{{ fromJSON "{" }}{{ fromJSON "NaN" }}': "{}{}",
    "{{ structToJSON (index (index .Spec.Containers 0).Ports 3) }}": (
        '{"name":"b","hostPort":8,"containerPort":81,"protocol":"TCP"}'
    ),
    "{{ structToJSON .Spec.SecurityContext }}": "{}",
    "{{ protoToJSON .ProxyConfig }}": "{}",
    # YAML
    "{{ toYaml .Values.lists }}": "- 3\n- x\n",
    "{{ toYaml .Values.million }}{{ toYaml .Values.half }}": "1000000\n0.5\n",
    "{{ toYaml .Values.missing }}": "null\n",
    r'{{ "a\nb\n" | indent 2 }}|': "a\n  b\n  |",
    r'{{ "a\nb" | nindent 2 }}': "\n  a\n  b",
    # texts
    '{{ directory "/etc/x/ca.pem" }} {{ directory "ca.pem" }}': "/etc/x/ ",
    '{{ contains "/" "a/b" }} {{ contains "a/b" "/" }}': "true false",
    '{{ toLower "AbC" }} {{ kubevirtInterfaces "a" }} {{ excludeInterfaces "b" }}': "abc a b",
    '{{ appendMultusNetwork "" "ns/n" }} {{ appendMultusNetwork "a" "ns/n" }}': "ns/n a, ns/n",
    '{{ appendMultusNetwork `[{"name":"x"}]` "ns/n" }}': '[{"name":"x"}, {"name": "n", "namespace": "ns"}]',
    # maps
    '{{ toJsonMap (strdict "b" "1" "a") (omit .ObjectMeta.Labels "app") (strdict "b" "2") }}': '{"a":"","b":"2"}',
    '{{ len (mergeMaps .ObjectMeta.Labels (strdict "x" "y")) }}': "2",
    # omitNil
    "{{ toYaml (omitNil .Values.nested) }}": "kept: {}\n",
    "{{ omitNil .Values.none }} {{ omitNil .Values.text }}": "<no value> a b",
    # messages
    "{{ formatDuration .ProxyConfig.DrainDuration }}": "45s",
    "{{ .ProxyConfig.HoldApplicationUntilProxyStarts.GetValue }} {{ .ProxyConfig.GetTracing.GetTlsSettings }}": (
        "false <nil>"
    ),
    "{{ .MeshConfig.TrustDomain }} {{ .MeshConfig.ProxyListenPort }} {{ .InboundTrafficPolicyMode }}": (
        "cluster.local 15001 passthrough"
    ),
    # the rest of what templates see
    "{{ .TypeMeta.APIVersion }} {{ .TypeMeta.Kind }} {{ .DeploymentMeta.Name }} {{ .DeploymentMeta.Namespace }}": (
        "apps/v1 Deployment web shop"
    ),
    "{{ .Revision }} {{ .NativeSidecars }} {{ .ProxyImage }} {{ .ProxyUID }} {{ .CompliancePolicy }}|": (
        "canary true h/proxyv2:1 1337 |"
    ),
    "{{ .Spec.ServiceAccountName }} {{ (index .Spec.Containers 1).Name }} {{ index .ObjectMeta.Labels `no` }}|": (
        "sa istio-proxy |"
    ),
    "{{ .Values.missing }} {{ ne .Values.missing `` }} {{ .Values.missing.deeper | default `d` }}": "<no value> true d",
    "{{ (.Values.none).deeper | default `d` }}": "d",
}  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_a_function_gives_what_istios_gives(text: str) -> None:
    assert render(text) == CASES[text]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"drainDuration": "23s"}, '{"drainDuration":"23s"}'),
        ({"interceptionMode": "TPROXY"}, '{"interceptionMode":"TPROXY"}'),
        ({"holdApplicationUntilProxyStarts": False}, '{"holdApplicationUntilProxyStarts":false}'),
        ({"tracing": {}}, '{"tracing":{}}'),
        ({"proxyMetadata": {"b": "1", "a": "2"}}, '{"proxyMetadata":{"a":"2","b":"1"}}'),
    ],
)
def test_only_what_differs_from_the_default_proxy_config_is_told(settings: dict[str, Any], expected: str) -> None:
    assert render("{{ protoToJSON .ProxyConfig }}", mesh={"defaultConfig": settings}) == expected


def test_env_sees_the_environment_it_is_given_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELSEWHERE", "1")
    found = render('{{ env "A" "d" }} {{ env "B" "d" }} {{ env "ELSEWHERE" "d" }}', environment={"A": "1", "B": ""})
    assert found == "1 d d"


@pytest.mark.parametrize(
    "text",
    [
        "{{ .Values.none.deeper }}",
        "{{ .Values.text.deeper }}",
        "{{ eq .Values.one `1` }}",
        "{{ range fromJSON `{` }}{{ end }}",
        "{{ toLower .Values.none }}",
        "{{ .Spec.Nope }}",
        "{{ len .Values.one }}",
    ],
)
def test_what_go_refuses_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match="executing"):
        render(text)
