"""What a lint rule is: a module with `META` and `check`, held against this Protocol by the type checker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshctl.analyze.problem import Message, Problem
    from meshctl.model.resource import MeshResource
    from meshctl.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleMeta:
    """Facts about a rule.

    `slug` is `subject/fault`, the path of its module below `rules/`. `kinds` are all kinds its check reads, proven by
    a test. `analyzers` names the upstream analyzers it answers to. An optional rule runs only when selected.
    """

    slug: str
    messages: tuple[Message, ...]
    kinds: tuple[str, ...]
    link: str
    analyzers: tuple[str, ...] = ()
    optional: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the messages it may give."""
        return tuple(message.code for message in self.messages)


@runtime_checkable
class Rule(Protocol):
    """A check over the whole set."""

    @property
    def META(self) -> RuleMeta:  # noqa: N802  a module constant
        """Facts about the rule."""
        ...

    def check(self, snapshot: Snapshot, /) -> Iterable[Problem]:
        """Problems of the set, in the order of its resources."""
        ...


@runtime_checkable
class ResourceRule(Protocol):
    """A check of one resource by itself: the schema layers, whose work can be split among processes."""

    @property
    def META(self) -> RuleMeta:  # noqa: N802  a module constant
        """Facts about the rule."""
        ...

    def check_resource(self, resource: MeshResource, snapshot: Snapshot, /) -> Iterable[Problem]:
        """Problems of `resource`, in the order of its fields."""
        ...
