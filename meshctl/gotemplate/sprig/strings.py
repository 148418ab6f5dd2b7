"""Sprig's functions on strings: cutting, trimming, quoting, joining, splitting, wrapping."""

from __future__ import annotations

from typing import Final

from meshctl.gotemplate import quoting
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.formatting import format_value
from meshctl.gotemplate.functions import function
from meshctl.gotemplate.text import bounded, check_size, from_bytes, to_bytes
from meshctl.gotemplate.views import TypedList

# What Go's unicode.IsSpace holds to be white space.
WHITE_SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
)


def text_of(value: object) -> str:
    """Sprig's `toString` of one value."""
    return value if type(value) is str else format_value(value)


def texts_of(value: object) -> list[str]:
    """The texts of a list's items, nil ones left out; of anything else, its own."""
    if isinstance(value, list):
        return [text_of(item) for item in value if item is not None]
    return [] if value is None else [text_of(value)]


def to_strings(value: object) -> list[str]:
    """`toStrings`: the texts of a list; a nil list of strings stays nil."""
    if isinstance(value, TypedList) and value.is_nil and value.go_type.name == "[]string":
        return value  # type: ignore[return-value]
    return texts_of(value)


def trunc(count: int, text: str) -> str:
    """The first `count` bytes, or with a negative count the last."""
    if text.isascii():
        if count < 0:
            return text[count:] if len(text) + count > 0 else text
        return text[:count]
    raw = to_bytes(text)
    if count < 0:
        return from_bytes(raw[count:]) if len(raw) + count > 0 else text
    return from_bytes(raw[:count])


def substr(start: int, end: int, text: str) -> str:
    """The bytes from `start` to `end`; a negative start means 0, a negative end the end."""
    raw = to_bytes(text)
    if start < 0:
        start = 0
        if not 0 <= end <= len(raw):
            raise Fault(f"slice bounds out of range [:{end}]")
    elif end < 0 or end > len(raw):
        end = len(raw)
    if start > end:
        raise Fault(f"slice bounds out of range [{start}:{end}]")
    return from_bytes(raw[start:end])


def abbreviate(width: int, text: str) -> str:
    """The text cut to `width` bytes with an ellipsis."""
    return text if width < 4 else _abbreviated(to_bytes(text), 0, width)


def abbreviate_both(offset: int, width: int, text: str) -> str:
    """The text cut on both sides to `width` bytes."""
    if width < 4 or (offset > 0 and width < 7):
        return text
    return _abbreviated(to_bytes(text), offset, width)


def _abbreviated(raw: bytes, offset: int, width: int) -> str:
    """At most `width` bytes from about `offset` on."""
    if len(raw) <= width:
        return from_bytes(raw)
    kept = width - 3
    offset = min(offset, len(raw))
    if len(raw) - offset < kept:
        offset = len(raw) - kept
    if offset <= 4:
        return from_bytes(raw[:kept] + b"...")
    if width < 7:
        return ""
    if offset + kept < len(raw):
        inner = "" if kept < 4 else _abbreviated(raw[offset:], 0, kept)
        return "..." + inner
    return from_bytes(b"..." + raw[len(raw) - kept :])


def repeat(count: int, text: str) -> str:
    """The text `count` times."""
    if count < 0:
        raise Fault("strings: negative Repeat count")
    check_size(count * len(text))
    return text * count


def trim_all(cut: str, text: str) -> str:
    """The text without any of `cut`'s characters at its ends."""
    return text.strip(cut)


def quote(*values: object) -> str:
    """Each value in double quotes, escaped as in Go, nil left out."""
    if len(values) == 1 and type(values[0]) is str:
        return quoting.quote(values[0])
    return bounded(" ".join(quoting.quote(text_of(value)) for value in values if value is not None))


def squote(*values: object) -> str:
    """Each value in single quotes, nil left out."""
    return bounded(" ".join(f"'{format_value(value)}'" for value in values if value is not None))


def cat(*values: object) -> str:
    """The values with spaces between them, nil left out."""
    return bounded(" ".join(format_value(value) for value in values if value is not None))


def indent(spaces: int, text: str) -> str:
    """Every line indented."""
    if spaces < 0:
        raise Fault("strings: negative Repeat count")
    check_size(len(text) + spaces * (text.count("\n") + 1))
    pad = " " * spaces
    return pad + text.replace("\n", "\n" + pad)


def nindent(spaces: int, text: str) -> str:
    """A line end, then every line indented."""
    return "\n" + indent(spaces, text)


def replace(old: str, new: str, text: str) -> str:
    """`old` replaced by `new` everywhere."""
    check_size(len(text) + (text.count(old) * (len(new) - len(old))))
    return text.replace(old, new)


def plural(one: str, many: str, count: int) -> str:
    """`one` for a count of 1, else `many`."""
    return one if count == 1 else many


def join(separator: str, value: object) -> str:
    """The texts of a list with the separator between them."""
    texts = texts_of(value)
    check_size(sum(map(len, texts)) + len(separator) * len(texts))
    return separator.join(texts)


def split_list(separator: str, text: str) -> list[str]:
    """The pieces between separators; with an empty separator the characters."""
    return text.split(separator) if separator else list(text)


def split(separator: str, text: str) -> dict[str, str]:
    """The pieces under `_0`, `_1` and so on."""
    return {f"_{index}": piece for index, piece in enumerate(split_list(separator, text))}


def splitn(separator: str, count: int, text: str) -> dict[str, str]:
    """At most `count` pieces under `_0`, `_1` and so on; all of them with a negative count."""
    if count == 0:
        return {}
    if separator:
        pieces = text.split(separator, count - 1 if count > 0 else -1)
    elif 0 < count < len(text):
        pieces = [*text[: count - 1], text[count - 1 :]]
    else:
        pieces = list(text)
    return {f"_{index}": piece for index, piece in enumerate(pieces)}


def wrap(width: int, text: str) -> str:
    """Lines of at most `width` bytes, longer words left whole."""
    return _wrapped(to_bytes(text), width, b"\n", break_words=False)


def wrap_with(width: int, separator: str, text: str) -> str:
    """Lines of at most `width` bytes joined by `separator`, longer words broken."""
    check_size(len(text) + len(separator) * (len(text) // max(width, 1) + 1))
    return _wrapped(to_bytes(text), width, to_bytes(separator) or b"\n", break_words=True)


def _wrapped(raw: bytes, width: int, separator: bytes, *, break_words: bool) -> str:
    """Lines broken at spaces."""
    width = max(width, 1)
    lines: list[bytes] = []
    offset = 0
    while len(raw) - offset > width:
        if raw[offset : offset + 1] == b" ":
            offset += 1
            continue
        space = raw.rfind(b" ", offset, offset + width + 1)
        if space < 0 and not break_words:
            space = raw.find(b" ", offset + width)
            space = len(raw) if space < 0 else space
        if space < 0:
            lines += (raw[offset : offset + width], separator)
            offset += width
        elif space == len(raw):
            lines.append(raw[offset:])
            offset = space
        else:
            lines += (raw[offset:space], separator)
            offset = space + 1
    return bounded(from_bytes(b"".join([*lines, raw[offset:]])))


def _trim(text: str) -> str:
    return text.strip(WHITE_SPACE)


def _trim_suffix(suffix: str, text: str) -> str:
    return text.removesuffix(suffix)


def _trim_prefix(prefix: str, text: str) -> str:
    return text.removeprefix(prefix)


def _contains(part: str, text: str) -> bool:
    return part in text


def _has_prefix(prefix: str, text: str) -> bool:
    return text.startswith(prefix)


def _has_suffix(suffix: str, text: str) -> bool:
    return text.endswith(suffix)


def _hello() -> str:
    return "Hello!"


FUNCTIONS: Final = {
    "abbrev": function("int, string -> string", abbreviate),
    "abbrevboth": function("int, int, string -> string", abbreviate_both),
    "cat": function("...any -> string", cat),
    "contains": function("string, string -> bool", _contains),
    "hasPrefix": function("string, string -> bool", _has_prefix),
    "hasSuffix": function("string, string -> bool", _has_suffix),
    "hello": function("-> string", _hello),
    "indent": function("int, string -> string", indent),
    "join": function("string, any -> string", join),
    "nindent": function("int, string -> string", nindent),
    "plural": function("string, string, int -> string", plural),
    "quote": function("...any -> string", quote),
    "repeat": function("int, string -> string", repeat),
    "replace": function("string, string, string -> string", replace),
    "split": function("string, string -> map[string]string", split),
    "splitList": function("string, string -> []string", split_list),
    "splitn": function("string, int, string -> map[string]string", splitn),
    "squote": function("...any -> string", squote),
    "substr": function("int, int, string -> string", substr),
    "toString": function("any -> string", text_of),
    "toStrings": function("any -> []string", to_strings),
    "trim": function("string -> string", _trim),
    "trimAll": function("string, string -> string", trim_all),
    "trimall": function("string, string -> string", trim_all),
    "trimPrefix": function("string, string -> string", _trim_prefix),
    "trimSuffix": function("string, string -> string", _trim_suffix),
    "trunc": function("int, string -> string", trunc),
    "wrap": function("int, string -> string", wrap),
    "wrapWith": function("int, string, string -> string", wrap_with),
}
