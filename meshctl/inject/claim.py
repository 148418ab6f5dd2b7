"""Whose injector takes a pod in a cluster: what each family answers from labels and annotations alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from meshctl.inject.family import FAMILIES, family

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.k8s.types import Pod


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespaceFacts:
    """What is known of a pod's namespace; labels and annotations are empty for one that no file describes."""

    name: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A family that takes the pod, and the sentence that says why."""

    family: str
    reason: str


def claims(pod: Pod, namespace: NamespaceFacts) -> list[Claim]:
    """Every family that would inject the pod, or has; two or more are a conflict."""
    answers = ((name, family(name).claim(pod, namespace)) for name in FAMILIES)
    return [Claim(family=name, reason=reason) for name, reason in answers if reason is not None]
