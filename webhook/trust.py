"""Certificates that the service looks after itself, and the trust the API server puts in them.

One Secret holds the CA, its key and the serving pair. Every replica reads it, renews what is due by an update that
fails when another replica was faster, and then uses whatever the Secret holds: so all agree without electing a leader.

The order keeps trust unbroken: first the Secret, then the caBundle of each webhook configuration, last the files the
listener serves. A new CA is in the bundle before any certificate of it is served, and an old one stays until it ends.
"""

from __future__ import annotations

import base64
import binascii
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from meshctl.errors import ClusterError, MeshctlError
from webhook.certificates import (
    KeyPair,
    bundle,
    hosts_of,
    is_signed_by,
    issue_serving,
    key_fits,
    lifetime,
    make_authority,
)
from webhook.cluster import ConflictError
from webhook.files import write_set

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from webhook.cluster import Cluster, Object

logger = logging.getLogger("webhook.trust")

CA_CERTIFICATE, CA_KEY, CERTIFICATE, KEY = "ca.crt", "ca.key", "tls.crt", "tls.key"
AUTHORITY_NAME = "meshctl-injector"

_REGISTRATION = "/apis/admissionregistration.k8s.io/v1"
CONFIGURATIONS = f"{_REGISTRATION}/mutatingwebhookconfigurations"
VALIDATING = f"{_REGISTRATION}/validatingwebhookconfigurations"

# Another replica is done within a moment; a fault of the cluster may take longer.
QUICK_TRIES = 5
QUICK_PAUSE_S = 0.1
ROUND_S = 60.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the Secret holds: `authorities` is the bundle clients trust, the signing CA first, and `ca_key` its key."""

    authorities: bytes
    ca_key: bytes
    serving: KeyPair

    @property
    def authority(self) -> KeyPair:
        """The CA that signs: the first of the bundle, with its key."""
        return KeyPair(certificate=self.authorities, key=self.ca_key)


def due(material: Material | None, hosts: Sequence[str], now: datetime) -> Material | None:
    """What should stand in the Secret instead; None when everything there is good beyond its renewal."""
    if material is None or not _authority_good(material, now):
        return _with_new_authority(material, hosts, now)
    if _serving_good(material, hosts, now):
        return None
    serving = issue_serving(material.authority, hosts, now=now)
    return Material(authorities=bundle(material.authorities, now=now), ca_key=material.ca_key, serving=serving)


def read_material(secret: Object | None) -> Material | None:
    """What a Secret holds; None when there is no Secret, or one that is empty or damaged."""
    data = (secret or {}).get("data") or {}
    try:
        parts = {
            name: base64.b64decode(data[name], validate=True) for name in (CA_CERTIFICATE, CA_KEY, CERTIFICATE, KEY)
        }
        material = Material(
            authorities=parts[CA_CERTIFICATE],
            ca_key=parts[CA_KEY],
            serving=KeyPair(certificate=parts[CERTIFICATE], key=parts[KEY]),
        )
        fits = key_fits(material.authority) and key_fits(material.serving)
    except (KeyError, TypeError, ValueError, binascii.Error):
        return None
    return material if fits else None


class CertificateKeeper:
    """Keeps one Secret, the caBundles that depend on it, and the files of the listener right."""

    def __init__(
        self,
        cluster: Cluster,
        *,
        secret: str,
        hosts: Sequence[str],
        configurations: Sequence[str],
        folder: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._cluster = cluster
        self._namespace, _, self._name = secret.partition("/")
        self._hosts = tuple(hosts)
        self._configurations = tuple(configurations)
        self._folder = folder
        self._clock = clock
        self._served: KeyPair | None = None

    def keep(self) -> None:
        """One round: Secret, caBundles, files.

        Raises:
            ClusterError: the cluster refused, or others kept changing the objects.
        """
        material = _insist(self._agree)
        try:
            for path in self._configurations:
                _insist(partial(trust_in, self._cluster, path, material.authorities))
        finally:
            # Without any certificate there is nothing to lose by serving one that is not trusted yet.
            if self._served is None:
                self._serve(material)
        self._serve(material)

    def keep_for_ever(self, stopping: threading.Event) -> None:
        """A round every minute until told to stop; faults are logged and tried again."""
        while True:
            try:
                self.keep()
            except MeshctlError as error:
                logger.warning("certificates could not be kept", extra={"fields": {"fault": str(error)}})
            except Exception:
                logger.exception("certificates could not be kept")
            if stopping.wait(ROUND_S):
                return

    def _agree(self) -> Material:
        """What all replicas use: what the Secret holds, renewed by us when it is due and nobody was faster."""
        path = f"/api/v1/namespaces/{self._namespace}/secrets"
        secret = self._cluster.get(f"{path}/{self._name}")
        material = read_material(secret)
        wanted = due(material, self._hosts, self._clock())
        if wanted is None:
            assert material is not None  # noqa: S101  what is good is there
            return material
        body = self._secret(secret, wanted)
        stored = (
            self._cluster.create(path, body) if secret is None else self._cluster.replace(f"{path}/{self._name}", body)
        )
        logger.info("certificates renewed", extra={"fields": {"version": stored["metadata"].get("resourceVersion")}})
        return wanted

    def _secret(self, old: Object | None, material: Material) -> Object:
        data = {
            CA_CERTIFICATE: material.authorities,
            CA_KEY: material.ca_key,
            CERTIFICATE: material.serving.certificate,
            KEY: material.serving.key,
        }
        empty = {"metadata": {"name": self._name, "namespace": self._namespace}, "type": "Opaque"}
        encoded = {name: base64.b64encode(value).decode("ascii") for name, value in data.items()}
        return {"apiVersion": "v1", "kind": "Secret", **(old or empty), "data": encoded}

    def _serve(self, material: Material) -> None:
        if material.serving == self._served:
            return
        chain = material.serving.certificate
        write_set(self._folder, {CERTIFICATE: chain, KEY: material.serving.key, CA_CERTIFICATE: material.authorities})
        self._served = material.serving


def paths_of(mutating: Sequence[str], validating: Sequence[str] = ()) -> tuple[str, ...]:
    """Where the webhook configurations of these names lie in the API."""
    return (*(f"{CONFIGURATIONS}/{name}" for name in mutating), *(f"{VALIDATING}/{name}" for name in validating))


def trust_in(cluster: Cluster, path: str, authorities: bytes) -> None:
    """Give every entry of a webhook configuration the caBundle `authorities`; nothing is written when all have it.

    Raises:
        ConflictError: the configuration changed in between; read it again.
        ClusterError: there is no such configuration, or the cluster refused.
    """
    configuration = cluster.get(path)
    if configuration is None:
        raise ClusterError(f"there is no webhook configuration at {path}", remedy="install it, or drop its name")
    wanted = base64.b64encode(authorities).decode("ascii")
    changes: list[dict[str, Any]] = [
        {"op": "add", "path": f"/webhooks/{index}/clientConfig/caBundle", "value": wanted}
        for index, entry in enumerate(configuration.get("webhooks") or [])
        if entry.get("clientConfig", {}).get("caBundle") != wanted
    ]
    if changes:
        # The test makes the patch fail, rather than hit other entries, when somebody reordered them in the meantime.
        version = configuration["metadata"]["resourceVersion"]
        cluster.patch(path, [{"op": "test", "path": "/metadata/resourceVersion", "value": version}, *changes])
        logger.info("caBundle patched", extra={"fields": {"configuration": path, "entries": len(changes)}})


def _insist(work: Callable[[], T]) -> T:
    """What `work` gives once nobody is faster any more."""
    for _ in range(QUICK_TRIES - 1):
        try:
            return work()
        except ConflictError:
            time.sleep(QUICK_PAUSE_S)
    return work()


def _with_new_authority(old: Material | None, hosts: Sequence[str], now: datetime) -> Material:
    authority = make_authority(AUTHORITY_NAME, now=now)
    trusted = bundle(authority.certificate, old.authorities if old else b"", now=now)
    serving = issue_serving(authority, hosts, now=now)
    return Material(authorities=trusted, ca_key=authority.key, serving=serving)


def _authority_good(material: Material, now: datetime) -> bool:
    return now < lifetime(material.authorities).renewal


def _serving_good(material: Material, hosts: Sequence[str], now: datetime) -> bool:
    certificate = material.serving.certificate
    return (
        now < lifetime(certificate).renewal
        and set(hosts_of(certificate)) == set(hosts)
        and is_signed_by(certificate, material.authorities)
    )
