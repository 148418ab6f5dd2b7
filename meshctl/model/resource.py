"""A resource as rules see it: its value, its identity in the set under analysis, and where it was written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from meshctl.model.fields import JSONObject, dig, labels_of, mapping
from meshctl.model.kinds import CLUSTER_SCOPED, group_of, kind_key, short_kind

if TYPE_CHECKING:
    from meshctl.k8s.types import FieldPath, JSONValue
    from meshctl.manifests.documents import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRef:
    """Identity of a resource; `namespace` is empty for cluster-scoped kinds and where none is known."""

    api_version: str
    kind: str
    namespace: str
    name: str
    cluster: str = ""

    def __str__(self) -> str:
        """`Kind namespace/name`, or `Kind name` without a namespace: the form suppressions match."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


@dataclass(frozen=True, kw_only=True, eq=False)
class MeshResource:
    """One object of the set; an implicit one (the default gateway) was written by nobody and has no `document`.

    `namespace` is the effective one: the default namespace where the text has none, empty where the kind is
    cluster-scoped. `prefix` leads from the document to the object, for items of a List. Compared by identity.
    """

    kind: str
    api_version: str
    namespace: str
    name: str
    value: JSONObject
    document: Document | None = None
    prefix: FieldPath = ()
    cluster: str = ""
    implicit: bool = False

    @cached_property
    def labels(self) -> dict[str, str]:
        """String labels of the object."""
        return labels_of(dig(self.value, "metadata", "labels"))

    @cached_property
    def annotations(self) -> dict[str, str]:
        """String annotations of the object."""
        return labels_of(dig(self.value, "metadata", "annotations"))

    @property
    def spec(self) -> JSONObject:
        """The `spec` mapping, empty where there is none."""
        return mapping(self.value.get("spec"))

    @property
    def key(self) -> tuple[str, str, str]:
        """Kind, namespace and name: what the API server tells objects apart by."""
        return (self.kind, self.namespace, self.name)

    @property
    def full_name(self) -> str:
        """`namespace/name`, or the bare name without a namespace."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    @property
    def group(self) -> str:
        """The API group, empty for the core group."""
        return group_of(self.kind)

    @property
    def ref(self) -> ResourceRef:
        """Identity for messages and reports."""
        return ResourceRef(
            api_version=self.api_version,
            kind=short_kind(self.kind),
            namespace=self.namespace,
            name=self.name,
            cluster=self.cluster,
        )


def mesh_resource(  # noqa: PLR0913  identity, origin and place of one object
    value: JSONObject,
    *,
    default_namespace: str,
    api_version: str | None = None,
    kind: str | None = None,
    document: Document | None = None,
    prefix: FieldPath = (),
    cluster: str = "",
    implicit: bool = False,
) -> MeshResource:
    """The resource that a manifest's object stands for in the set.

    `api_version` and `kind` serve items of typed lists, which may leave them out. Absent or mistyped fields read as
    empty; `generateName` serves as a name.
    """
    version = _scalar(value.get("apiVersion")) if api_version is None else api_version
    key = kind_key(version, _scalar(value.get("kind")) if kind is None else kind)
    metadata = mapping(value.get("metadata"))
    return MeshResource(
        kind=key,
        api_version=version,
        namespace="" if key in CLUSTER_SCOPED else _scalar(metadata.get("namespace")) or default_namespace,
        name=_scalar(metadata.get("name")) or _scalar(metadata.get("generateName")),
        value=value,
        document=document,
        prefix=prefix,
        cluster=cluster,
        implicit=implicit,
    )


def _scalar(value: JSONValue) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else str(value)
