"""ClientTLSSettings. Source: istio/istio pkg/config/validation/validation.go validateTLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.violation import Fault, quote

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

MODES = ("DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL")
_FILES = ("clientCertificate", "privateKey", "caCertificates", "caCrl")
_CONFIG_MAP = "configmap://"


def validate(tls: Field, namespace: str) -> None:
    """Report every broken rule of client TLS settings in a rule of `namespace`."""
    if not tls.present:
        return
    mode = tls["mode"].enum(MODES)
    credential = tls["credentialName"].text()
    if tls["insecureSkipVerify"].boolean():
        _validate_unverified(tls, mode)
    if mode in ("SIMPLE", "MUTUAL") and credential:
        for name in _FILES:
            if tls[name].text():
                tls[name].error(
                    "tls-several-sources", f"{name} cannot stand beside credentialName", help="remove one of them"
                )
    elif mode == "MUTUAL":
        for name in ("clientCertificate", "privateKey"):
            if not tls[name].text():
                tls[name].error(
                    "tls-certificate-missing", f"mode MUTUAL needs {name}", help="set it, or use credentialName"
                )
    if credential.startswith(_CONFIG_MAP):
        tls["credentialName"].check("credential-name", _config_map(credential, namespace))


def _validate_unverified(tls: Field, mode: str) -> None:
    """The server is not verified, so nothing to verify it with may be given."""
    pointless = {
        "SIMPLE": ("caCertificates", "credentialName", "subjectAltNames"),
        "MUTUAL": ("caCertificates", "subjectAltNames"),
    }
    for name in pointless.get(mode, ()):
        if tls[name].value:
            tls[name].error(
                "tls-unverified", f"{name} contradicts insecureSkipVerify", help="remove insecureSkipVerify"
            )


def _config_map(text: str, namespace: str) -> Fault | None:
    expected = "configmap://NAMESPACE/NAME in the namespace of the rule"
    parts = text.removeprefix(_CONFIG_MAP).split("/")
    if len(parts) != 2 or not all(parts):
        return Fault(f"{quote(text)} does not name a ConfigMap", expected)
    if parts[0] != namespace:
        return Fault(f"{quote(text)} stands in another namespace than the rule", expected)
    return None
