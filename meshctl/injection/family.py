"""What a mesh family must offer the engine, and the table of families.

A family is data plus a few functions. The engine runs the same steps for each and never asks which one it serves. A
new family is a package under `meshctl/injection/`, its vocabulary under `meshctl/mesh/`, its templates under
`templates/`, and one line in `FAMILIES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast, runtime_checkable

from meshctl.errors import UsageError
from meshctl.gotemplate import Template, compile_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshctl.injection.decision import Decision
    from meshctl.injection.namespace import NamespaceFacts
    from meshctl.injection.removal import Removal
    from meshctl.injection.request import Request, Workload
    from meshctl.injection.result import InjectionResult, Origin
    from meshctl.k8s.gvk import Workload as PodPlace
    from meshctl.k8s.json_patch import Operation
    from meshctl.k8s.types import Pod

# Compiles (name, text) with functions and associated texts; the command line puts a cache on disk here.
Compiler: TypeAlias = Callable[..., Template]


class Settings(Protocol):
    """Whatever a family needs to know; the engine reads only whose settings they are."""

    @property
    def family(self) -> str:
        """The family's name in `FAMILIES`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What a family is told by documents and flags, before it makes settings of it.

    base_values: the values as installed; values: with what the flags set. flags: switches of the family by name,
    such as `annotate_only`. native_sidecars: what was asked for, None for the values' own. created_by: what we call
    ourselves on the pod.
    """

    base_values: Mapping[str, Any]
    values: Mapping[str, Any]
    templates: Mapping[str, str]
    partials: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, bool] = field(default_factory=dict)
    native_sidecars: bool | None = None
    control_plane_namespace: str = ""
    created_by: str = ""
    compiler: Compiler = compile_template


class Configurable(Protocol):
    """A family whose settings come from values and templates alone."""

    def configure(self, configuration: Configuration) -> Settings:
        """The settings.

        Raises:
            SettingsError: a value that is impossible.
        """
        ...


@runtime_checkable
class Surveying(Protocol):
    """A family that looks at all given manifests before it injects the first."""

    def survey(self, settings: Any, manifests: Iterable[dict[str, Any]]) -> Settings:
        """The settings, with what was learnt from the manifests."""
        ...


@runtime_checkable
class Marking(Protocol):
    """A family whose webhook writes annotations on what it does not inject."""

    @property
    def marked_kinds(self) -> frozenset[str]:
        """Kinds of the core group that its webhook is asked about beside pods."""
        ...

    def mark(self, manifest: Mapping[str, Any], above: Mapping[str, str], settings: Any) -> list[Operation]:
        """The JSON Patch for an object of those kinds, or for a pod that is left out; empty for nothing to write.

        `above` are the annotations of the object's namespace.
        """
        ...


@runtime_checkable
class Asking(Protocol):
    """A family that pods ask for injection by one label or annotation."""

    @property
    def asks(self) -> tuple[str, frozenset[str]]:
        """Its name, and the values that ask; a person who wrote one and got no sidecar is told why."""
        ...


class Family(Protocol):
    """One mesh: how it decides, what its templates see, and what happens around them."""

    @property
    def name(self) -> str:
        """The name in `FAMILIES`, in `templates/` and on the command line."""
        ...

    def decide(self, request: Request, settings: Any) -> Decision:
        """Whether to inject, with every rule that was asked."""
        ...

    def transform(self, request: Request, settings: Any, decision: Decision) -> InjectionResult:
        """The injected pod, for a request that was decided positively.

        Raises:
            InjectionError: an annotation, template or setting is wrong.
        """
        ...

    def origins(self, result: InjectionResult, settings: Any) -> tuple[Origin, ...]:
        """Where the settings of an injected pod came from: what `explain` tells after the decision."""
        ...

    def place_of(self, kind: str) -> PodPlace | None:
        """Where a kind keeps its pod, None for a kind that is not injected."""
        ...

    def owner_of_pod(self, pod: Pod, *, namespace: str = "") -> Workload:
        """The workload behind a pod that something else made."""
        ...

    def clean(self, manifest: dict[str, Any], settings: Any) -> dict[str, Any]:
        """What injection of a manifest starts from: without an earlier one where injecting again is an update."""
        ...

    def annotate(self, manifest: dict[str, Any], settings: Any) -> dict[str, Any]:
        """A manifest that makes no pods with what the family writes on it, the same object for nothing."""
        ...

    def skip_warning(self, manifest: dict[str, Any], pod: Pod, decision: Decision) -> str:
        """What a person is told of a workload that was left out."""
        ...

    def claim(self, pod: Pod, namespace: NamespaceFacts) -> str | None:
        """Why the family's injector in a cluster takes the pod, or has; None where it leaves it."""
        ...

    def remove(self, manifest: dict[str, Any]) -> Removal:
        """The manifest without an injection, by the traces it left; the same object where there are none."""
        ...


# Name to `module:attribute`; imported when first asked for, so that one mesh never pays for another.
FAMILIES: dict[str, str] = {
    "istio": "meshctl.injection.istio.family:ISTIO",
    "linkerd": "meshctl.injection.linkerd.family:LINKERD",
    "envoy": "meshctl.injection.envoy.family:ENVOY",
}


def family(name: str) -> Family:
    """The family of that name.

    Raises:
        UsageError: there is no such family; the message lists those there are.
    """
    target = FAMILIES.get(name)
    if target is None:
        raise UsageError(f"unknown mesh family {name!r}", remedy=f"use one of {', '.join(sorted(FAMILIES))}")
    module, _, attribute = target.partition(":")
    return cast("Family", getattr(import_module(module), attribute))
