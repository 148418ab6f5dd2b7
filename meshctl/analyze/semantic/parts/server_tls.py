"""TLS settings of a server: Gateway and Sidecar ingress.

Source: istio/istio pkg/config/validation/validation.go validateTLSOptions, pkg/config/security/security.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.violation import quote

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

MODES = ("PASSTHROUGH", "SIMPLE", "MUTUAL", "AUTO_PASSTHROUGH", "ISTIO_MUTUAL", "OPTIONAL_MUTUAL")
VERSIONS = ("TLS_AUTO", "TLSV1_0", "TLSV1_1", "TLSV1_2", "TLSV1_3")
PASSING_MODES = frozenset({"PASSTHROUGH", "AUTO_PASSTHROUGH"})
_TERMINATING_MODES = frozenset({"SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"})
MAX_CERTIFICATES = 2

_FILES = ("serverCertificate", "privateKey", "caCertificates")
_SOURCES = (*_FILES, "tlsCertificates", "credentialName", "credentialNames")
_UNUSED_WHEN_PASSING = (*_SOURCES, "caCrl")

_CIPHER_SUITES = frozenset(
    {
        *(f"ECDHE-{key}-{cipher}" for key in ("ECDSA", "RSA") for cipher in (
            "AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305", "AES128-SHA", "AES256-SHA",
        )),
        "AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA", "AES256-SHA", "DES-CBC3-SHA", "ALL", "",
    },
)  # fmt: skip


def validate(tls: Field) -> None:
    """Report every broken rule of server TLS settings that were written."""
    if not tls.present:
        return
    _warn_of_ciphers(tls)
    mode = tls["mode"].enum(MODES)
    if mode == "ISTIO_MUTUAL":
        _refuse_all_certificates(tls)
        return
    _refuse_several_sources(tls)
    if mode in PASSING_MODES:
        _warn_of_unused_certificates(tls, mode)
    elif mode in _TERMINATING_MODES:
        _validate_terminating(tls, mode)
    if tls["caCrl"].text() and tls["credentialName"].text() and mode not in _TERMINATING_MODES:
        tls["caCrl"].error(
            "tls-crl", "caCrl cannot be combined with credentialName", help="put the list into the secret as ca.crl"
        )


def _is_set(field: Field) -> bool:
    return bool(field.items()) if isinstance(field.value, list) else bool(field.text())


def _has_credential(tls: Field) -> bool:
    return _is_set(tls["credentialName"]) or _is_set(tls["credentialNames"])


def _refuse_all_certificates(tls: Field) -> None:
    for name in _SOURCES:
        if _is_set(tls[name]):
            tls[name].error(
                "tls-istio-mutual",
                f"{name} cannot be set with mode ISTIO_MUTUAL",
                help="Istio's own certificates are used; remove it",
            )


def _refuse_several_sources(tls: Field) -> None:
    used = [name for name in ("credentialName", "credentialNames", "tlsCertificates") if _is_set(tls[name])]
    if _is_set(tls["serverCertificate"]) and _is_set(tls["privateKey"]):
        used.append("serverCertificate")
    if len(used) > 1:
        tls[used[-1]].error(
            "tls-several-sources",
            f"certificates come from more than one place: {', '.join(used)}",
            expected="one of credentialName, credentialNames, tlsCertificates, serverCertificate with privateKey",
        )


def _warn_of_unused_certificates(tls: Field, mode: str) -> None:
    for name in _UNUSED_WHEN_PASSING:
        if _is_set(tls[name]):
            tls[name].warn(
                "tls-passthrough", f"{name} is not used in mode {mode}", help="remove it, or choose SIMPLE or MUTUAL"
            )


def _validate_terminating(tls: Field, mode: str) -> None:
    certificates = tls["tlsCertificates"].items()
    if len(certificates) > MAX_CERTIFICATES:
        tls["tlsCertificates"].warn(
            "tls-certificates", f"{len(certificates)} certificates are given", expected="at most 2 (one RSA, one ECDSA)"
        )
    if _has_credential(tls):
        return
    for pair in certificates or [tls]:
        _require(pair, mode, "serverCertificate", "privateKey")
    if mode == "SIMPLE":
        if tls["caCrl"].text():
            tls["caCrl"].error(
                "tls-crl",
                "caCrl cannot be set with mode SIMPLE",
                help="clients show no certificate in this mode; use MUTUAL",
            )
    else:
        _require(tls, mode, "caCertificates")


def _require(holder: Field, mode: str, *names: str) -> None:
    for name in names:
        if not holder[name].text():
            holder[name].error(
                "tls-certificate-missing", f"mode {mode} needs {name}", help="set it, or use credentialName"
            )


def _warn_of_ciphers(tls: Field) -> None:
    suites = tls["cipherSuites"].items()
    version = tls["minProtocolVersion"]
    if version.enum(VERSIONS) in ("TLSV1_0", "TLSV1_1") and not suites:
        version.warn(
            "tls-version",
            f"{version.enum(VERSIONS)} is not reached without cipher suites of its time",
            help="set cipherSuites, or use TLSV1_2",
        )
    seen: set[str] = set()
    for suite in suites:
        name = suite.text()
        if not _is_known_suite(name):
            suite.warn("tls-cipher", f"{quote(name)} is not a known cipher suite and is left out")
        elif name in seen:
            suite.warn("tls-cipher", f"the cipher suite {quote(name)} is listed twice")
        seen.add(name)


def _is_known_suite(name: str) -> bool:
    return name in _CIPHER_SUITES or not name[0].isalnum()
