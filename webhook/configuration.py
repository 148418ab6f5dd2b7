"""The engine with one set of configuration: files in, something that injects out.

Most families are told everything by one values document: the built-in one with the file `values` laid over it. Istio
has an injector configuration and a mesh configuration besides, so it reads its own files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, cast, runtime_checkable

from meshctl.injection.engine import inject
from meshctl.injection.family import Asking, Configurable, Configuration, Marking, family
from meshctl.mesh.overrides import deep_merge
from meshctl.template_files import partial_texts, template_texts
from webhook.documents import VALUES, built_in, parse_document
from webhook.files import FileSet, in_folder
from webhook.istio import istio_files, istio_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshctl.injection.family import Settings as FamilySettings
    from meshctl.injection.library import Library
    from meshctl.injection.request import Request, Workload
    from meshctl.injection.result import InjectionResult
    from meshctl.k8s.json_patch import Operation
    from meshctl.k8s.types import Pod
    from webhook.settings import Settings

CREATED_BY: Final = "meshctl/webhook"  # what pods' records call us, in families that keep one


class Injector(Protocol):
    """What the inject route needs of the engine; tests put a small one in its place."""

    @property
    def marked_kinds(self) -> frozenset[str]:
        """Core kinds beside Pod that are written on."""
        ...

    @property
    def asks(self) -> tuple[str, frozenset[str]]:
        """The label or annotation by which a pod asks for injection, and its values that do."""
        ...

    def inject(self, request: Request) -> InjectionResult:
        """Decide on one pod and inject it; InjectionError when it should be injected and cannot be."""
        ...

    def mark(self, manifest: Mapping[str, Any], namespace: str) -> list[Operation]:
        """The patch for an object of another kind, or for a pod that is not injected; empty for nothing to write."""
        ...

    def workload_of(self, pod: Pod) -> Workload:
        """The object that makes the pod, from its owner reference."""
        ...

    def namespace_annotations(self, namespace: str) -> Mapping[str, str]:
        """Annotations of a namespace, as far as they are known here."""
        ...


class EngineInjector:
    """The real engine with parsed settings; `annotations_of` gives what is known of a namespace.

    NB: the service looks nothing up in a cluster. Without an `annotations_of` of the caller's only what stands on the
    object itself counts; a namespace's annotations are then neither a reason to inject nor inherited.
    """

    def __init__(
        self, settings: FamilySettings, annotations_of: Callable[[str], Mapping[str, str]] = lambda _namespace: {}
    ) -> None:
        self._settings = settings
        self._annotations_of = annotations_of
        self._family = family(settings.family)  # imported now, so that the first review need not wait for it
        self._marking = self._family if isinstance(self._family, Marking) else None
        self.marked_kinds = self._marking.marked_kinds if self._marking else frozenset[str]()
        self.asks = self._family.asks if isinstance(self._family, Asking) else ("", frozenset[str]())

    def inject(self, request: Request) -> InjectionResult:
        """Hand the request to the engine."""
        return inject(request, self._settings)

    def mark(self, manifest: Mapping[str, Any], namespace: str) -> list[Operation]:
        """What the family writes on what it does not inject."""
        if self._marking is None:
            return []
        return self._marking.mark(manifest, self.namespace_annotations(namespace), self._settings)

    def workload_of(self, pod: Pod) -> Workload:
        """The owner as the family's templates name it."""
        return self._family.owner_of_pod(pod)

    def namespace_annotations(self, namespace: str) -> Mapping[str, str]:
        """What is known of the namespace."""
        return self._annotations_of(namespace)


@runtime_checkable
class _Compilable(Protocol):
    """Settings that hold templates."""

    @property
    def library(self) -> Library: ...


class _Reader(NamedTuple):
    """How a family's settings come about: which files, and what is made of the documents in them."""

    files: Callable[[Settings], FileSet]
    read: Callable[[Mapping[str, dict[str, Any]], Settings], FamilySettings]


def configuration_files(settings: Settings) -> FileSet:
    """The files of the configuration folder, none when only the built-in configuration serves."""
    return _reader(settings).files(settings)


def load_configuration(files: dict[str, bytes], settings: Settings) -> EngineInjector:
    """The engine with the given files; every template is compiled, so one that does not parse refuses the whole set.

    Raises:
        InputError: a file is not YAML.
        SettingsError: a file does not hold what it should; nothing of the set is used then.
        TemplateError: a template does not parse.
    """
    documents = {name: parse_document(name, text) for name, text in files.items()}
    parsed = _reader(settings).read(documents, settings)
    if isinstance(parsed, _Compilable):
        parsed.library.compile_all()
    return EngineInjector(parsed)


def _values_file(settings: Settings) -> FileSet:
    if settings.config_dir is None:
        return FileSet(paths={})
    return in_folder(settings.config_dir, [], optional=[VALUES])


def _configured(documents: Mapping[str, dict[str, Any]], settings: Settings) -> FamilySettings:
    """Settings of a family that is told everything by values."""
    values = deep_merge(built_in(settings.family, VALUES), documents.get(VALUES, {}))
    configuration = Configuration(
        base_values=values,
        values=values,
        templates=template_texts(settings.family),
        partials=partial_texts(settings.family),
        native_sidecars=settings.native_sidecars == "true",
        control_plane_namespace=settings.control_plane_namespace,
        created_by=CREATED_BY,
    )
    return cast("Configurable", family(settings.family)).configure(configuration)


_BY_VALUES: Final = _Reader(_values_file, _configured)
# Families that read more than a values document.
_READERS: Final[dict[str, _Reader]] = {"istio": _Reader(istio_files, istio_settings)}


def _reader(settings: Settings) -> _Reader:
    return _READERS.get(settings.family, _BY_VALUES)
