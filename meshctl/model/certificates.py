"""Whether a Kubernetes Secret holds a certificate a gateway can serve; no library needed, only the validity is read.

Source: istio/istio pkg/config/analysis/analyzers/gateway/secret.go; RFC 5280 section 4.1, X.690 for the encoding.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from meshctl.model.fields import mapping, text

if TYPE_CHECKING:
    from meshctl.model.fields import JSONObject

_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
_SEQUENCE, _EXPLICIT_VERSION, _INTEGER, _UTC_TIME, _GENERALIZED_TIME = 0x30, 0xA0, 0x02, 0x17, 0x18


class _NotACertificateError(ValueError):
    """The bytes are no X.509 certificate."""


def secret_problem(secret: JSONObject, now: datetime) -> str | None:
    """Why a Secret is not a usable server certificate, None if it is: key pair present, certificate valid `now`.

    As upstream, the key itself is not parsed and need not belong to the certificate.
    """
    for certificate, key in (("cert", "key"), ("tls.crt", "tls.key")):
        if _entry(secret, certificate) and _entry(secret, key):
            return _certificate_problem(_entry(secret, certificate), now)
    return "it has neither tls.crt and tls.key nor cert and key"


def _entry(secret: JSONObject, name: str) -> bytes:
    plain = text(mapping(secret.get("stringData")).get(name))
    if plain:
        return plain.encode()
    try:
        return base64.b64decode(text(mapping(secret.get("data")).get(name)), validate=False)
    except (binascii.Error, ValueError):
        return b""


def _certificate_problem(pem: bytes, now: datetime) -> str | None:
    block = _PEM.search(pem.decode("latin-1"))
    if block is None:
        return "its certificate is not in PEM form"
    try:
        start, end = _validity(base64.b64decode(block[2]))
    except (_NotACertificateError, binascii.Error, ValueError, IndexError):
        return "its certificate cannot be parsed"
    if now < start:
        return f"its certificate is valid only from {start:%Y-%m-%d} on"
    return f"its certificate expired on {end:%Y-%m-%d}" if now > end else None


def _validity(der: bytes) -> tuple[datetime, datetime]:
    """The times notBefore and notAfter: Certificate → TBSCertificate → the fourth field after the optional version."""
    certificate, _ = _element(der, 0, _SEQUENCE)
    body, _ = _element(certificate, 0, _SEQUENCE)
    position = _skip(body, 0, 1) if body[0] == _EXPLICIT_VERSION else 0
    _element(body, position, _INTEGER)
    validity, _ = _element(body, _skip(body, position, 3), _SEQUENCE)
    after = _skip(validity, 0, 1)
    return _time(validity, 0), _time(validity, after)


def _header(data: bytes, position: int) -> tuple[int, int]:
    """Start and end of the content of the element at `position`."""
    length, start = data[position + 1], position + 2
    if length & 0x80:
        count = length & 0x7F
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    if start + length > len(data):
        raise _NotACertificateError
    return start, start + length


def _element(data: bytes, position: int, tag: int) -> tuple[bytes, int]:
    if data[position] != tag:
        raise _NotACertificateError
    start, end = _header(data, position)
    return data[start:end], end


def _skip(data: bytes, position: int, count: int) -> int:
    for _ in range(count):
        position = _header(data, position)[1]
    return position


def _time(data: bytes, position: int) -> datetime:
    tag = data[position]
    if tag not in (_UTC_TIME, _GENERALIZED_TIME):
        raise _NotACertificateError
    start, end = _header(data, position)
    written = data[start:end].decode("ascii").removesuffix("Z")
    if tag == _UTC_TIME:  # two digits of the year: 50 and above belong to the last century
        written = ("19" if written >= "5" else "20") + written
    return datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
