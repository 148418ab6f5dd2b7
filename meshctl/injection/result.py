"""What the engine answers: a decision and a pod."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshctl.injection.decision import Decision
    from meshctl.k8s.types import Pod


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where one setting of the injected pod came from: `subject` (`image`), its `value`, the `source` that gave it."""

    subject: str
    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectionResult:
    """The outcome for one pod.

    `pod` is `original` itself when nothing was injected. `template_pod` holds what the templates alone wrote,
    `templates` their names in order, `warnings` sentences for the person who asked.
    """

    original: Pod
    pod: Pod
    decision: Decision
    template_pod: Pod
    templates: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def injected(self) -> bool:
        """Whether the pod was injected, which a second run over an injected pod is too."""
        return self.decision.inject
