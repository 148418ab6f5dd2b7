from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from meshctl.errors import SettingsError, UsageError
from meshctl.mesh.istio.mesh_config import default_config
from meshctl.offline.configuration import ConfigOptions, load_settings

Write = Callable[[str], str]

INJECTOR = """\
kind: ConfigMap
metadata: {name: istio-sidecar-injector}
data:
  config: |
    policy: disabled
    defaultTemplates: [a]
    templates:
      a: "spec: {}"
  values: |
    {"global": {"hub": "own.example.org", "tag": "1"}}
"""


def test_without_flags_the_built_in_templates_values_and_mesh_serve() -> None:
    settings = load_settings(ConfigOptions())
    assert sorted(settings.library.texts) == ["gateway", "grpc-agent", "grpc-simple", "sidecar", "spire"]
    assert settings.library.defaults == ("sidecar",)
    assert settings.values.proxy_image == "proxyv2"
    assert settings.mesh["trustDomain"] == "cluster.local"
    assert settings.native_sidecars


def test_values_and_mesh_files_are_laid_over_the_built_in_ones(write: Write) -> None:
    options = ConfigOptions(
        values_file=write("global: {hub: h}\n"), mesh_config_file=write("defaultConfig: {statusPort: 2000}\n")
    )
    settings = load_settings(options)
    assert (settings.values.hub, settings.values.proxy_image) == ("h", "proxyv2")
    assert default_config(settings.mesh)["statusPort"] == 2000
    assert default_config(settings.mesh)["discoveryAddress"] == "istiod.istio-system.svc:15012"


def test_an_injector_config_map_brings_its_own_templates_and_values(write: Write) -> None:
    settings = load_settings(ConfigOptions(inject_config_file=write(INJECTOR)))
    assert dict(settings.library.texts) == {"a": "spec: {}"}
    assert (settings.values.hub, settings.values.proxy_image) == ("own.example.org", "")
    assert settings.policy.mode == "disabled"


def test_a_values_file_replaces_the_values_of_an_injector_config_map(write: Write) -> None:
    options = ConfigOptions(inject_config_file=write(INJECTOR), values_file=write("global: {tag: '2'}\n"))
    settings = load_settings(options)
    assert (settings.values.hub, settings.values.tag) == ("", "2")


def test_templates_in_the_values_join_those_of_the_configuration(write: Write) -> None:
    values = write("sidecarInjectorWebhook: {templates: {b: 'spec: {}'}, defaultTemplates: [a, b]}\n")
    settings = load_settings(ConfigOptions(inject_config_file=write(INJECTOR), values_file=values))
    assert sorted(settings.library.texts) == ["a", "b"]
    assert settings.library.defaults == ("a", "b")


def test_a_bare_template_is_the_template_named_sidecar(write: Write) -> None:
    settings = load_settings(ConfigOptions(inject_config_file=write("spec: {{ .Values.x }}\n")))
    assert dict(settings.library.texts) == {"sidecar": "spec: {{ .Values.x }}\n"}


def test_set_beats_every_file(write: Write) -> None:
    operator = write("kind: IstioOperator\nspec: {values: {global: {hub: op}}, meshConfig: {trustDomain: op}}\n")
    options = ConfigOptions(values_file=write("global: {hub: file}\n"), operator_file=operator)
    assert load_settings(options).values.hub == "op"
    assert load_settings(options).mesh["trustDomain"] == "op"
    over = replace(options, set_values=("global.hub=set",), set_mesh=("trustDomain=set",))
    assert load_settings(over).values.hub == "set"
    assert load_settings(over).mesh["trustDomain"] == "set"


@pytest.mark.parametrize(
    "options", [ConfigOptions(revision="canary"), ConfigOptions(istio_namespace="mesh")], ids=["revision", "namespace"]
)
def test_revision_and_namespace_reach_the_discovery_address(options: ConfigOptions) -> None:
    settings = load_settings(options)
    service = "istiod-canary" if options.revision else "istiod"
    assert default_config(settings.mesh)["discoveryAddress"] == f"{service}.{options.istio_namespace}.svc:15012"
    assert settings.values.document["revision"] == options.revision


def test_the_revision_of_an_operator_file_is_the_revision_of_everything(write: Write) -> None:
    settings = load_settings(ConfigOptions(operator_file=write("kind: IstioOperator\nspec: {revision: canary}\n")))
    assert settings.revision == "canary"
    assert settings.values.document["revision"] == "canary"
    assert default_config(settings.mesh)["discoveryAddress"] == "istiod-canary.istio-system.svc:15012"


@pytest.mark.parametrize(
    ("flag", "version", "environment", "expected"),
    [
        (None, None, None, True),
        (None, None, "auto", True),
        (None, None, "true", True),
        (None, None, "false", False),
        (None, None, "maybe", False),
        (None, "1.33", "false", True),
        (None, "v1.32.9", "true", False),
        (None, "1.34.1-gke.5", None, True),
        (False, "1.40", "true", False),
        (True, "1.20", "false", True),
    ],
)
def test_native_sidecars_go_by_flag_then_version_then_environment(
    monkeypatch: pytest.MonkeyPatch, flag: bool | None, version: str | None, environment: str | None, expected: bool
) -> None:
    monkeypatch.delenv("ENABLE_NATIVE_SIDECARS", raising=False)
    if environment is not None:
        monkeypatch.setenv("ENABLE_NATIVE_SIDECARS", environment)
    assert load_settings(ConfigOptions(native_sidecars=flag, kubernetes_version=version)).native_sidecars is expected


@pytest.mark.parametrize("version", ["", "1", "one", "latest", ".33"])
def test_a_version_that_is_none_is_wrong_usage(version: str) -> None:
    with pytest.raises(UsageError, match=r"expected a version such as 1\.33"):
        load_settings(ConfigOptions(kubernetes_version=version))


def test_a_mesh_setting_that_does_not_exist_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match=r"there is no mesh setting defaultConfig\.statusport"):
        load_settings(ConfigOptions(set_mesh=("defaultConfig.statusport=1",)))


def test_unknown_fields_of_a_mesh_file_pass_because_old_files_have_them(write: Write) -> None:
    assert load_settings(ConfigOptions(mesh_config_file=write("mixerCheckServer: x\n"))).mesh["enableTracing"] is True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("global: 3\n", "values: global: expected a mapping, found the number 3"),
        ("global: {hub: 3}\n", "values: global.hub: expected text"),
        ("global: {proxy: {holdApplicationUntilProxyStarts: 'yes'}}\n", "expected true or false"),
    ],
)
def test_values_of_the_wrong_type_name_file_and_key(write: Write, text: str, message: str) -> None:
    path = write(text)
    with pytest.raises(SettingsError, match=message) as caught:
        load_settings(ConfigOptions(values_file=path))
    assert caught.value.place is not None
    assert caught.value.place.source == path


def test_the_compliance_policy_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPLIANCE_POLICY", "fips-140-3")
    assert load_settings(ConfigOptions()).compliance_policy == "fips-140-3"
