"""The shape of one node of a packaged field table.

A table is a list of nodes; members, items and values are named by their index in it, so that equal subtrees are stored
and compiled once. Key names are those of OpenAPI where the meaning is the same. `tools/crd_tables` writes the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from meshctl.k8s.types import JSONValue

if TYPE_CHECKING:
    from meshctl.analyze.schema.violations import Fault

# Looks at a value, appends faults (paths relative to the value), and gives the value as the API server would see it:
# defaults filled in, unknown members and nulls dropped. An unchanged value is returned itself, never a copy of it.
Check: TypeAlias = Callable[[JSONValue, "list[Fault]"], JSONValue]


class Choice(TypedDict):
    """Members of which at least `least` and at most one may be present."""

    members: list[str]
    least: int


class Rule(TypedDict):
    """One CEL rule: the function in `cel_rules` that stands for it, and the message of its author."""

    check: str
    message: str


class Node(TypedDict, total=False):
    """What one value must look like. Absent keys demand nothing."""

    type: str  # object, array, string, integer, number, boolean; absent: any
    intOrString: bool
    nullable: bool
    default: JSONValue
    enum: list[JSONValue]
    format: str

    minimum: float
    maximum: float
    minLength: int
    maxLength: int
    pattern: str  # as Python's `re` reads it
    patternSource: str  # as the schema has it, where that differs

    properties: dict[str, int]
    values: int  # schema of the members of a free mapping
    required: list[str]
    minProperties: int
    maxProperties: int
    preserve: bool  # unknown members are kept
    experimental: list[str]  # members, known here or not, that only the experimental channel of the Gateway API has
    choices: list[Choice]

    items: int
    minItems: int
    maxItems: int
    listType: str  # set, map
    listKeys: list[str]

    allOf: list[int]
    anyOf: list[int]
    oneOf: list[int]
    # `not` is a keyword in Python, not in JSON; the functional syntax would hide the other comments.
    negated: int

    rules: list[Rule]
    loose: bool  # only unknown members are faults: the API server drops status before it validates
