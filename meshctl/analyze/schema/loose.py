"""Checks of status: the API server drops it at creation, after it looked for unknown fields, before it validates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.schema.objects import unknown_member
from meshctl.analyze.schema.violations import Fault, extend_paths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.analyze.schema.nodes import Check, Node
    from meshctl.k8s.types import JSONValue


def loose_check(node: Node, members: Mapping[str, Check], values: Check | None, items: Check | None) -> Check:
    """A check that reports unknown members and nothing else."""
    preserve = node.get("preserve", False)

    def check(value: JSONValue, faults: list[Fault]) -> JSONValue:
        if isinstance(value, dict):
            for name, member in value.items():
                member_check = members.get(name, values)
                start = len(faults)
                if member_check is not None:
                    member_check(member, faults)
                elif not preserve:
                    faults.append(unknown_member(name, members, value))
                extend_paths(faults, start, name)
        elif isinstance(value, list) and items is not None:
            for index, item in enumerate(value):
                start = len(faults)
                items(item, faults)
                extend_paths(faults, start, index)
        return value

    return check
