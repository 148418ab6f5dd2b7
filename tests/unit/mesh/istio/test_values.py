from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from meshctl.errors import SettingsError
from meshctl.mesh.istio.values import as_template_values, find_value, load_values

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue


def test_an_empty_document_gives_empty_settings() -> None:
    values = load_values(None)
    assert values.document == {}
    assert (values.hub, values.tag, values.rewrite_app_http_probe) == ("", "", False)


def test_the_settings_the_injector_reads_are_typed() -> None:
    values = load_values(
        {
            "global": {
                "hub": "h",
                "tag": "t",
                "variant": "debug",
                "network": "n",
                "multiCluster": {"clusterName": "c"},
                "proxy": {"image": "p", "holdApplicationUntilProxyStarts": True},
                "proxy_init": {"image": "i"},
            },
            "sidecarInjectorWebhook": {"rewriteAppHTTPProbe": True},
            "anything": ["else"],
        }
    )
    assert (values.hub, values.tag, values.variant, values.network) == ("h", "t", "debug", "n")
    assert (values.cluster_name, values.proxy_image, values.proxy_init_image) == ("c", "p", "i")
    assert values.hold_application_until_proxy_starts
    assert values.rewrite_app_http_probe
    assert values.document["anything"] == ["else"]


@pytest.mark.parametrize(
    ("tag", "text"),
    [("1.10", "1.10"), (1.10, "1.1"), (11, "11"), (20240101, "2.0240101e+07"), (None, ""), (True, "true")],
)
def test_a_tag_may_be_a_number_and_prints_as_go_prints_it(tag: JSONValue, text: str) -> None:
    assert load_values({"global": {"tag": tag}}).tag == text


def test_templates_see_every_number_as_floating_point() -> None:
    value: JSONValue = {"a": [1, {"b": 2}], "c": True, "d": "3", "e": None, "f": 1.5}
    seen = as_template_values(value)
    assert seen == {"a": [1.0, {"b": 2.0}], "c": True, "d": "3", "e": None, "f": 1.5}
    assert isinstance(seen, dict)
    assert isinstance(seen["a"], list)
    assert type(seen["a"][0]) is float
    assert seen["c"] is True


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "values: expected a mapping, found a list"),
        ({"global": []}, "values: global: expected a mapping, found a list"),
        ({"global": {"hub": 1}}, "values: global.hub: expected text (put it in quotes), found the number 1"),
        ({"global": {"tag": {}}}, "values: global.tag: expected text or a number, found a mapping"),
        ({"global": {"proxy": "x"}}, "values: global.proxy: expected a mapping, found the text 'x'"),
        (
            {"sidecarInjectorWebhook": {"rewriteAppHTTPProbe": "yes"}},
            "values: sidecarInjectorWebhook.rewriteAppHTTPProbe: expected true or false, found the text 'yes'",
        ),
    ],
)
def test_a_setting_of_the_wrong_type_refuses_the_document(document: JSONValue, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_values(document)
    assert str(caught.value) == message


def test_a_null_on_the_way_means_absent() -> None:
    assert find_value({"a": None}, ("a", "b", "c")) is None
    assert load_values({"global": None}).hub == ""
