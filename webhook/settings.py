"""The webhook's settings: one frozen value, read from environment variables and flags.

Each field below is one setting. Its environment variable is the field's name in capitals behind `MESHCTL_`:
`config_dir` is `MESHCTL_CONFIG_DIR`. Flags of `meshctl-webhook run` win over the environment.
"""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args, get_origin

from meshctl.errors import UsageError
from meshctl.injection.family import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "MESHCTL_"

# A pod is at most 1.5 MiB in etcd. A review carries it as `object`, on update as `oldObject` too, and JSON escapes can
# double a text: 1.5 * 2 * 2 = 6 MiB, which is Istio's own limit as well.
REVIEW_LIMIT_BYTES = 6 * 1024 * 1024

LogLevel = Literal["debug", "info", "warning", "error"]
Templates = Literal["config", "built-in"]
OnFault = Literal["refuse", "allow"]
Switch = Literal["true", "false"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the service is told at its start.

    Groups, in order: what to inject; where to listen; limits of size, number and time; certificates.
    """

    family: str = "istio"  # whose sidecar is injected
    config_dir: Path | None = None  # files `config`, `values`, `mesh`, all but Istio `values` alone; None: the built-in
    templates: Templates = "config"  # those of the file `config`, or our own with `values` and `mesh` laid over theirs
    istio_namespace: str = "istio-system"  # where the control plane runs, for the built-in documents
    control_plane_namespace: str = ""  # the same for other families; empty for the family's usual one
    revision: str = ""  # the control plane revision that templates see
    native_sidecars: Switch = "true"  # whether sidecars are init containers that keep running
    platform: str = ""  # `openshift` turns its user ids on
    compliance_policy: str = ""  # `fips-140-3` and the like, handed to the proxy
    on_fault: OnFault = "refuse"  # what a pod gets when we fail: a refusal, or to pass as it is with a warning

    host: str = "0.0.0.0"  # noqa: S104  a pod listens on its own address
    port: int = 15017
    workers: int = 1
    log_level: LogLevel = "info"

    limit_bytes: int = REVIEW_LIMIT_BYTES
    max_reviews: int = 64  # in flight in one worker; the next is answered 503
    # A review that waited this long for its turn is answered 503 at once, so that no queue grows while the API server
    # is told to come back in a second: waiting much longer than that would only use its `timeoutSeconds` up.
    max_wait_s: float = 0.5
    max_connections: int = 4096  # open in one worker; the next is closed
    header_timeout_s: float = 10.0  # TLS handshake, then request line and headers
    body_timeout_s: float = 10.0
    review_timeout_s: float = 8.0  # below `timeoutSeconds` of the webhook configuration, so that our answer says why
    # NB: longer than the 90 s of the API server's own client; were ours shorter, it would now and then send a review on
    # a connection that is just being closed.
    keep_alive_s: int = 120
    drain_s: float = 5.0  # between SIGTERM and closing the listener: not ready, still serving
    watch_s: float = 1.0  # how often files are looked at

    tls_cert: Path | None = None
    tls_key: Path | None = None
    client_ca: Path | None = None  # when given, reviews need a client certificate; probes and metrics do not
    certificate_secret: str = ""  # `namespace/name`: certificates are made by the service and kept there
    certificate_dir: Path = Path("/run/meshctl/certs")  # where the self-managed ones are written for the listener
    certificate_hosts: tuple[str, ...] = ()  # names the serving certificate is for: `<service>.<namespace>.svc`
    webhook_configurations: tuple[str, ...] = ()  # MutatingWebhookConfigurations whose caBundle is kept right
    validating_configurations: tuple[str, ...] = ()  # and the ValidatingWebhookConfigurations

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """The settings an environment gives, defaults elsewhere.

        Raises:
            UsageError: a variable does not hold what its field needs.
        """
        hints = typing.get_type_hints(cls)
        found = {
            field.name: _parse(PREFIX + field.name.upper(), environment[PREFIX + field.name.upper()], hints[field.name])
            for field in fields(cls)
            if environment.get(PREFIX + field.name.upper())
        }
        return cls(**found)  # type: ignore[arg-type]  # each value was made by its field's own type

    def __post_init__(self) -> None:
        """Refuse settings that cannot work, alone or together."""
        if self.family not in FAMILIES:
            raise UsageError(f"unknown mesh family {self.family!r}", remedy=f"use one of {', '.join(sorted(FAMILIES))}")
        if (self.tls_cert is None) != (self.tls_key is None):
            raise UsageError(
                "a certificate without its key, or a key without its certificate", remedy="give both, or neither"
            )
        if self.certificate_secret and self.tls_cert is not None:
            raise UsageError(
                "certificates are given as files and asked to be self-managed",
                remedy="drop tls_cert and tls_key, or certificate_secret",
            )
        if self.certificate_secret and not self.certificate_hosts:
            raise UsageError(
                "self-managed certificates need the names they are for",
                remedy=f"set {PREFIX}CERTIFICATE_HOSTS to `<service>.<namespace>.svc`",
            )
        if self.client_ca is not None and self.certificate_pair is None:
            raise UsageError("client certificates can be asked for over TLS only", remedy="give tls_cert and tls_key")

    @property
    def certificate_pair(self) -> tuple[Path, Path] | None:
        """Files of the serving certificate and its key; None when the service speaks plain HTTP."""
        if self.tls_cert is not None and self.tls_key is not None:
            return self.tls_cert, self.tls_key
        if self.certificate_secret:
            return self.certificate_dir / "tls.crt", self.certificate_dir / "tls.key"
        return None


def _parse(name: str, text: str, hint: object) -> object:
    """`text` as the type of a field; UsageError names the variable, the value and what would do."""
    if get_origin(hint) in {types.UnionType, typing.Union}:
        hint = next(member for member in get_args(hint) if member is not type(None))
    if get_origin(hint) is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if get_origin(hint) is Literal:
        return _choice(name, text, get_args(hint))
    kind = typing.cast("type[str | int | float | Path]", hint)
    try:
        return kind(text)
    except ValueError as error:
        raise UsageError(f"{name} is {text!r}", remedy=f"give it a value of type {kind.__name__}") from error


def _choice(name: str, text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise UsageError(f"{name} is {text!r}", remedy=f"use one of {', '.join(choices)}")
    return text
