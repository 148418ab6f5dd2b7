"""Annotations of every mesh family on the objects that are checked for them.

A family is data: the domains it owns and the table of what it reads. Upstream's analysis looks at Istio's annotations
on Namespaces, Services, Pods and Deployments; here pod templates and all workload kinds count too, and all families.
What is beyond upstream's scope has codes of our own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from meshctl.model.fields import dig, labels_of
from meshctl.model.kinds import DEPLOYMENT, NAMESPACE, POD, POD_TEMPLATES, SERVICE, short_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshctl.analyze.problem import Message
    from meshctl.k8s.types import FieldPath
    from meshctl.mesh.annotation import Annotation
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot

ANNOTATED_KINDS = (NAMESPACE, SERVICE, *POD_TEMPLATES)
_UPSTREAM_KINDS = frozenset({NAMESPACE, SERVICE, POD, DEPLOYMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Whose annotations these are.

    `domains` are owned as a whole: what the table lacks is unknown. In `open_domains` extensions have names too, so
    that only what is near a known name is a misspelling. A domain with a leading dot stands for itself and all below.
    """

    name: str
    module: str
    domains: tuple[str, ...]
    open_domains: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    ignored: frozenset[str] = frozenset()

    def owns(self, name: str) -> bool:
        """Whether an annotation lies in a domain of the family, or is one of its few names elsewhere."""
        domain = name.partition("/")[0]
        # Upstream takes every domain that ends in the letters istio.io.
        is_below = any(domain.endswith(each[1:]) for each in self.domains if each.startswith("."))
        return is_below or domain in self.domains or domain in self.open_domains or name in self.extras

    def is_open(self, name: str) -> bool:
        """Whether others may have names in the annotation's domain."""
        return name.partition("/")[0] in self.open_domains

    @property
    def table(self) -> Mapping[str, Annotation]:
        """The annotations it reads, by name; loaded when the first one is met."""
        return _load(self.module)[0]

    @property
    def labels(self) -> Mapping[str, Annotation]:
        """The labels it reads, by name."""
        return _load(self.module)[1]


@cache
def _load(module: str) -> tuple[Mapping[str, Annotation], Mapping[str, Annotation]]:
    tables = import_module(module)
    return tables.ANNOTATIONS, getattr(tables, "LABELS", {})


FAMILIES = (
    Family(
        name="Istio",
        module="meshctl.mesh.istio.annotations",
        domains=(".istio.io",),
        extras=("kubernetes.io/ingress.class",),
        # Written by the mesh itself.
        ignored=frozenset({"sidecar.istio.io/status", "gateway.istio.io/controller-version", "istio.io/rev"}),
    ),
    Family(
        name="Linkerd",
        module="meshctl.mesh.linkerd.annotations",
        domains=("config.linkerd.io", "config.alpha.linkerd.io", "config.beta.linkerd.io"),
        open_domains=("linkerd.io",),
    ),
    Family(name="meshctl", module="meshctl.mesh.envoy.annotations", domains=("envoy.meshctl.io",)),
)
ISTIO = FAMILIES[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeshAnnotation:
    """An annotation of a family where it stands.

    `kind` is that of the object that carries it, Pod for a pod template; `path` leads to it from the resource. `row` is
    None for what the family does not know.
    """

    resource: MeshResource
    holder: FieldPath
    kind: str
    family: Family
    name: str
    value: str
    row: Annotation | None

    @property
    def path(self) -> FieldPath:
        """Where it stands in its resource."""
        return (*self.holder, "metadata", "annotations", self.name)

    @property
    def in_upstream_scope(self) -> bool:
        """Whether Istio's own analysis looks at it."""
        return self.family is ISTIO and not self.holder and self.resource.kind in _UPSTREAM_KINDS

    @property
    def siblings(self) -> Mapping[str, str]:
        """All annotations of the same object."""
        return labels_of(dig(self.resource.value, *self.holder, "metadata", "annotations"))

    @property
    def labels(self) -> Mapping[str, str]:
        """Labels of the same object."""
        return labels_of(dig(self.resource.value, *self.holder, "metadata", "labels"))

    def choose(self, upstream: Message, ours: Message) -> Message:
        """Upstream's message within upstream's scope, ours beyond it."""
        return upstream if self.in_upstream_scope else ours


def mesh_annotations(snapshot: Snapshot) -> Iterator[MeshAnnotation]:
    """Every annotation of a mesh family, resource by resource, in order of writing.

    In upstream's scope a row that is not in the published list counts as unknown, as it does upstream.
    """
    for resource in snapshot.every(*ANNOTATED_KINDS):
        yield from _of_object(resource, (), short_kind(resource.kind))
        template = POD_TEMPLATES.get(resource.kind, ())
        if template:
            yield from _of_object(resource, template, POD)


def _of_object(resource: MeshResource, holder: FieldPath, kind: str) -> Iterator[MeshAnnotation]:
    for name, value in labels_of(dig(resource.value, *holder, "metadata", "annotations")).items():
        family = next((each for each in FAMILIES if each.owns(name)), None)
        if family is None or name in family.ignored:
            continue
        found = MeshAnnotation(
            resource=resource,
            holder=holder,
            kind=kind,
            family=family,
            name=name,
            value=value,
            row=family.table.get(name),
        )
        is_unlisted = found.row is not None and not found.row.listed and found.in_upstream_scope
        yield replace(found, row=None) if is_unlisted else found
