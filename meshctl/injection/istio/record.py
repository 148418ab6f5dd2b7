"""What an earlier injection left on a pod: the status record and the saved overrides.

Source: istio pkg/kube/inject/webhook.go (injectionStatus, ParsedContainers).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from meshctl.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.k8s.types import Container, Pod

STATUS = "sidecar.istio.io/status"
OVERRIDES = "proxy.istio.io/overrides"

Heading = Literal["containers", "initContainers"]
HEADINGS: tuple[Heading, ...] = ("containers", "initContainers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Names of what was injected before, each list under its own heading."""

    containers: tuple[str, ...] = ()
    initContainers: tuple[str, ...] = ()  # noqa: N815  the record's own spelling, so that a heading names its field
    volumes: tuple[str, ...] = ()
    imagePullSecrets: tuple[str, ...] = ()  # noqa: N815


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """Containers the user wrote under an injected name, as they stood before the first injection."""

    containers: list[Container] = field(default_factory=list)
    initContainers: list[Container] = field(default_factory=list)  # noqa: N815

    def under(self, heading: Heading) -> list[Container]:
        """The containers saved under `heading`."""
        return cast("list[Container]", getattr(self, heading))

    def find(self, heading: Heading, name: str) -> Container | None:
        """The saved container of that name, or None."""
        return next((container for container in self.under(heading) if container.get("name") == name), None)

    def __bool__(self) -> bool:
        """Whether anything was saved."""
        return bool(self.containers or self.initContainers)

    def to_json(self) -> str:
        """The annotation's text; empty headings are left out."""
        saved = {heading: self.under(heading) for heading in HEADINGS if self.under(heading)}
        return json.dumps(saved, separators=(",", ":"), ensure_ascii=False)


def annotations_of(pod: Pod) -> Mapping[str, str]:
    """The pod's annotations, an empty mapping when there are none."""
    return (pod.get("metadata") or {}).get("annotations") or {}


def parse_status(pod: Pod) -> Status | None:
    """The status record of an injected pod; None when it is absent or is not the JSON the injector writes."""
    text = annotations_of(pod).get(STATUS)
    if text is None:
        return None
    try:
        record = json.loads(text)
    except ValueError:
        return None
    if not isinstance(record, dict):
        return None
    return Status(**{name: _names(record.get(name)) for name in Status.__dataclass_fields__})


def parse_overrides(pod: Pod) -> Overrides:
    """The saved overrides of a pod, empty when there are none.

    Raises:
        AnnotationError: the annotation is not the JSON the injector writes.
    """
    text = annotations_of(pod).get(OVERRIDES)
    if text is None:
        return Overrides()
    try:
        saved = json.loads(text)
        return Overrides(**{heading: _containers(saved.get(heading)) for heading in HEADINGS})
    except (ValueError, AttributeError, TypeError) as fault:
        raise AnnotationError(
            f"annotation {OVERRIDES} is not the JSON an injector writes: {fault}",
            annotation=OVERRIDES,
            remedy="delete the annotation, the containers of the manifest then count",
        ) from None


def _names(value: Any) -> tuple[str, ...]:
    return tuple(name for name in value if isinstance(name, str)) if isinstance(value, list) else ()


def _containers(value: Any) -> list[Container]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise TypeError("expected a list of containers")
    return value
