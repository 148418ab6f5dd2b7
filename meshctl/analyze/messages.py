"""Every message by its code, retired and idle ones included."""

from __future__ import annotations

from meshctl.analyze import istio_messages, meshctl_messages
from meshctl.analyze.problem import Message

_DOCS = "https://istio.io/latest/docs/reference/config/analysis/"


def _all_messages() -> dict[str, Message]:
    modules = (vars(istio_messages), vars(meshctl_messages))
    named = [value for names in modules for value in names.values() if isinstance(value, Message)]
    return {message.code: message for message in sorted((*named, *istio_messages.IDLE), key=lambda each: each.code)}


MESSAGES = _all_messages()


def help_url(code: str) -> str:
    """Istio's page on one of its codes, empty for ours: `meshctl rules CODE` explains those."""
    return f"{_DOCS}{code.lower()}/" if code.startswith("IST") else ""
