"""JSON text as Go's `encoding/json` writes it, for the JSON that ends up inside pods."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue

# Go escapes these so that JSON can stand in HTML; proxies and tools compare the text, so ours has them too.
_HTML_ESCAPES: Final = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)

# Made once: json.dumps would make an encoder for every call.
_IN_ORDER: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
_SORTED: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, sort_keys=True).encode


def dumps(value: JSONValue, *, sort_keys: bool = False) -> str:
    """Compact JSON of `value`; keys in their own order, or sorted as Go sorts those of a map."""
    encode = _SORTED if sort_keys else _IN_ORDER
    return encode(value).translate(_HTML_ESCAPES)
