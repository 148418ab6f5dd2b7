from __future__ import annotations

import pytest

from meshctl.analyze.schema.formats import FORMATS

_ACCEPTED = {
    "byte": ("MTIz", "MTI=", "MQ=="),
    "bytes": ("", "MTIz", "MT\nIz\n"),
    "ipv4": ("10.0.0.1", "010.0.0.1", "::ffff:1.2.3.4"),
    "ipv6": ("::1", "2001:db8::", "::ffff:1.2.3.4"),
    "date-time": ("2026-01-31T12:00:00Z", "2026-01-31t12:00:00.5+02:00"),
    "quantity": ("100m", "1.5Gi", "1e3", "1E3", ".5", "5.", "-1k", "0"),
}
_REFUSED = {
    "byte": ("", "MTI", "MTIz=", "M TI"),
    "bytes": ("MTI", "*"),
    "ipv4": ("", "256.0.0.1", "1.2.3", "a.b.c.d", "::1", "1.2.3.\uff14"),
    "ipv6": ("", "1.2.3.4", "fe80::1%eth0", ":::", "12345::"),
    "date-time": ("2026-01-31", "2026-13-01T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T12:00:00"),
    "quantity": ("", "m", "1x", "1.5.5", "1 Gi", "1mi", "--1"),
}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_format_accepts_its_texts_and_refuses_others(name: str) -> None:
    assert [text for text in _ACCEPTED[name] if not FORMATS[name](text)] == []
    assert [text for text in _REFUSED[name] if FORMATS[name](text)] == []
