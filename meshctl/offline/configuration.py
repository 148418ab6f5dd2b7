"""From flags and files to settings.

Without flags the built-in templates, values and mesh configuration serve. `--valuesFile` and `--meshConfigFile` are
laid over the built-in ones, or replace them once `--injectConfigFile` brings a control plane's own configuration.
Wherever one part is expected, the ConfigMap that holds it is accepted as kubectl prints it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from meshctl import template_files
from meshctl.cluster import ClusterOptions, read_config_maps
from meshctl.errors import InputError, Place, SettingsError, UsageError
from meshctl.inject.istio.assemble import Surroundings, assemble
from meshctl.manifests.sources import read_source
from meshctl.mesh.istio.injector_config import (
    ConfigKey,
    InjectorConfig,
    bare_template,
    built_in_injector_config,
    config_map_text,
    is_config_map,
    join_values,
    load_injector_config,
)
from meshctl.mesh.istio.mesh_config import MeshConfig, load_mesh_config
from meshctl.mesh.istio.native_sidecars import supports_native_sidecars
from meshctl.mesh.istio.values import load_values
from meshctl.mesh.overrides import apply_overrides, deep_merge
from meshctl.offline.template_cache import compile_cached
from meshctl.yamlio import load_plain

if TYPE_CHECKING:
    from meshctl.inject.istio.settings import IstioSettings

FAMILY: Final = "istio"
Mapping = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigOptions:
    """The flags that say what to inject."""

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
    istio_namespace: str = "istio-system"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One configuration document, and where it stood."""

    value: Any
    place: Place


@dataclass(slots=True, kw_only=True)
class _Documents:
    """The documents a run works with; `config` is None for the built-in templates."""

    config: _Part | None
    values: Mapping
    mesh: list[_Part]
    values_place: Place
    join: bool
    revision: str = ""


def load_settings(options: ConfigOptions) -> IstioSettings:
    """The settings the flags ask for.

    Raises:
        UsageError: flags that do not go together.
        InputError: a file cannot be read or is not YAML.
        SettingsError: a document says something impossible; the message names file and key.
        ClusterError: with `cluster`, it did not answer.
    """
    documents = _from_files(options) if options.cluster is None else _from_cluster(options, options.cluster)
    if options.operator_file is not None:
        _apply_operator(documents, _operator(options.operator_file))
    if options.set_values:
        documents.values = apply_overrides(documents.values, options.set_values)
        documents.join = True
    values = load_values(documents.values, place=documents.values_place)
    return assemble(_config(documents), values, _mesh(documents, options), _surroundings(documents, options))


def _from_files(options: ConfigOptions) -> _Documents:
    if options.inject_config_file is None:
        return _built_in(options)
    config = _read(options.inject_config_file)
    values, join = _Part(value={}, place=config.place), False
    if options.values_file is not None:
        values, join = _read_mapping(options.values_file, "values"), True
    elif is_config_map(config.value) and "values" in (config.value.get("data") or {}):
        values = _part_of(config, "values")
    else:
        values = _Part(value=_built_in_values(options), place=Place("built-in values"))
    mesh = [] if options.mesh_config_file is None else [_read_mapping(options.mesh_config_file, "mesh")]
    return _Documents(config=config, values=values.value, mesh=mesh, values_place=values.place, join=join)


def _built_in(options: ConfigOptions) -> _Documents:
    values, place = _built_in_values(options), Place("built-in values")
    if options.values_file is not None:
        given = _read_mapping(options.values_file, "values")
        values, place = deep_merge(values, given.value), given.place
    mesh = [_built_in_mesh(options)]
    if options.mesh_config_file is not None:
        mesh.append(_read_mapping(options.mesh_config_file, "mesh"))
    return _Documents(config=None, values=values, mesh=mesh, values_place=place, join=True)


def _built_in_values(options: ConfigOptions) -> Mapping:
    values = cast("Mapping", load_plain(template_files.data_text(FAMILY, "values")))
    return deep_merge(values, {"revision": options.revision, "global": {"istioNamespace": options.istio_namespace}})


def _built_in_mesh(options: ConfigOptions) -> _Part:
    mesh = cast("Mapping", load_plain(template_files.data_text(FAMILY, "mesh")))
    service = f"istiod-{options.revision}" if options.revision else "istiod"
    here: Mapping = {
        "rootNamespace": options.istio_namespace,
        "defaultConfig": {"discoveryAddress": f"{service}.{options.istio_namespace}.svc:15012"},
    }
    return _Part(value=deep_merge(mesh, here), place=Place("built-in mesh configuration"))


def _from_cluster(options: ConfigOptions, cluster: ClusterOptions) -> _Documents:
    if options.inject_config_file is not None:
        raise UsageError("--from-cluster and --injectConfigFile do not go together", remedy="choose one")
    maps = read_config_maps(cluster)
    injector = _Part(value=maps.injector, place=Place(maps.injector_name))
    mesh = _part_of(_Part(value=maps.mesh, place=Place(maps.mesh_name)), "mesh")
    values = _part_of(injector, "values")
    meshes = [mesh] if options.mesh_config_file is None else [_read_mapping(options.mesh_config_file, "mesh")]
    if options.values_file is not None:
        values = _read_mapping(options.values_file, "values")
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


def _injector_config(part: _Part) -> InjectorConfig:
    """A configuration, the ConfigMap that holds one, or a bare template, as istioctl tells them apart."""
    if is_config_map(part.value):
        part = _part_of(part, "config")
    if isinstance(part.value, dict) and "templates" in part.value:
        return load_injector_config(part.value, place=part.place)
    return bare_template(_text(part))


def _text(part: _Part) -> str:
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
        mesh = load_mesh_config(overrides, base=mesh, place=Place("--mesh-set")).config
    return load_mesh_config(None, base=mesh).config


def _surroundings(documents: _Documents, options: ConfigOptions) -> Surroundings:
    return Surroundings(
        revision=documents.revision or options.revision,
        native_sidecars=_native_sidecars(options),
        compliance_policy=os.environ.get("COMPLIANCE_POLICY", ""),
        environment=os.environ,
        partials=template_files.partial_texts(FAMILY) if documents.config is None else {},
        compiler=compile_cached,
    )


def _native_sidecars(options: ConfigOptions) -> bool:
    """Flags first, then istioctl's environment variable, then native: every supported Kubernetes has them."""
    if options.native_sidecars is not None:
        return options.native_sidecars
    if options.kubernetes_version is not None:
        if not options.kubernetes_version.lstrip("v")[:1].isdigit():
            raise UsageError(
                f"--kubernetes-version: found {options.kubernetes_version!r}, expected a version such as 1.33"
            )
        return supports_native_sidecars(options.kubernetes_version)
    return os.environ.get("ENABLE_NATIVE_SIDECARS", "true") != "false"


def _read(path: str) -> _Part:
    """The first document of a file; a file that is no YAML counts as text, since templates need not be."""
    source = read_source(path)
    try:
        value: Any = load_plain(source.text, name=source.name)
    except InputError:
        if "{{" not in source.text:
            raise
        value = source.text
    return _Part(value=value, place=Place(source.name))


def _read_mapping(path: str, key: ConfigKey) -> _Part:
    """One part of the configuration: a document of its own, or a key of a ConfigMap."""
    source = read_source(path)
    part = _Part(value=load_plain(source.text, name=source.name), place=Place(source.name))
    if is_config_map(part.value):
        part = _part_of(part, key)
    if part.value is None:
        return _Part(value={}, place=part.place)
    if not isinstance(part.value, dict):
        raise SettingsError(f"expected a mapping of settings, found {type(part.value).__name__}", place=part.place)
    return part


def _part_of(config_map: _Part, key: ConfigKey) -> _Part:
    place = Place(f"{config_map.place.source} (key {key})")
    text = config_map_text(config_map.value, key, place=config_map.place)
    return _Part(value=load_plain(text, name=place.source), place=place)


def _operator(path: str) -> _Part:
    part = _read_mapping(path, "values")
    if part.value.get("kind") != "IstioOperator":
        raise SettingsError(
            f"found kind {part.value.get('kind')!r}, expected IstioOperator",
            place=part.place,
            remedy="give a values document with --valuesFile",
        )
    return _Part(value=part.value.get("spec") or {}, place=part.place)


def _apply_operator(documents: _Documents, spec: _Part) -> None:
    """Lay an operator's settings over the documents; its `values` beat its other fields, and both beat the files."""
    wanted: Mapping = {}
    for field in ("hub", "tag"):
        if spec.value.get(field) is not None:
            wanted = deep_merge(wanted, {"global": {field: spec.value[field]}})
    if spec.value.get("revision"):
        documents.revision = str(spec.value["revision"])
        wanted["revision"] = documents.revision
    cni = ((spec.value.get("components") or {}).get("cni") or {}).get("enabled")
    if cni is not None:
        wanted = deep_merge(wanted, {"pilot": {"cni": {"enabled": cni}}})
    documents.values = deep_merge(deep_merge(documents.values, wanted), spec.value.get("values") or {})
    documents.join = True
    if spec.value.get("meshConfig") is not None:
        documents.mesh.append(_Part(value=spec.value["meshConfig"], place=spec.place))
