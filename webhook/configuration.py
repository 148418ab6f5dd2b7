"""The engine with one set of configuration: files in, something that injects out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, Protocol

from meshctl.errors import Place, SettingsError
from meshctl.inject.engine import inject
from meshctl.inject.family import family
from meshctl.inject.istio.assemble import Surroundings, assemble
from meshctl.inject.istio.owner import owner_of_pod
from meshctl.mesh.istio.injector_config import built_in_injector_config, load_injector_config
from meshctl.mesh.istio.mesh_config import load_mesh_config
from meshctl.mesh.istio.values import load_values
from meshctl.mesh.overrides import deep_merge
from meshctl.template_files import data_text, partial_texts, template_texts
from meshctl.yamlio import load_plain
from webhook.files import FileSet, in_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshctl.inject.istio.settings import IstioSettings
    from meshctl.inject.request import Request, Workload
    from meshctl.inject.result import InjectionResult
    from meshctl.k8s.types import JSONValue, Pod
    from meshctl.mesh.istio.mesh_config import MeshConfig
    from webhook.settings import Settings

FAMILY: Final = "istio"
CONFIG, VALUES, MESH = "config", "values", "mesh"


class Injector(Protocol):
    """What the inject route needs of the engine; tests put a small one in its place."""

    def inject(self, request: Request) -> InjectionResult:
        """Decide on one pod and inject it; InjectionError when it should be injected and cannot be."""
        ...

    def workload_of(self, pod: Pod) -> Workload:
        """The object that makes the pod, from its owner reference."""
        ...

    def namespace_annotations(self, namespace: str) -> Mapping[str, str]:
        """Annotations of a namespace, as far as they are known here."""
        ...


class EngineInjector:
    """The real engine with parsed settings; `annotations_of` gives what is known of a namespace."""

    def __init__(
        self, settings: IstioSettings, annotations_of: Callable[[str], Mapping[str, str]] = lambda _namespace: {}
    ) -> None:
        self._settings = settings
        self._annotations_of = annotations_of

    def inject(self, request: Request) -> InjectionResult:
        """Hand the request to the engine."""
        return inject(request, self._settings)

    def workload_of(self, pod: Pod) -> Workload:
        """The owner as Istio's templates name it."""
        return owner_of_pod(pod)

    def namespace_annotations(self, namespace: str) -> Mapping[str, str]:
        """What is known of the namespace."""
        return self._annotations_of(namespace)


def configuration_files(settings: Settings) -> FileSet:
    """The files of the configuration folder, none when only the built-in configuration serves."""
    if settings.config_dir is None:
        return FileSet(paths={})
    if settings.templates == "built-in":
        return in_folder(settings.config_dir, [], optional=[VALUES, MESH])
    return in_folder(settings.config_dir, [CONFIG, VALUES], optional=[MESH])


def load_configuration(files: dict[str, bytes], settings: Settings) -> EngineInjector:
    """The engine with the given files; every template is compiled, so one that does not parse refuses the whole set.

    With the built-in templates `values` and `mesh` are laid over the built-in documents; a `config` of one's own comes
    with its own values, and its mesh configuration is laid over Istio's defaults alone.

    Raises:
        InputError: a file is not YAML.
        SettingsError: a file does not hold what it should; nothing of the set is used then.
        TemplateError: a template does not parse.
    """
    documents = {name: _parse(name, text) for name, text in files.items()}
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
    parsed = assemble(config, load_values(values, place=Place(VALUES)), mesh, around)
    parsed.library.compile_all()
    family(parsed.family)  # imported now, so that the first review need not wait for it
    return EngineInjector(parsed)


def _mesh(documents: list[dict[str, Any]]) -> MeshConfig:
    mesh: MeshConfig | None = None
    for document in documents:
        mesh = load_mesh_config(document, base=mesh, place=Place(MESH)).config
    return mesh if mesh is not None else load_mesh_config({}).config


def _built_in_values(settings: Settings) -> dict[str, Any]:
    values = _parse("built-in values", data_text(FAMILY, VALUES).encode())
    here: dict[str, JSONValue] = {"revision": settings.revision, "global": {"istioNamespace": settings.istio_namespace}}
    return deep_merge(values, here)


def _built_in_mesh(settings: Settings) -> dict[str, Any]:
    mesh = _parse("built-in mesh configuration", data_text(FAMILY, MESH).encode())
    service = f"istiod-{settings.revision}" if settings.revision else "istiod"
    address = f"{service}.{settings.istio_namespace}.svc:15012"
    here: dict[str, JSONValue] = {
        "rootNamespace": settings.istio_namespace,
        "defaultConfig": {"discoveryAddress": address},
    }
    return deep_merge(mesh, here)


def _parse(name: str, text: bytes) -> dict[str, Any]:
    """The mapping a file holds; an empty file is an empty one."""
    try:
        value = load_plain(text.decode("utf-8"), name=name)
    except UnicodeDecodeError as error:
        raise SettingsError("the text is not UTF-8", place=Place(name)) from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise SettingsError(f"expected a mapping, found {type(value).__name__}", place=Place(name))
    return value
