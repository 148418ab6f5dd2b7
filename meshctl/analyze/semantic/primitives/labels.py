"""Kubernetes label maps as Istio reads them. Source: istio/istio pkg/config/labels/instance.go."""

from __future__ import annotations

import re

from meshctl.analyze.semantic.violation import Fault, quote

_PREFIX_LABEL = r"[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?"
_NAME = re.compile(r"(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_PREFIX = re.compile(rf"{_PREFIX_LABEL}(?:\.{_PREFIX_LABEL})*")


def key(text: str) -> Fault | None:
    """Why `text` is not a label key: `[PREFIX/]NAME`."""
    prefix, slash, name = text.rpartition("/")
    expected = "an optional DNS prefix and /, then 1 to 63 letters, digits, -, _ or ."
    if slash and (len(prefix) > 253 or not _PREFIX.fullmatch(prefix)):
        return Fault(f"the prefix of label key {quote(text)} is not a DNS name", expected)
    if len(name) > 63 or not _NAME.fullmatch(name):
        return Fault(f"{quote(text)} is not a label key", expected)
    return None


def value(text: str) -> Fault | None:
    """Why `text` is not a label value; its length is not limited here."""
    if not text or _NAME.fullmatch(text):
        return None
    return Fault(f"{quote(text)} is not a label value", "letters, digits, -, _ or ., a letter or digit at both ends")
