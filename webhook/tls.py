"""The listener's TLS: a certificate that is tried in a scratch context before any handshake sees it.

NB: `SSLContext.load_cert_chain` with a key that does not fit raises and leaves the context broken, every later
handshake with it. So no live context is ever loaded twice: each generation of files gets a context of its own, and the
listener's context hands every new handshake over to the newest one. Open connections keep theirs.
"""

from __future__ import annotations

import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from meshctl.errors import InputError
from webhook.certificates import hosts_of, lifetime
from webhook.files import FileSet

if TYPE_CHECKING:
    from collections.abc import Callable

    from webhook.settings import Settings

CERTIFICATE, KEY, CLIENT_CA = "certificate", "key", "client-ca"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingCertificate:
    """A key pair that was tried out: the context that serves it, its names and its end (UTC)."""

    context: ssl.SSLContext
    hosts: tuple[str, ...]
    ends: datetime

    def expired(self, now: datetime | None = None) -> bool:
        """Whether clients refuse it by now."""
        return (now or datetime.now(UTC)) >= self.ends


def certificate_files(settings: Settings) -> FileSet | None:
    """The files of the serving certificate; None when the service speaks plain HTTP."""
    pair = settings.certificate_pair
    if pair is None:
        return None
    paths = {CERTIFICATE: pair[0], KEY: pair[1]}
    if settings.client_ca is not None:
        paths[CLIENT_CA] = settings.client_ca
    return FileSet(paths=paths)


def read_certificate(files: dict[str, bytes]) -> ServingCertificate:
    """A context that serves the given pair.

    Raises:
        InputError: not PEM, a key that does not fit, a certificate that is over, or a client CA without certificates.
    """
    try:
        life = lifetime(files[CERTIFICATE])
        hosts = hosts_of(files[CERTIFICATE])
    except ValueError as error:
        raise InputError("the serving certificate is not a PEM certificate") from error
    certificate = ServingCertificate(context=_scratch_context(files), hosts=hosts, ends=life.ends)
    if certificate.expired():
        raise InputError(f"the serving certificate ended at {life.ends.isoformat()}", remedy="renew it")
    return certificate


def listening_context(current: Callable[[], ServingCertificate | None], *, ask_clients: bool) -> ssl.SSLContext:
    """The context of the listener, which serves whatever `current` gives at the time of each handshake.

    With `ask_clients` a client may show a certificate; whether it must is decided per route, since probes have none.
    """
    front = _server_context()
    front.verify_mode = ssl.CERT_OPTIONAL if ask_clients else ssl.CERT_NONE

    def hand_over(connection: ssl.SSLObject, _name: str | None, _front: ssl.SSLContext) -> int | None:
        certificate = current()
        if certificate is None:
            return ssl.ALERT_DESCRIPTION_INTERNAL_ERROR
        connection.context = certificate.context
        return None

    front.sni_callback = hand_over  # called for clients without a server name too
    return front


def _scratch_context(files: dict[str, bytes]) -> ssl.SSLContext:
    context = _server_context()
    # The copies that were read together are loaded, not the files, which may be others by now.
    with tempfile.TemporaryDirectory(prefix="meshctl-tls-") as folder:
        certificate, key = Path(folder, "tls.crt"), Path(folder, "tls.key")
        certificate.write_bytes(files[CERTIFICATE])
        key.write_bytes(files[KEY])
        try:
            context.load_cert_chain(certificate, key, password=_no_password)
        except (ssl.SSLError, ValueError) as error:
            raise InputError(
                f"certificate and key cannot be served: {error}", remedy="give a PEM pair that fits, without a password"
            ) from error
    if CLIENT_CA in files:
        context.verify_mode = ssl.CERT_OPTIONAL  # Python shows a client's certificate only when this context says so
        _trust_clients(context, files[CLIENT_CA])
    return context


def _trust_clients(context: ssl.SSLContext, authorities: bytes) -> None:
    try:
        context.load_verify_locations(cadata=authorities.decode("ascii"))
    except (ssl.SSLError, ValueError) as error:
        raise InputError("the client CA is not a PEM certificate") from error


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # A resumed session would skip the checks a swapped certificate or client CA is there for.
    context.options |= ssl.OP_NO_TICKET
    context.num_tickets = 0
    return context


def _no_password() -> str:
    """Refuse to ask at the terminal for the password of an encrypted key, as OpenSSL does by itself."""
    raise ValueError("the key is encrypted")
