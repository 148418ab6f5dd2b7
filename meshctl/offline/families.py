"""From flags and files to the settings of whichever family they name.

Most families are told everything by one values document: the built-in one, `--valuesFile` over it, `--set` over that.
Istio has an injector configuration besides, so it reads its own.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

from meshctl import template_files
from meshctl.errors import UsageError
from meshctl.injection.family import Configurable, Configuration, family
from meshctl.mesh.overrides import apply_overrides, deep_merge
from meshctl.offline.configuration import native_sidecars
from meshctl.offline.parts import read_mapping
from meshctl.offline.template_cache import compile_cached
from meshctl.version import __version__
from meshctl.yamlio import load_plain

if TYPE_CHECKING:
    from meshctl.injection.family import Settings
    from meshctl.offline.configuration import ConfigOptions

# Families that read more than a values document, and what reads it; imported when first asked for.
_READERS: Final = {"istio": "meshctl.offline.configuration:load_settings"}


def load_family_settings(options: ConfigOptions) -> Settings:
    """The settings of the family that the options name.

    Raises:
        UsageError: no such family, or flags it has no use for.
        InputError: a file cannot be read or is not YAML.
        SettingsError: a document says something impossible.
    """
    mesh = family(options.family)
    reader = _READERS.get(options.family)
    if reader is None:
        return cast("Configurable", mesh).configure(_configuration(options))
    if options.switches:
        named = ", ".join(f"--{name.replace('_', '-')}" for name in sorted(options.switches))
        raise UsageError(f"{named}: the {options.family} family has no such switch", remedy="leave it out")
    module, _, attribute = reader.partition(":")
    return cast("Settings", getattr(import_module(module), attribute)(options))


def _configuration(options: ConfigOptions) -> Configuration:
    _check_flags(options)
    base = cast("dict[str, Any]", load_plain(template_files.data_text(options.family, "values")) or {})
    if options.values_file is not None:
        base = deep_merge(base, read_mapping(options.values_file, "values").value)
    values = apply_overrides(base, options.set_values) if options.set_values else base
    return Configuration(
        base_values=base,
        values=values,
        templates=template_files.template_texts(options.family),
        partials=template_files.partial_texts(options.family),
        flags=options.switches,
        native_sidecars=native_sidecars(options),
        control_plane_namespace=options.control_plane_namespace,
        created_by=f"meshctl/cli {__version__}",
        compiler=compile_cached,
    )


def _check_flags(options: ConfigOptions) -> None:
    """Istio's flags say nothing to other families."""
    given = {
        "--injectConfigFile": options.inject_config_file is not None,
        "--meshConfigFile": options.mesh_config_file is not None,
        "--operatorFileName": options.operator_file is not None,
        "--mesh-set": bool(options.set_mesh),
        "--from-cluster": options.cluster is not None,
        "--revision": bool(options.revision),
    }
    wrong = [name for name, on in given.items() if on]
    if wrong:
        raise UsageError(
            f"{', '.join(wrong)}: not for the {options.family} family",
            remedy="give its settings with --valuesFile and --set",
        )
