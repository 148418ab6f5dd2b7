"""An IstioOperator file as far as injection needs it: hub, tag, revision, CNI, values and mesh configuration.

Source: istio operator/pkg/render/manifest.go (MergeInputs).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from meshctl.errors import Place, SettingsError
from meshctl.manifests.sources import read_source
from meshctl.mesh.istio.proto_json import describe
from meshctl.mesh.overrides import deep_merge
from meshctl.offline.parts import OPERATOR, Part, as_mapping
from meshctl.yamlio import load_plain

Mapping = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """What an operator file asks for; `values` go over all others, `mesh` is None where the file has none."""

    values: Mapping = field(default_factory=dict)
    mesh: Part | None = None
    revision: str = ""


def read_operator(path: str) -> Operator:
    """The settings of an IstioOperator file, in which `spec.values` beats the shorter fields beside it.

    Raises:
        InputError: it cannot be read.
        SettingsError: it is of another kind, or a field has the wrong type.
    """
    source = read_source(path)
    place = Place(source.name)
    document = as_mapping(load_plain(source.text, name=source.name), "the document", place)
    if document.get("kind") != OPERATOR:
        found = document.get("kind")
        raise SettingsError(
            f"found {'no kind' if found is None else f'kind {found}'}, expected {OPERATOR}",
            place=place,
            remedy="give a values document with --valuesFile",
        )
    return _read_spec(as_mapping(document.get("spec"), "spec", place), place)


def _read_spec(spec: Mapping, place: Place) -> Operator:
    revision = _revision(spec, place)
    values: Mapping = {"global": {name: spec[name] for name in ("hub", "tag") if spec.get(name) is not None}}
    if revision:
        values["revision"] = revision
    components = as_mapping(spec.get("components"), "spec.components", place)
    cni = as_mapping(components.get("cni"), "spec.components.cni", place).get("enabled")
    if cni is not None:
        values["pilot"] = {"cni": {"enabled": cni}}
    given = as_mapping(spec.get("values"), "spec.values", place)
    mesh = spec.get("meshConfig")
    if mesh is not None:
        as_mapping(mesh, "spec.meshConfig", place)
    return Operator(
        values=deep_merge(values, given),
        mesh=None if mesh is None else Part(value=mesh, place=place),
        revision=revision,
    )


def _revision(spec: Mapping, place: Place) -> str:
    found = spec.get("revision")
    if found is None:
        return ""
    if not isinstance(found, str):
        raise SettingsError(f"spec.revision: expected text (put it in quotes), found {describe(found)}", place=place)
    return found
