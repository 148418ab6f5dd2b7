"""From documents to the resources of a set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.manifests.resources import resources_of
from meshctl.model.kinds import MESH_NETWORKS
from meshctl.model.resource import MeshResource, mesh_resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshctl.manifests.documents import Document
    from meshctl.model.settings import Settings


def load_resources(documents: Iterable[Document], settings: Settings, cluster: str = "") -> Iterator[MeshResource]:
    """The objects of documents, Lists unwrapped; documents without a kind give none."""
    for document in documents:
        for resource in resources_of(document):
            yield mesh_resource(
                resource.value,
                api_version=resource.api_version,
                kind=resource.kind,
                default_namespace=settings.default_namespace,
                document=document,
                prefix=resource.path,
                cluster=cluster,
            )


def mesh_networks_resource(document: Document, settings: Settings) -> MeshResource:
    """The object that a mesh networks file stands for: `meshnetworks` in the Istio namespace."""
    return MeshResource(
        kind=MESH_NETWORKS,
        api_version="",
        namespace=settings.istio_namespace,
        name="meshnetworks",
        value=document.value if isinstance(document.value, dict) else {},
        document=document,
    )
