"""The injection templates in force: parsing, names, aliases.

Source: istio pkg/kube/inject/inject.go (selectTemplates, ParseTemplates).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from meshctl.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshctl.gotemplate import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Named template texts, compiled when first used.

    `compile` turns (name, text) into a template; `defaults` serve pods that ask for none; an alias stands for several
    names, one level deep.
    """

    texts: Mapping[str, str]
    compile: Callable[[str, str], Template]
    defaults: tuple[str, ...] = ("sidecar",)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _compiled: dict[str, Template] = field(default_factory=dict, repr=False, compare=False)

    def select(self, wanted: str | None) -> tuple[str, ...]:
        """Template names for a pod, in order, repeats kept.

        `wanted` is the pod's comma list, None when it has none. A list that is present but empty asks for a template
        with an empty name, as upstream reads it.

        Raises:
            TemplateError: a name is unknown; the message lists those there are.
        """
        asked = self.defaults if wanted is None else tuple(name.strip() for name in wanted.split(","))
        names = tuple(name for item in asked for name in self.aliases.get(item, (item,)))
        for name in names:
            if name not in self.texts:
                have = ", ".join(sorted(self.texts))
                raise TemplateError(f'requested template "{name}" not found; have {have}')
        return names

    def template(self, name: str) -> Template:
        """The compiled template of that name, which must be one of `texts`.

        Raises:
            TemplateError: its text does not parse; the message has line and column.
        """
        found = self._compiled.get(name)
        if found is None:
            found = self._compiled[name] = self.compile(name, self.texts[name])
        return found

    def compile_all(self) -> None:
        """Compile every template, so that one that does not parse rejects the whole configuration.

        Raises:
            TemplateError: a text does not parse.
        """
        for name in self.texts:
            self.template(name)
