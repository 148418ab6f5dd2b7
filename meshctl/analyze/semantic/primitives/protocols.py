"""The protocol of a listener's port, written as a whole word."""

from __future__ import annotations

from meshctl.analyze.semantic.violation import Fault, quote
from meshctl.mesh.ports import Protocol, parse_protocol

EXPECTED = ", ".join(protocol for protocol in Protocol if protocol is not Protocol.UNSUPPORTED)


def protocol(text: str, *, optional: bool) -> Fault | None:
    """Why `text` is not a protocol; an empty one means detection where `optional`."""
    if parse_protocol(text) is not Protocol.UNSUPPORTED or (optional and not text):
        return None
    return Fault(f"{quote(text)} is not a protocol" if text else "the protocol is missing", EXPECTED)
