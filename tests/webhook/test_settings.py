"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshctl.errors import UsageError
from webhook.settings import Settings


def test_every_variable_is_read_as_its_type() -> None:
    settings = Settings.from_environment(
        {
            "MESHCTL_CONFIG_DIR": "/etc/x",
            "MESHCTL_PORT": "1",
            "MESHCTL_DRAIN_S": "0.5",
            "MESHCTL_ON_FAULT": "allow",
            "MESHCTL_WEBHOOK_CONFIGURATIONS": "a, b",
            "MESHCTL_REVISION": "",
            "OTHER": "x",
        }
    )
    assert settings == Settings(
        config_dir=Path("/etc/x"), port=1, drain_s=0.5, on_fault="allow", webhook_configurations=("a", "b")
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("PORT", "https", "type int"), ("ON_FAULT", "maybe", "refuse, allow"), ("DRAIN_S", "soon", "type float")],
)
def test_wrong_value_names_variable_value_and_remedy(name: str, value: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        Settings.from_environment({f"MESHCTL_{name}": value})
    assert f"MESHCTL_{name} is {value!r}" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "given",
    [
        {"MESHCTL_TLS_CERT": "/a"},
        {"MESHCTL_CLIENT_CA": "/a"},
        {"MESHCTL_CERTIFICATE_SECRET": "a/b"},
        {
            "MESHCTL_CERTIFICATE_SECRET": "a/b",
            "MESHCTL_CERTIFICATE_HOSTS": "x",
            "MESHCTL_TLS_CERT": "/a",
            "MESHCTL_TLS_KEY": "/b",
        },
    ],
    ids=["certificate without key", "client CA without TLS", "secret without hosts", "files and secret"],
)
def test_settings_that_cannot_work_together_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=";"):
        Settings.from_environment(given)


def test_family_is_istio_unless_named_and_must_exist() -> None:
    assert Settings.from_environment({}).family == "istio"
    assert Settings.from_environment({"MESHCTL_FAMILY": "linkerd"}).family == "linkerd"
    with pytest.raises(UsageError, match=r"unknown mesh family 'consul'; use one of envoy, istio, linkerd"):
        Settings(family="consul")
