"""The engine with one set of configuration: files in, something that injects out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from meshctl.inject.engine import inject
from webhook.files import FileSet, in_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.inject.istio.settings import IstioSettings
    from meshctl.inject.request import Request, Workload
    from meshctl.inject.result import InjectionResult
    from meshctl.k8s.types import Pod
    from webhook.settings import Settings

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
    """The real engine with parsed settings."""

    def __init__(self, settings: IstioSettings) -> None:
        self._settings = settings

    def inject(self, request: Request) -> InjectionResult:
        """Hand the request to the engine."""
        return inject(request, self._settings)

    def workload_of(self, pod: Pod) -> Workload:
        """The owner as Istio's templates name it."""
        raise NotImplementedError

    def namespace_annotations(self, _namespace: str) -> Mapping[str, str]:
        """None: the service asks the cluster for nothing."""
        return {}


def configuration_files(settings: Settings) -> FileSet:
    """The files of the configuration folder, none when the built-in configuration serves."""
    if settings.config_dir is None:
        return FileSet(paths={})
    return in_folder(settings.config_dir, [CONFIG, VALUES], optional=[MESH])


def load_configuration(files: dict[str, bytes], settings: Settings) -> Injector:
    """The engine with the given files.

    Raises:
        SettingsError: a file does not hold what it should; nothing of the set is used then.
    """
    raise NotImplementedError
