"""What a reader must know about a conversion: what was left behind, and what behaves differently today."""

from __future__ import annotations

from dataclasses import dataclass

from meshctl.k8s.types import FieldPath  # noqa: TC001  dataclasses read their annotations


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing that a conversion could not carry, or carries with a change.

    `index` is the place of the resource in the input, `path` the field within it. `lost` tells whether something is
    missing from the result; otherwise the note only explains.
    """

    index: int
    kind: str
    namespace: str
    name: str
    path: FieldPath
    message: str
    lost: bool = True

    def __str__(self) -> str:
        """`Kind namespace/name path: message`."""
        where = ".".join(str(step) for step in self.path)
        return f"{self.kind} {self.namespace}/{self.name} {where}: {self.message}"
