"""How much of a document is read before it counts as an attack or a mistake."""

from __future__ import annotations

from dataclasses import dataclass

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one input; going beyond one is a `LimitError` that names it.

    depth: levels of nested mappings and lists, aliases followed. The deepest field of any Kubernetes API is under 40,
        and Python's own recursion limit (1000 frames) stays far away for whoever walks the value.
    alias_nodes: nodes that aliases and merge keys may add to those written out. Parsing shares them, but every later
        walk, copy or dump sees each one anew, so the sum must be bounded: nine levels of nine aliases are 387 million.
    source_bytes: size of one file or stream; the largest real bundles (a cluster dump) are around 50 MB.
    """

    depth: int = 100
    alias_nodes: int = 200_000
    source_bytes: int = 256 * _MEBIBYTE


DEFAULT_LIMITS = Limits()
