"""What is served and who trusts it, for people: the chain, its names and end, and a real handshake per caBundle."""

from __future__ import annotations

import base64
import binascii
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from webhook.certificates import hosts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webhook.cluster import Object

HANDSHAKE_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where the listener is reached, and the name the API server asks for."""

    address: str
    port: int
    server_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTrust:
    """One entry of a webhook configuration: whether the API server would trust the listener, and why not."""

    configuration: str
    entry: str
    trusted: bool
    detail: str


def describe_certificates(pem: bytes, now: datetime | None = None) -> list[str]:
    """Lines about each certificate of a PEM text: subject, issuer, names, end, and the days that are left."""
    moment = now or datetime.now(UTC)
    return [line for certificate in x509.load_pem_x509_certificates(pem) for line in _describe(certificate, moment)]


def served_chain(endpoint: Endpoint) -> bytes:
    """The certificate the listener shows, PEM, whether or not anybody trusts it; OSError when it cannot be reached."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # it is only looked at here; trust is what `handshake` finds out
    with _connection(endpoint, context) as connection:
        return ssl.DER_cert_to_PEM_cert(connection.getpeercert(binary_form=True) or b"").encode("ascii")


def handshake(endpoint: Endpoint, authorities: bytes) -> str:
    """Empty when a client that trusts only `authorities` accepts the listener under its name, else the reason."""
    try:
        context = ssl.create_default_context(cadata=authorities.decode("ascii"))
        with _connection(endpoint, context):
            return ""
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    except (ssl.SSLError, OSError, ValueError) as error:
        return str(error)


def check_trust(configuration: Object, endpoint: Endpoint) -> Iterator[EntryTrust]:
    """A real handshake for each entry of a webhook configuration, with the entry's own caBundle."""
    name = configuration["metadata"]["name"]
    for entry in configuration.get("webhooks") or []:
        try:
            authorities = base64.b64decode(entry.get("clientConfig", {}).get("caBundle") or "", validate=True)
        except (binascii.Error, ValueError):
            authorities = b""
        fault = handshake(endpoint, authorities) if authorities else "the caBundle is empty"
        detail = fault or "the API server trusts the webhook"
        yield EntryTrust(configuration=name, entry=entry.get("name", ""), trusted=not fault, detail=detail)


def _connection(endpoint: Endpoint, context: ssl.SSLContext) -> ssl.SSLSocket:
    raw = socket.create_connection((endpoint.address, endpoint.port), timeout=HANDSHAKE_S)
    try:
        return context.wrap_socket(raw, server_hostname=endpoint.server_name)
    except BaseException:
        raw.close()
        raise


def _describe(certificate: x509.Certificate, now: datetime) -> Iterator[str]:
    ends = certificate.not_valid_after_utc
    days = (ends - now).total_seconds() / 86400
    yield f"subject  {certificate.subject.rfc4514_string()}"
    yield f"issuer   {certificate.issuer.rfc4514_string()}"
    yield f"names    {', '.join(hosts_of(_pem(certificate))) or 'none'}"
    left = f"in {days:.1f} days" if days >= 0 else f"{-days:.1f} days ago"
    yield f"ends     {ends.isoformat()} ({left})"


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)
