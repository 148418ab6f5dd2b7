"""From flags and files to settings.

Without flags the built-in templates, values and mesh configuration serve. `--valuesFile` and `--meshConfigFile` are
laid over the built-in ones, or replace them once `--injectConfigFile` brings a control plane's own configuration.
An operator file goes over all of them, and `--set` and `--mesh-set` over that.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, cast

from meshctl import template_files
from meshctl.errors import Place, UsageError
from meshctl.injection.istio.assemble import Surroundings, assemble
from meshctl.k8s.faults import show_path
from meshctl.manifests.sources import read_source
from meshctl.mesh.istio.injector_config import (
    InjectorConfig,
    bare_template,
    built_in_injector_config,
    is_config_map,
    join_values,
    load_injector_config,
)
from meshctl.mesh.istio.mesh_config import MeshConfig, load_mesh_config
from meshctl.mesh.istio.native_sidecars import supports_native_sidecars
from meshctl.mesh.istio.values import load_values
from meshctl.mesh.overrides import apply_overrides, deep_merge
from meshctl.offline.operator import Operator, read_operator
from meshctl.offline.parts import Part, part_of, read_injector, read_mapping
from meshctl.offline.template_cache import compile_cached
from meshctl.yamlio import load_plain

if TYPE_CHECKING:
    from meshctl.cluster import ClusterOptions
    from meshctl.injection.istio.settings import IstioSettings

FAMILY: Final = "istio"
ISTIO_NAMESPACE: Final = "istio-system"
_VERSION: Final = re.compile(r"v?[0-9]+\.[0-9]+", re.ASCII)
Mapping = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigOptions:
    """The flags that say what to inject; `switches` are those of one family, by name."""

    family: str = FAMILY
    switches: Mapping = field(default_factory=dict)
    inject_config_file: str | None = None
    mesh_config_file: str | None = None
    values_file: str | None = None
    operator_file: str | None = None
    set_values: tuple[str, ...] = ()
    set_mesh: tuple[str, ...] = ()
    revision: str = ""
    native_sidecars: bool | None = None
    kubernetes_version: str | None = None
    cluster: ClusterOptions | None = None
    istio_namespace: str = ISTIO_NAMESPACE

    @property
    def control_plane_namespace(self) -> str:
        """The namespace that was named, empty for the family's own default."""
        return "" if self.istio_namespace == ISTIO_NAMESPACE else self.istio_namespace


@dataclass(slots=True, kw_only=True)
class _Documents:
    """The documents a run works with; `config` is None for the built-in templates."""

    config: Part | None
    values: Mapping
    mesh: list[Part]
    values_place: Place
    join: bool


def load_settings(options: ConfigOptions) -> IstioSettings:
    """The settings the flags ask for.

    Raises:
        UsageError: flags that do not go together.
        InputError: a file cannot be read or is not YAML.
        SettingsError: a document says something impossible; the message names file and key.
        ClusterError: with `cluster`, it did not answer.
    """
    operator = Operator() if options.operator_file is None else read_operator(options.operator_file)
    if operator.revision:
        options = replace(options, revision=operator.revision)
    documents = _from_files(options) if options.cluster is None else _from_cluster(options, options.cluster)
    if options.operator_file is not None:
        documents.values = deep_merge(documents.values, operator.values)
        documents.join = True
    if operator.mesh is not None:
        documents.mesh.append(operator.mesh)
    if options.set_values:
        documents.values = apply_overrides(documents.values, options.set_values)
        documents.join = True
    values = load_values(documents.values, place=documents.values_place)
    return assemble(_config(documents), values, _mesh(documents, options), _surroundings(documents, options))


def _from_files(options: ConfigOptions) -> _Documents:
    if options.inject_config_file is None:
        return _built_in(options)
    config = read_injector(options.inject_config_file)
    values, join = Part(value={}, place=config.place), False
    if options.values_file is not None:
        values, join = read_mapping(options.values_file, "values"), True
    elif is_config_map(config.value) and "values" in (config.value.get("data") or {}):
        values = part_of(config, "values")
    else:
        values = Part(value=_built_in_values(options), place=Place("built-in values"))
    mesh = [] if options.mesh_config_file is None else [read_mapping(options.mesh_config_file, "mesh")]
    return _Documents(config=config, values=values.value, mesh=mesh, values_place=values.place, join=join)


def _built_in(options: ConfigOptions) -> _Documents:
    values, place = _built_in_values(options), Place("built-in values")
    if options.values_file is not None:
        given = read_mapping(options.values_file, "values")
        values, place = deep_merge(values, given.value), given.place
    mesh = [_built_in_mesh(options)]
    if options.mesh_config_file is not None:
        mesh.append(read_mapping(options.mesh_config_file, "mesh"))
    return _Documents(config=None, values=values, mesh=mesh, values_place=place, join=True)


def _built_in_values(options: ConfigOptions) -> Mapping:
    values = cast("Mapping", load_plain(template_files.data_text(FAMILY, "values")))
    return deep_merge(values, {"revision": options.revision, "global": {"istioNamespace": options.istio_namespace}})


def _built_in_mesh(options: ConfigOptions) -> Part:
    mesh = cast("Mapping", load_plain(template_files.data_text(FAMILY, "mesh")))
    service = f"istiod-{options.revision}" if options.revision else "istiod"
    here: Mapping = {
        "rootNamespace": options.istio_namespace,
        "defaultConfig": {"discoveryAddress": f"{service}.{options.istio_namespace}.svc:15012"},
    }
    return Part(value=deep_merge(mesh, here), place=Place("built-in mesh configuration"))


def _from_cluster(options: ConfigOptions, cluster: ClusterOptions) -> _Documents:
    if options.inject_config_file is not None:
        raise UsageError("--from-cluster and --injectConfigFile do not go together", remedy="choose one")
    from meshctl.cluster import read_config_maps

    maps = read_config_maps(cluster)
    injector = Part(value=maps.injector, place=Place(maps.injector_name))
    mesh = part_of(Part(value=maps.mesh, place=Place(maps.mesh_name)), "mesh")
    values = part_of(injector, "values")
    meshes = [mesh] if options.mesh_config_file is None else [read_mapping(options.mesh_config_file, "mesh")]
    if options.values_file is not None:
        values = read_mapping(options.values_file, "values")
    return _Documents(
        config=injector,
        values=values.value,
        mesh=meshes,
        values_place=values.place,
        join=options.values_file is not None,
    )


def _config(documents: _Documents) -> InjectorConfig:
    if documents.config is None:
        return built_in_injector_config(template_files.template_texts(FAMILY), documents.values)
    config = _injector_config(documents.config)
    return join_values(config, documents.values) if documents.join else config


def _injector_config(part: Part) -> InjectorConfig:
    """A configuration, the ConfigMap that holds one, or a bare template, as istioctl tells them apart."""
    if is_config_map(part.value):
        part = part_of(part, "config")
    if isinstance(part.value, dict) and "templates" in part.value:
        return load_injector_config(part.value, place=part.place)
    return bare_template(_text(part))


def _text(part: Part) -> str:
    """The text of a bare template, which need not be YAML before it is rendered."""
    if isinstance(part.value, str):
        return part.value
    return read_source(part.place.source).text


def _mesh(documents: _Documents, options: ConfigOptions) -> MeshConfig:
    mesh: MeshConfig | None = None
    for part in documents.mesh:
        mesh = load_mesh_config(part.value, base=mesh, place=part.place).config
    if options.set_mesh:
        overrides = apply_overrides({}, options.set_mesh)
        loaded = load_mesh_config(overrides, base=mesh, place=Place("--mesh-set"))
        if loaded.unknown:
            raise UsageError(f"--mesh-set: there is no mesh setting {show_path(loaded.unknown[0])}")
        mesh = loaded.config
    return load_mesh_config(None, base=mesh).config


def _surroundings(documents: _Documents, options: ConfigOptions) -> Surroundings:
    return Surroundings(
        revision=options.revision,
        native_sidecars=_native_by_environment() if (asked := native_sidecars(options)) is None else asked,
        compliance_policy=os.environ.get("COMPLIANCE_POLICY", ""),
        environment=os.environ,
        partials=template_files.partial_texts(FAMILY) if documents.config is None else {},
        compiler=compile_cached,
    )


def native_sidecars(options: ConfigOptions) -> bool | None:
    """Whether the flags ask for native sidecars; None where they do not say.

    Raises:
        UsageError: a Kubernetes version that is none.
    """
    if options.native_sidecars is not None:
        return options.native_sidecars
    if options.kubernetes_version is not None:
        if not _VERSION.match(options.kubernetes_version):
            raise UsageError(
                f"--kubernetes-version: found {options.kubernetes_version!r}, expected a version such as 1.33"
            )
        return supports_native_sidecars(options.kubernetes_version)
    return None


def _native_by_environment() -> bool:
    """Istioctl's environment variable, then native: every supported Kubernetes has them."""
    return os.environ.get("ENABLE_NATIVE_SIDECARS", "auto") in {"true", "auto"}
