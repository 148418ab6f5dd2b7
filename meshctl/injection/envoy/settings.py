"""What the injector of standalone Envoy sidecars is told: values, the template, bootstraps that are at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from meshctl.errors import SettingsError
from meshctl.gotemplate import BUILTINS, SPRIG
from meshctl.injection.library import Library
from meshctl.injection.render import OverlayCache

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshctl.gotemplate import Template
    from meshctl.injection.family import Configuration

# Namespace and name of a ConfigMap.
Identity = tuple[str, str]
_SECTIONS = ("proxy", "ports", "bootstrap", "redirect", "identity")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvoySettings:
    """Shared by all pods and never changed.

    `config_maps` are those the caller found beside the workloads: a bootstrap in one of them is checked before it is
    mounted. One that is not there is left to the cluster.
    """

    library: Library
    values: dict[str, Any]
    config_maps: Mapping[Identity, Mapping[str, str]] = field(default_factory=dict)
    cache: OverlayCache = field(default_factory=OverlayCache, repr=False, compare=False)

    @property
    def family(self) -> str:
        """The family these settings belong to."""
        return "envoy"


def configure(configuration: Configuration) -> EnvoySettings:
    """Settings from values and templates.

    Raises:
        SettingsError: a section of the values is missing or is no mapping.
    """
    values = dict(configuration.values)
    for name in _SECTIONS:
        if not isinstance(values.get(name), dict):
            raise SettingsError(f"values: {name} is no mapping", remedy="see `meshctl templates show` and its values")
    if configuration.native_sidecars is not None:
        values["proxy"] = {**values["proxy"], "native": configuration.native_sidecars}
    return EnvoySettings(
        library=Library(texts=configuration.templates, compile=_compiler(configuration)), values=values
    )


def _compiler(configuration: Configuration) -> Callable[[str, str], Template]:
    functions = BUILTINS | SPRIG

    def compile_one(name: str, text: str) -> Template:
        return configuration.compiler(name, text, functions, associated=configuration.partials)

    return compile_one
