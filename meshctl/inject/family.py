"""What a mesh family must offer the engine, and the table of families.

A family is data plus a few functions. The engine runs the same steps for each and never asks which one it serves. A
new family is a package under `meshctl/inject/`, its vocabulary under `meshctl/mesh/`, its templates under
`templates/`, and one line in `FAMILIES`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from meshctl.errors import UsageError

if TYPE_CHECKING:
    from meshctl.inject.decision import Decision
    from meshctl.inject.request import Request
    from meshctl.inject.result import InjectionResult, Origin


class Settings(Protocol):
    """Whatever a family needs to know; the engine reads only whose settings they are."""

    @property
    def family(self) -> str:
        """The family's name in `FAMILIES`."""
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


# Name to `module:attribute`; imported when first asked for, so that one mesh never pays for another.
FAMILIES: dict[str, str] = {
    "istio": "meshctl.inject.istio.family:ISTIO",
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
