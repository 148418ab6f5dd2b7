"""Manifests as text in, injected text out: the library's way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.manifests.sources import Source
from meshctl.offline.configuration import ConfigOptions, load_settings
from meshctl.offline.session import run_source

if TYPE_CHECKING:
    from meshctl.injection.family import Settings
    from meshctl.report.injection import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectedText:
    """The text with the sidecar in it, and what became of each document."""

    text: str
    outcomes: tuple[Outcome, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about workloads that were left out, in document order."""
        return tuple(warning for outcome in self.outcomes for warning in outcome.warnings)


def inject_text(manifest: str, *, settings: Settings | None = None, name: str = "<text>") -> InjectedText:
    """Every workload of a manifest with the mesh's sidecar; everything else byte for byte as it was.

    `settings` default to the built-in templates, values and mesh configuration; `load_settings` reads others. `name`
    is what messages call the text.

    Raises:
        InputError: the text is not YAML, or no manifest; place and remedy are in the error.
        InjectionError: an annotation, template or setting is wrong.
    """
    run = run_source(Source(name=name, text=manifest), settings or load_settings(ConfigOptions()))
    return InjectedText(text=run.text, outcomes=tuple(run.outcomes))
