"""A template and what it sees become an overlay: a partial pod.

Rendering takes a tenth of a millisecond, reading the rendered YAML several times that, and replicas of one workload
render alike; so overlays are kept by their text.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from meshctl.errors import InputError, MergeError, TemplateError
from meshctl.k8s.faults import show_value
from meshctl.k8s.schema import struct_type
from meshctl.k8s.strategic_merge import merge
from meshctl.k8s.typed import canonical, known_fields
from meshctl.yamlio import load_plain

if TYPE_CHECKING:
    from meshctl.gotemplate import Template


class Overlay(dict[str, Any]):
    """A partial pod, never changed once made.

    What depends on it alone is worked out once and kept: `alone`, the pod it makes of nothing, and `forms`, the
    canonical form of its lists and of their items, by the identity of the objects that merges hand on.
    """

    __slots__ = ("alone", "forms")

    def __init__(self, value: dict[str, Any]) -> None:
        super().__init__(value)
        self.alone: dict[str, Any] = merge({}, value, "Pod")
        self.forms: dict[int, Any] = {}
        for key, items in (value.get("spec") or {}).items():
            kind = struct_type("PodSpec").by_json.get(key)
            if isinstance(items, list) and kind is not None and kind.type.element is not None:
                element = str(kind.type.element)
                # NB: the merge hands on the list itself where the pod has none, its items where it has one. A list
                # that a pod leaves out when it is empty has no form.
                spec = cast("dict[str, Any]", canonical({key: items}, "PodSpec", fill=False))
                self.forms[id(items)] = spec.get(key)
                self.forms.update({id(item): canonical(item, element, fill=False) for item in items})


@dataclass(frozen=True, slots=True)
class OverlayCache:
    """The overlays of recently rendered texts, at most `size` of them; what it holds must not be changed."""

    size: int = 512
    _overlays: OrderedDict[str, Overlay] = field(default_factory=OrderedDict, repr=False, compare=False)

    def overlay(self, name: str, text: str) -> Overlay:
        """The overlay that `text`, rendered from template `name`, stands for.

        Raises:
            TemplateError: the text is not YAML.
            MergeError: it is no partial pod: a field has the wrong type.
        """
        known = self._overlays.get(text)
        if known is not None:
            self._overlays.move_to_end(text)
            return known
        overlay = read_overlay(name, text)
        self._overlays[text] = overlay
        if len(self._overlays) > self.size:
            self._overlays.popitem(last=False)
        return overlay


def render(template: Template, data: object, cache: OverlayCache) -> Overlay:
    """The overlay of one template over `data`; empty when the template renders to nothing."""
    return cache.overlay(template.name, template.render(data))


def read_overlay(name: str, text: str) -> Overlay:
    """The partial pod a rendered text stands for, checked against the pod's schema; unknown fields are lost.

    Raises:
        TemplateError: the text is not YAML, or not a mapping.
        MergeError: a field has the wrong type; rendered values are not converted.
    """
    try:
        value = load_plain(text)
    except InputError as fault:
        raise TemplateError(
            f'template "{name}" rendered to text that is not YAML: {fault}',
            remedy=f"an unquoted value may contain a quote or a line end; rendered line: {_line(text, fault)!r}",
        ) from None
    if value is None:
        return Overlay({})
    if not isinstance(value, dict):
        raise TemplateError(f'template "{name}" rendered to {show_value(value)}, expected a partial pod (a mapping)')
    try:
        return Overlay(cast("dict[str, Any]", known_fields(value, "Pod")))
    except MergeError as fault:
        raise MergeError(f'template "{name}": {fault.message}', remedy=fault.remedy) from None


def _line(text: str, fault: InputError) -> str:
    lines = text.splitlines()
    number = fault.place.line if fault.place is not None and fault.place.line is not None else 1
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""
