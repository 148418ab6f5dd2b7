"""Pods that several meshes would inject, found in files: Namespaces and workloads of a set are seen together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshctl.injection.claim import Claim, claims
from meshctl.injection.namespace import NamespaceFacts
from meshctl.injection.pod import find_pod
from meshctl.manifests.documents import iter_documents
from meshctl.offline.items import manifests_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshctl.manifests.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A workload whose pods more than one family takes; `namespace_known` whether a file describes its namespace."""

    source: str
    line: int
    kind: str
    name: str
    namespace: str
    claims: tuple[Claim, ...]
    namespace_known: bool

    @property
    def identity(self) -> str:
        """`namespace/name`, or the name alone."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Coexistence:
    """What was found: the conflicts in order, how many workloads were looked at, namespaces that no file describes."""

    conflicts: tuple[Conflict, ...]
    workloads: int
    unknown_namespaces: tuple[str, ...]


def find_conflicts(sources: Iterable[Source], *, default_namespace: str = "default") -> Coexistence:
    """Every workload that two families would inject, by the labels and annotations in the files.

    Raises:
        InputError: a document cannot be read.
    """
    found = [
        (document.source.name, document.span(path).start.line, manifest)
        for source in sources
        for document in iter_documents(source)
        for manifest, path in manifests_in(document.value, ())
    ]
    described = [_facts(manifest) for *_, manifest in found if manifest.get("kind") == "Namespace"]
    namespaces = {facts.name: facts for facts in described}
    conflicts: list[Conflict] = []
    unknown: dict[str, None] = {}
    count = 0
    for source_name, line, manifest in found:
        ref = find_pod(manifest)
        if ref is None:
            continue
        count += 1
        metadata = manifest.get("metadata") or {}
        namespace = str(metadata.get("namespace") or default_namespace)
        if namespace not in namespaces:
            unknown[namespace] = None
        taken = claims(ref.pod, namespaces.get(namespace) or NamespaceFacts(name=namespace))
        if len(taken) > 1:
            conflicts.append(
                Conflict(
                    source=source_name,
                    line=line,
                    kind=str(manifest.get("kind") or ""),
                    name=str(metadata.get("name") or metadata.get("generateName") or ""),
                    namespace=namespace,
                    claims=tuple(taken),
                    namespace_known=namespace in namespaces,
                )
            )
    return Coexistence(conflicts=tuple(conflicts), workloads=count, unknown_namespaces=tuple(unknown))


def _facts(manifest: dict[str, Any]) -> NamespaceFacts:
    metadata = manifest.get("metadata") or {}
    name = str(metadata.get("name") or "")
    own = {str(key): str(value) for key, value in (metadata.get("labels") or {}).items()}
    return NamespaceFacts(
        name=name,
        # The API server writes this label on every namespace.
        labels={"kubernetes.io/metadata.name": name, **own},
        annotations={str(key): str(value) for key, value in (metadata.get("annotations") or {}).items()},
    )
