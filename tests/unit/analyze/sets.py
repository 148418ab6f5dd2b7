"""Snapshots from YAML, for tests of the tables that rules share."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

from meshctl.analyze.settings import LintSettings
from meshctl.manifests.documents import Document, read_documents
from meshctl.manifests.sources import Source
from meshctl.model.loading import load_resources
from meshctl.model.resource import MeshResource
from meshctl.model.snapshot import Snapshot, build_snapshots


def documents(text: str, name: str = "set.yaml") -> list[Document]:
    """The documents with content."""
    return [each for each in read_documents(Source(name=name, text=dedent(text))) if not each.is_empty]


def resources(text: str, **settings: Any) -> list[MeshResource]:
    """The resources of a text."""
    return list(load_resources(documents(text), LintSettings(**settings)))


def snapshot(text: str, **settings: Any) -> Snapshot:
    """A set of one cluster."""
    chosen = LintSettings(**settings)
    return build_snapshots({"": load_resources(documents(text), chosen)}, chosen)[""]
