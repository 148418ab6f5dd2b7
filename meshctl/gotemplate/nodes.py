"""The syntax tree of a template.

Every node keeps the offsets of its text, from which messages take line, column and the words to quote.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

_WHITE_SPACE: Final = " \t\n\v\f\r\x85\xa0"


@dataclass(slots=True)
class Node:
    """Any node: where its text starts and ends."""

    start: int
    end: int


@dataclass(slots=True)
class Text(Node):
    """Text outside of actions."""

    text: str


@dataclass(slots=True)
class Dot(Node):
    """The cursor, `.`."""


@dataclass(slots=True)
class Nil(Node):
    """The constant `nil`."""


@dataclass(slots=True)
class Bool(Node):
    """`true` or `false`."""

    value: bool


@dataclass(slots=True)
class String(Node):
    """A string constant, unquoted."""

    value: str


@dataclass(slots=True)
class Number(Node):
    """A number constant under every type that can hold it, as Go's ideal constants behave."""

    text: str
    integer: int | None = None
    unsigned: int | None = None
    floating: float | None = None
    complex: complex | None = None


@dataclass(slots=True)
class Field(Node):
    """`.A.B`: fields of dot."""

    names: tuple[str, ...]


@dataclass(slots=True)
class Variable(Node):
    """`$x` or `$x.A.B`; `name` keeps the dollar sign."""

    name: str
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class Identifier(Node):
    """A function's name."""

    name: str


@dataclass(slots=True)
class Chain(Node):
    """`(pipeline).A.B` or `function.A`."""

    operand: Operand
    names: tuple[str, ...]


@dataclass(slots=True)
class Command(Node):
    """A function, method or value with its arguments."""

    words: list[Operand]


@dataclass(slots=True)
class Pipeline(Node):
    """Commands joined by `|`, with the variables that take the result."""

    commands: list[Command]
    variables: list[str] = field(default_factory=list)
    is_assignment: bool = False


@dataclass(slots=True)
class Action(Node):
    """`{{pipeline}}`."""

    pipeline: Pipeline


@dataclass(slots=True)
class Branch(Node):
    """One condition of an `if` or `with` and what it guards."""

    pipeline: Pipeline
    body: Body


@dataclass(slots=True)
class If(Node):
    """`{{if}} {{else if}} {{else}} {{end}}`."""

    branches: list[Branch]
    otherwise: Body


@dataclass(slots=True)
class With(Node):
    """`{{with}} {{else with}} {{else}} {{end}}`."""

    branches: list[Branch]
    otherwise: Body


@dataclass(slots=True)
class Range(Node):
    """`{{range}} {{else}} {{end}}`."""

    pipeline: Pipeline
    body: Body
    otherwise: Body


@dataclass(slots=True)
class Break(Node):
    """`{{break}}`."""


@dataclass(slots=True)
class Continue(Node):
    """`{{continue}}`."""


@dataclass(slots=True)
class Invocation(Node):
    """`{{template "name" pipeline}}`, also what a `{{block}}` leaves in its place."""

    name: str
    pipeline: Pipeline | None


@dataclass(slots=True)
class Definition:
    """A template of a set: its name, its body and which of the texts it stands in."""

    name: str
    body: Body
    source: int

    def is_empty(self) -> bool:
        """Whether it is nothing but white space, so that another definition of its name replaces it."""
        return all(isinstance(node, Text) and not node.text.strip(_WHITE_SPACE) for node in self.body)


Operand: TypeAlias = Dot | Nil | Bool | String | Number | Field | Variable | Identifier | Chain | Pipeline
Statement: TypeAlias = Text | Action | If | With | Range | Break | Continue | Invocation
Body: TypeAlias = list[Statement]
