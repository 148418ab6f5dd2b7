"""A Linkerd control plane for tests: the built-in values with what every installation has of its own."""

from __future__ import annotations

from typing import cast

from meshctl.injection.linkerd.settings import LinkerdSettings
from meshctl.offline.configuration import ConfigOptions
from meshctl.offline.families import load_family_settings

ANCHORS = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


def linkerd_settings(*set_values: str, **switches: bool) -> LinkerdSettings:
    """Settings as the command line makes them, with `--set` assignments and switches."""
    installed = ("linkerdVersion=edge-1", f"identityTrustAnchorsPEM={ANCHORS}")
    options = ConfigOptions(family="linkerd", set_values=(*installed, *set_values), switches=switches)
    return cast("LinkerdSettings", load_family_settings(options))
