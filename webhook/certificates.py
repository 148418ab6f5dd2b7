"""Certificates of the self-managed mode: an own CA and the serving certificate it signs.

Pure apart from the clock handed in: what is stored and who trusts it is the business of `webhook.trust`.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

CA_LIFE = timedelta(days=3650)
SERVING_LIFE = timedelta(days=90)

# Clocks of nodes differ; a certificate that is valid from now on is not yet valid on some of them.
BACKDATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPair:
    """A certificate and its private key, both PEM."""

    certificate: bytes
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """When a certificate begins and ends, both in UTC."""

    begins: datetime
    ends: datetime

    @property
    def renewal(self) -> datetime:
        """Two thirds of the life: early enough that a month of failed renewals hurts nobody."""
        return self.begins + (self.ends - self.begins) * 2 / 3


def make_authority(name: str, *, now: datetime, life: timedelta = CA_LIFE) -> KeyPair:
    """A self-signed CA that may sign serving certificates and nothing below it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = _key_usage(key_cert_sign=True)
    builder = (
        _builder(subject, subject, key.public_key(), now, life)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
    )
    return KeyPair(certificate=_pem(builder.sign(key, hashes.SHA256())), key=_key_pem(key))


def issue_serving(
    authority: KeyPair,
    hosts: Sequence[str],
    *,
    now: datetime,
    life: timedelta = SERVING_LIFE,
    usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
) -> KeyPair:
    """A serving certificate for `hosts` (DNS names or IP addresses), signed by `authority`.

    Its life ends with that of the authority at the latest.
    """
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    signer = _load_key(authority.key)
    key = ec.generate_private_key(ec.SECP256R1())
    # NB: the common name is limited to 64 characters; clients read the alternative names only.
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])])
    builder = (
        _builder(subject, issuer.subject, key.public_key(), now, min(life, issuer.not_valid_after_utc - now))
        .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
            ),
            critical=False,
        )
    )
    return KeyPair(certificate=_pem(builder.sign(signer, hashes.SHA256())), key=_key_pem(key))


def lifetime(certificate: bytes) -> Lifetime:
    """The life of the first certificate in a PEM text; ValueError when it holds none."""
    parsed = x509.load_pem_x509_certificate(certificate)
    return Lifetime(begins=parsed.not_valid_before_utc, ends=parsed.not_valid_after_utc)


def hosts_of(certificate: bytes) -> tuple[str, ...]:
    """DNS names and IP addresses the first certificate of a PEM text is good for, in its own order."""
    parsed = x509.load_pem_x509_certificate(certificate)
    try:
        names = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(name.value) for name in names)


def is_signed_by(certificate: bytes, authorities: bytes) -> bool:
    """Whether a certificate in the PEM text `authorities` signed `certificate` directly."""
    child = x509.load_pem_x509_certificate(certificate)
    return any(_signed(child, parent) for parent in x509.load_pem_x509_certificates(authorities))


def key_fits(pair: KeyPair) -> bool:
    """Whether the private key belongs to the certificate."""
    certificate = x509.load_pem_x509_certificate(pair.certificate)
    return certificate.public_key() == _load_key(pair.key).public_key()


def bundle(*authorities: bytes, now: datetime) -> bytes:
    """The PEM certificates of several texts in order, each once, expired ones left out."""
    kept: dict[bytes, None] = {}
    for text in authorities:
        for certificate in x509.load_pem_x509_certificates(text) if text.strip() else ():
            if certificate.not_valid_after_utc > now:
                kept[_pem(certificate)] = None
    return b"".join(kept)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATE)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _key_usage(*, digital_signature: bool = False, key_cert_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=key_cert_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _signed(child: x509.Certificate, parent: x509.Certificate) -> bool:
    try:
        child.verify_directly_issued_by(parent)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _load_key(pem: bytes) -> CertificateIssuerPrivateKeyTypes:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        msg = "the key is not an elliptic curve key"
        raise TypeError(msg)
    return key


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
