"""Helpers for JSON values in tests."""

from __future__ import annotations

from typing import Any


def thawed(value: Any) -> Any:
    """A deep copy in plain dicts and lists, free to be changed."""
    if isinstance(value, dict):
        return {key: thawed(member) for key, member in value.items()}
    if isinstance(value, list):
        return [thawed(item) for item in value]
    return value
