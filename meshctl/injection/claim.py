"""Whose injector takes a pod in a cluster: what each family answers from labels and annotations alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.injection.family import FAMILIES, family

if TYPE_CHECKING:
    from meshctl.injection.namespace import NamespaceFacts
    from meshctl.k8s.types import Pod


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A family that takes the pod, and the sentence that says why."""

    family: str
    reason: str


def claims(pod: Pod, namespace: NamespaceFacts) -> list[Claim]:
    """Every family that would inject the pod, or has; two or more are a conflict."""
    answers = ((name, family(name).claim(pod, namespace)) for name in FAMILIES)
    return [Claim(family=name, reason=reason) for name, reason in answers if reason is not None]
