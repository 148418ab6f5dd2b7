"""The object under validation, as each kind's validator gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

_SEMANTICS = "internal.istio.io/{}-semantics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A resource: its root field, its identity, and the metadata that rules may look at.

    `namespace` is the effective one, empty where none is known. `labels` and `annotations` are empty when the caller
    keeps metadata out of the judgement, as cross-resource analysis does upstream.
    """

    root: Field
    name: str
    namespace: str
    labels: dict[str, str]
    annotations: dict[str, str]

    @property
    def spec(self) -> Field:
        """The field that holds the rules' subject."""
        return self.root["spec"]

    def is_generated(self, what: str) -> bool:
        """Whether Istio made this object from a Gateway API resource; `what` is `gateway` or `route`."""
        return self.annotations.get(_SEMANTICS.format(what)) == "gateway"
