"""Sprig's functions that would make a pod depend on more than its inputs.

They can be named in a template, since one that is never reached must not reject a whole configuration, and are refused
when called.
"""

from __future__ import annotations

from typing import Final, NoReturn

from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.functions import Function, function

_REASONS: Final = {
    "reads the process environment": ("env", "expandenv"),
    "asks the network": ("getHostByName",),
    "is random": (
        "randAlpha", "randAlphaNum", "randAscii", "randBytes", "randInt", "randNumeric", "shuffle", "uuidv4",
    ),
    "makes or handles secrets": (
        "bcrypt", "buildCustomCert", "decryptAES", "derivePassword", "encryptAES", "genCA", "genCAWithKey",
        "genPrivateKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey",
        "htpasswd",
    ),
}  # fmt: skip


def _refused(reason: str) -> Function:
    """A function that always fails for the reason given."""

    def refuse(*_arguments: object) -> NoReturn:
        raise Fault(f"it {reason}, and injection must give the same pod for the same input", remedy=_REMEDY)

    return function("...any -> any", refuse)


_REMEDY: Final = "put the value into the values document or the mesh configuration instead"

FUNCTIONS: Final = {name: _refused(reason) for reason, names in _REASONS.items() for name in names}
