from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from meshctl.errors import SettingsError
from meshctl.mesh.istio.injector_config import (
    InjectorConfig,
    bare_template,
    built_in_injector_config,
    config_map_text,
    is_config_map,
    join_values,
    load_injector_config,
)

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue


def test_what_a_document_does_not_say_is_empty_but_for_the_default_template() -> None:
    assert load_injector_config({"unknown": 1}) == InjectorConfig()
    assert InjectorConfig().default_templates == ("sidecar",)
    assert InjectorConfig().policy == ""


def test_a_whole_document_is_read() -> None:
    config = load_injector_config(
        {
            "policy": "disabled",
            "defaultTemplates": ["a", "b"],
            "templates": {"a": "text", "b": ""},
            "aliases": {"x": ["a", "b"]},
            "neverInjectSelector": [{"matchLabels": {"k": True}}],
            "alwaysInjectSelector": None,
            "injectedAnnotations": {"n": 1, "m": "v"},
            "template": "{{ ignored }}",
        }
    )
    assert config == InjectorConfig(
        policy="disabled",
        default_templates=("a", "b"),
        templates={"a": "text", "b": ""},
        aliases={"x": ("a", "b")},
        never_inject_selector=({"matchLabels": {"k": "true"}},),
        injected_annotations={"n": "1", "m": "v"},
    )


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("text", "injector configuration: expected a mapping, found the text 'text'"),
        ({"templates": []}, "injector configuration: templates: expected a mapping, found a list"),
        ({"templates": {"a": {}}}, "injector configuration: templates.a: expected text, found a mapping"),
        ({"aliases": {"x": "a"}}, "injector configuration: aliases.x: expected a list, found the text 'a'"),
        ({"neverInjectSelector": ["x"]}, "neverInjectSelector[0]: expected a label selector, found the text 'x'"),
    ],
)
def test_a_wrong_type_is_refused_with_its_key(document: JSONValue, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_injector_config(document)
    assert message in str(caught.value)


def test_values_join_the_configuration_as_in_the_chart() -> None:
    config = InjectorConfig(
        policy="enabled",
        templates={"sidecar": "old", "gateway": "g"},
        never_inject_selector=({"matchLabels": {"a": "b"}},),
        injected_annotations={"x": "1"},
    )
    values: dict[str, JSONValue] = {
        "sidecarInjectorWebhook": {
            "templates": {"sidecar": "new", "custom": "c"},
            "defaultTemplates": [],
            "aliases": {"both": ["sidecar", "custom"]},
            "neverInjectSelector": [{"matchLabels": {"a": "b"}}, {"matchLabels": {"c": "d"}}],
            "injectedAnnotations": {"x": "2"},
        }
    }
    joined = join_values(config, values)
    assert joined.templates == {"sidecar": "new", "gateway": "g", "custom": "c"}
    assert joined.default_templates == ("sidecar",)
    assert joined.aliases == {"both": ("sidecar", "custom")}
    assert joined.never_inject_selector == ({"matchLabels": {"a": "b"}}, {"matchLabels": {"c": "d"}})
    assert joined.injected_annotations == {"x": "2"}
    assert joined.policy == "enabled"


def test_values_without_the_injectors_part_change_nothing() -> None:
    assert join_values(InjectorConfig(policy="x"), {"sidecarInjectorWebhook": None}) == InjectorConfig(policy="x")


def test_default_templates_of_the_values_replace_those_of_the_configuration() -> None:
    values: dict[str, JSONValue] = {"sidecarInjectorWebhook": {"defaultTemplates": ["gateway"]}}
    assert join_values(InjectorConfig(), values).default_templates == ("gateway",)


def test_the_built_in_policy_is_that_of_the_values() -> None:
    assert built_in_injector_config({}, {"global": {"proxy": {"autoInject": "disabled"}}}).policy == "disabled"
    assert built_in_injector_config({"a": "t"}, {}) == InjectorConfig(policy="enabled", templates={"a": "t"})


def test_a_bare_template_is_the_sidecar() -> None:
    assert bare_template("spec: {}") == InjectorConfig(policy="enabled", templates={"sidecar": "spec: {}"})


def test_a_part_is_found_in_a_config_map() -> None:
    manifest: JSONValue = {"kind": "ConfigMap", "metadata": {"name": "m"}, "data": {"config": "policy: enabled"}}
    assert is_config_map(manifest)
    assert not is_config_map({"policy": "enabled"})
    assert config_map_text(manifest, "config") == "policy: enabled"
    with pytest.raises(SettingsError, match='missing configuration map key "values" in "m", which has config'):
        config_map_text(manifest, "values")
    with pytest.raises(SettingsError, match='missing configuration map key "mesh"'):
        config_map_text({"kind": "ConfigMap"}, "mesh")
