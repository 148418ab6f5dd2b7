"""A look at all given manifests before the first is injected, for families that need to know what stands in others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshctl.errors import MeshctlError
from meshctl.injection.family import Surveying, family
from meshctl.manifests.documents import BrokenDocument, scan_stream
from meshctl.manifests.sources import Source, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshctl.injection.family import Settings


def survey(paths: Iterable[str], settings: Settings) -> tuple[dict[str, Source], Settings]:
    """What was read on the way, by path, and settings that know the manifests; nothing is read where no family asks.

    Standard input can be read once, so whoever goes on takes the sources from here. What cannot be read is left out:
    reading it again tells why.
    """
    mesh = family(settings.family)
    if not isinstance(mesh, Surveying):
        return {}, settings
    sources: dict[str, Source] = {}
    for path in paths:
        try:
            sources[path] = read_source(path)
        except MeshctlError:
            continue
    return sources, mesh.survey(settings, _manifests(sources.values()))


def _manifests(sources: Iterable[Source]) -> Iterator[dict[str, Any]]:
    for source in sources:
        for found in scan_stream(source):
            if not isinstance(found, BrokenDocument):
                yield from _opened(found.value)


def _opened(value: Any) -> Iterator[dict[str, Any]]:
    """A manifest, or those of a List."""
    if not isinstance(value, dict):
        return
    items = value.get("items")
    if value.get("kind") == "List" and isinstance(items, list):
        for item in items:
            yield from _opened(item)
    else:
        yield value
