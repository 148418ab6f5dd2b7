"""Istio's settings from the files of the webhook: injector configuration, values and mesh configuration."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from meshctl.errors import Place
from meshctl.injection.istio.assemble import Surroundings, assemble
from meshctl.mesh.istio.injector_config import built_in_injector_config, load_injector_config
from meshctl.mesh.istio.mesh_config import load_mesh_config
from meshctl.mesh.istio.values import load_values
from meshctl.mesh.overrides import deep_merge
from meshctl.template_files import partial_texts, template_texts
from webhook.documents import MESH, VALUES, built_in
from webhook.files import FileSet, in_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.injection.istio.settings import IstioSettings
    from meshctl.k8s.types import JSONValue
    from meshctl.mesh.istio.mesh_config import MeshConfig
    from webhook.settings import Settings

FAMILY: Final = "istio"
CONFIG: Final = "config"


def istio_files(settings: Settings) -> FileSet:
    """The files of the configuration folder; with the built-in templates none of them must be there."""
    if settings.config_dir is None:
        return FileSet(paths={})
    if settings.templates == "built-in":
        return in_folder(settings.config_dir, [], optional=[VALUES, MESH])
    return in_folder(settings.config_dir, [CONFIG, VALUES], optional=[MESH])


def istio_settings(documents: Mapping[str, dict[str, Any]], settings: Settings) -> IstioSettings:
    """What Istio's injector is told.

    With the built-in templates `values` and `mesh` are laid over the built-in documents; a `config` of one's own comes
    with its own values, and its mesh configuration is laid over Istio's defaults alone.

    Raises:
        SettingsError: a document does not hold what it should.
    """
    own = CONFIG in documents
    values = documents.get(VALUES, {})
    if not own:
        values = deep_merge(_built_in_values(settings), values)
        config = built_in_injector_config(template_texts(FAMILY), values)
    else:
        config = load_injector_config(documents[CONFIG], place=Place(CONFIG))
    around = Surroundings(
        revision=settings.revision,
        native_sidecars=settings.native_sidecars == "true",
        compliance_policy=settings.compliance_policy,
        platform=settings.platform,
        environment=os.environ,
        partials={} if own else partial_texts(FAMILY),
    )
    mesh = _mesh([documents.get(MESH, {})] if own else [_built_in_mesh(settings), documents.get(MESH, {})])
    return assemble(config, load_values(values, place=Place(VALUES)), mesh, around)


def _mesh(documents: list[dict[str, Any]]) -> MeshConfig:
    mesh: MeshConfig | None = None
    for document in documents:
        mesh = load_mesh_config(document, base=mesh, place=Place(MESH)).config
    return mesh if mesh is not None else load_mesh_config({}).config


def _built_in_values(settings: Settings) -> dict[str, Any]:
    here: dict[str, JSONValue] = {"revision": settings.revision, "global": {"istioNamespace": settings.istio_namespace}}
    return deep_merge(built_in(FAMILY, VALUES), here)


def _built_in_mesh(settings: Settings) -> dict[str, Any]:
    service = f"istiod-{settings.revision}" if settings.revision else "istiod"
    address = f"{service}.{settings.istio_namespace}.svc:15012"
    here: dict[str, JSONValue] = {
        "rootNamespace": settings.istio_namespace,
        "defaultConfig": {"discoveryAddress": address},
    }
    return deep_merge(built_in(FAMILY, MESH), here)
