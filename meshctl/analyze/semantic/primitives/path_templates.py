"""URI templates in authorization paths: `{*}` for one segment, `{**}` for any number.

Source: istio/istio pkg/config/security/security.go.
"""

from __future__ import annotations

import re

from meshctl.analyze.semantic.violation import Fault, quote

_LITERAL = re.compile(r"[A-Za-z0-9\-._~%!$&'()+,;:@=]+")
_ONE, _ANY = "{*}", "{**}"

EXPECTED = "segments of plain text, {*} for one segment, {**} last among the templates"


def path(text: str) -> Fault | None:
    """Why `text` is not a path to authorize; slashes at both ends do not count."""
    segments = text.strip("/").split("/")
    templated = _ONE in text or _ANY in text
    seen_any = False
    for segment in segments:
        if segment in (_ONE, _ANY):
            if seen_any:
                return Fault(f"{quote(text)} has a template after {{**}}", EXPECTED)
            seen_any = segment == _ANY
        elif "{" in segment or "}" in segment:
            return Fault(f"{quote(text)} uses braces other than as a whole segment {{*}} or {{**}}", EXPECTED)
        elif templated and not _LITERAL.fullmatch(segment):
            return Fault(f"the segment {quote(segment)} cannot stand in a path with templates", EXPECTED)
    return None
