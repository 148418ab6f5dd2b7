"""What rules say: a message with arguments about a field of a resource. The runner adds the position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.analyze.findings import Fix, Layer, Severity
    from meshctl.k8s.types import FieldPath
    from meshctl.model.resource import MeshResource

Status: TypeAlias = Literal["active", "optional", "unused", "other-command", "retired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A field of a resource, with the words that tell what it has to do with the problem."""

    resource: MeshResource
    path: FieldPath = ()
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault as a rule reports it.

    `path` is relative to the resource; `on_key` points at the key instead of the value. `absent` marks a fault that
    rests on something not being in the set: unless the set is declared complete it is only information.
    """

    message: Message
    resource: MeshResource
    path: FieldPath = ()
    on_key: bool = False
    absent: bool = False
    arguments: Mapping[str, object]
    related: tuple[Place, ...] = ()
    fix: Fix | None = None
    severity: Severity | None = None
    layer: Layer = "analysis"
    help: str = ""

    @property
    def text(self) -> str:
        """The message with its arguments filled in."""
        return self.message.template.format_map(self.arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A kind of problem: stable code and name, severity, and a text with named holes.

    `template` and `help` are format strings over the arguments. A code never changes its meaning and is never used
    again once retired.
    """

    code: str
    name: str
    severity: Severity
    template: str
    help: str = ""
    status: Status = "active"

    def at(  # noqa: PLR0913  every part of a problem but its arguments has a default
        self,
        resource: MeshResource,
        path: FieldPath = (),
        *,
        on_key: bool = False,
        absent: bool = False,
        related: tuple[Place, ...] = (),
        fix: Fix | None = None,
        severity: Severity | None = None,
        layer: Layer = "analysis",
        help: str = "",  # noqa: A002  the word every report uses
        **arguments: object,
    ) -> Problem:
        """This problem at a field of `resource`; the keyword arguments fill the holes of the text."""
        return Problem(
            message=self,
            resource=resource,
            path=path,
            on_key=on_key,
            absent=absent,
            related=related,
            fix=fix,
            severity=severity,
            layer=layer,
            help=help or (self.help.format_map(arguments) if self.help else ""),
            arguments=arguments,
        )
