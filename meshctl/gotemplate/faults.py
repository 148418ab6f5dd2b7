"""Failures inside an executing template, before they know where in the text they happened."""

from __future__ import annotations

from typing import NoReturn


class Fault(Exception):  # noqa: N818  the error users see is TemplateError; this is what it is made from
    """What went wrong, in Go's terms; `Template.render` adds the place and makes a TemplateError of it.

    Template functions raise it for the error their Go original returns (`error calling NAME: ...` is added), with
    `remedy` for what the user can do where that is not plain from the message.
    """

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def fail(message: str) -> NoReturn:
    """Raise `Fault(message)`; generated code calls it where a fault is certain if that point is reached."""
    raise Fault(message)
