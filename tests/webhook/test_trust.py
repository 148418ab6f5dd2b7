"""Self-managed certificates against a small API server in memory: agreement, renewal, and trust that never breaks."""

from __future__ import annotations

import base64
import copy
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import jsonpatch
import pytest

from meshctl.errors import ClusterError
from webhook.certificates import KeyPair, is_signed_by, issue_serving, lifetime, make_authority
from webhook.cluster import ConflictError
from webhook.trust import CONFIGURATIONS, CertificateKeeper, Material, due, read_material, trust_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOSTS = ["injector.mesh.svc"]
SECRETS = "/api/v1/namespaces/mesh/secrets"
SECRET = f"{SECRETS}/certs"
INJECTOR = f"{CONFIGURATIONS}/injector"


class MemoryCluster:
    """Objects by path with resourceVersions, as the API server guards them; `before_write` lets others be faster."""

    def __init__(self, **objects: dict[str, Any]) -> None:
        self.objects: dict[str, dict[str, Any]] = {}
        self.writes: list[str] = []
        self.before_write: Callable[[], None] | None = None
        self._version = 0
        self._lock = threading.Lock()
        for path, value in objects.items():
            self.put(path, value)

    def put(self, path: str, value: dict[str, Any]) -> dict[str, Any]:
        self._version += 1
        stored = copy.deepcopy(value)
        stored.setdefault("metadata", {})["resourceVersion"] = str(self._version)
        self.objects[path] = stored
        return copy.deepcopy(stored)

    def get(self, path: str) -> dict[str, Any] | None:
        with self._lock:
            return copy.deepcopy(self.objects.get(path))

    def create(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        place = f"{path}/{body['metadata']['name']}"
        self._others()
        with self._lock:
            if place in self.objects:
                raise ConflictError(409, "it is there already")
            self.writes.append(place)
            return self.put(place, body)

    def replace(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self._others()
        with self._lock:
            if self.objects[path]["metadata"]["resourceVersion"] != body["metadata"]["resourceVersion"]:
                raise ConflictError(409, "it was changed")
            self.writes.append(path)
            return self.put(path, body)

    def patch(self, path: str, operations: Any) -> dict[str, Any]:
        self._others()
        with self._lock:
            try:
                changed: Any = jsonpatch.JsonPatch(operations).apply(self.objects[path])
            except jsonpatch.JsonPatchTestFailed as error:
                raise ConflictError(422, "test failed") from error
            self.writes.append(path)
            return self.put(path, changed)

    def _others(self) -> None:
        others, self.before_write = self.before_write, None
        if others is not None:
            others()


def configuration(*bundles: str) -> dict[str, Any]:
    entries = [{"name": f"e{number}", "clientConfig": {"caBundle": text}} for number, text in enumerate(bundles)]
    return {"metadata": {"name": "injector"}, "webhooks": entries}


def keeper(cluster: MemoryCluster, folder: Path, now: datetime = NOW) -> CertificateKeeper:
    return CertificateKeeper(
        cluster,  # type: ignore[arg-type]  # the few calls it makes
        secret="mesh/certs",  # noqa: S106  a name
        hosts=HOSTS,
        configurations=[INJECTOR],
        folder=folder,
        clock=lambda: now,
    )


def bundles_of(cluster: MemoryCluster) -> list[bytes]:
    entries = cluster.objects[INJECTOR]["webhooks"]
    return [base64.b64decode(entry["clientConfig"].get("caBundle", "")) for entry in entries]


def material(now: datetime = NOW, hosts: list[str] = HOSTS) -> Material:
    made = due(None, hosts, now)
    assert made is not None
    return made


def test_nothing_becomes_a_secret_a_bundle_and_files(tmp_path: Path) -> None:
    cluster = MemoryCluster(**{INJECTOR: configuration("", "")})
    keeper(cluster, tmp_path).keep()
    stored = read_material(cluster.objects[SECRET])
    assert stored is not None
    assert bundles_of(cluster) == [stored.authorities] * 2
    assert (tmp_path / "tls.crt").read_bytes() == stored.serving.certificate
    assert is_signed_by((tmp_path / "tls.crt").read_bytes(), stored.authorities)


@pytest.mark.parametrize(
    "data", [None, {}, {"ca.crt": "!"}, {"ca.crt": "", "ca.key": "", "tls.crt": "", "tls.key": ""}]
)
def test_empty_or_damaged_secret_is_filled_and_keeps_its_labels(tmp_path: Path, data: object) -> None:
    empty = {"metadata": {"name": "certs", "labels": {"a": "b"}}, "type": "Opaque", "data": data}
    cluster = MemoryCluster(**{INJECTOR: configuration(""), SECRET: empty})
    keeper(cluster, tmp_path).keep()
    assert read_material(cluster.objects[SECRET]) is not None
    assert cluster.objects[SECRET]["metadata"]["labels"] == {"a": "b"}


def test_second_round_writes_nothing(tmp_path: Path) -> None:
    cluster = MemoryCluster(**{INJECTOR: configuration("")})
    one = keeper(cluster, tmp_path)
    one.keep()
    cluster.writes.clear()
    one.keep()
    assert cluster.writes == []


def test_replicas_that_start_at_once_agree(tmp_path: Path) -> None:
    cluster = MemoryCluster(**{INJECTOR: configuration("", "")})
    folders = [tmp_path / str(number) for number in range(8)]
    starts = [threading.Thread(target=keeper(cluster, folder).keep) for folder in folders]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len({(folder / "tls.crt").read_bytes() for folder in folders}) == 1
    assert cluster.writes.count(SECRET) == 1
    assert bundles_of(cluster)[0] == (folders[0] / "ca.crt").read_bytes()


def test_replica_that_was_slower_uses_what_the_faster_one_stored(tmp_path: Path) -> None:
    cluster = MemoryCluster(**{INJECTOR: configuration("")})
    cluster.before_write = lambda: keeper(cluster, tmp_path / "fast").keep()
    keeper(cluster, tmp_path / "slow").keep()
    assert (tmp_path / "slow/tls.crt").read_bytes() == (tmp_path / "fast/tls.crt").read_bytes()


def test_serving_certificate_is_renewed_at_two_thirds_of_its_life_by_the_same_ca(tmp_path: Path) -> None:
    cluster = MemoryCluster(**{INJECTOR: configuration("")})
    keeper(cluster, tmp_path).keep()
    first = read_material(cluster.objects[SECRET])
    keeper(cluster, tmp_path, NOW + timedelta(days=59)).keep()
    assert read_material(cluster.objects[SECRET]) == first
    keeper(cluster, tmp_path, NOW + timedelta(days=61)).keep()
    second = read_material(cluster.objects[SECRET])
    assert first is not None
    assert second is not None
    assert second.serving != first.serving
    assert second.authorities == first.authorities
    assert (tmp_path / "tls.crt").read_bytes() == second.serving.certificate


def test_new_ca_is_trusted_beside_the_old_one() -> None:
    old = material()
    later = NOW + timedelta(days=2500)
    new = due(old, HOSTS, later)
    assert new is not None
    assert is_signed_by(new.serving.certificate, new.authorities)
    assert is_signed_by(old.serving.certificate, new.authorities)
    assert not is_signed_by(new.serving.certificate, old.authorities)


def test_ca_that_is_over_leaves_the_bundle() -> None:
    old = material()
    new = due(old, HOSTS, NOW + timedelta(days=4000))
    assert new is not None
    assert not is_signed_by(old.serving.certificate, new.authorities)


def test_other_names_make_a_new_serving_certificate() -> None:
    old = material()
    new = due(old, ["other.mesh.svc"], NOW)
    assert new is not None
    assert new.authorities == old.authorities
    assert due(new, ["other.mesh.svc"], NOW) is None


def test_pair_of_a_foreign_ca_is_replaced() -> None:
    own = material()
    foreign = issue_serving(make_authority("x", now=NOW), HOSTS, now=NOW)
    assert due(Material(authorities=own.authorities, ca_key=own.ca_key, serving=foreign), HOSTS, NOW) is not None


def test_key_that_does_not_fit_counts_as_damaged() -> None:
    own, other = material(), material()
    mixed = KeyPair(certificate=own.serving.certificate, key=other.serving.key)
    data = {"ca.crt": own.authorities, "ca.key": own.ca_key, "tls.crt": mixed.certificate, "tls.key": mixed.key}
    secret = {"data": {name: base64.b64encode(value).decode() for name, value in data.items()}}
    assert read_material(secret) is None


def test_bundle_is_not_written_over_a_change_in_between() -> None:
    cluster = MemoryCluster(**{INJECTOR: configuration("", "")})

    def reorder() -> None:
        cluster.put(INJECTOR, configuration("x"))

    cluster.before_write = reorder
    with pytest.raises(ConflictError):
        trust_in(cluster, INJECTOR, b"ca")  # type: ignore[arg-type]
    assert cluster.objects[INJECTOR]["webhooks"][0]["clientConfig"]["caBundle"] == "x"


def test_without_the_configuration_the_files_are_served_and_the_fault_is_told(tmp_path: Path) -> None:
    cluster = MemoryCluster()
    with pytest.raises(ClusterError, match=r"no webhook configuration at .*/injector"):
        keeper(cluster, tmp_path).keep()
    assert (tmp_path / "tls.crt").exists()


def test_new_certificate_is_not_served_before_its_ca_is_trusted(tmp_path: Path) -> None:
    cluster = MemoryCluster(**{INJECTOR: configuration("")})
    now = [NOW]
    one = keeper(cluster, tmp_path)
    one._clock = lambda: now[0]
    one.keep()
    served = (tmp_path / "tls.crt").read_bytes()
    del cluster.objects[INJECTOR]
    now[0] = NOW + timedelta(days=2500)
    with pytest.raises(ClusterError):
        one.keep()
    assert (tmp_path / "tls.crt").read_bytes() == served


def test_serving_certificate_ends_with_its_issuer_at_the_latest() -> None:
    now = datetime(2030, 1, 1, tzinfo=UTC)
    authority = make_authority("ca", now=now - timedelta(days=80), life=timedelta(days=100))
    assert lifetime(issue_serving(authority, ["a"], now=now).certificate).ends == now + timedelta(days=20)
    assert lifetime(issue_serving(authority, ["a"], now=now, life=timedelta(days=3)).certificate).ends == (
        now + timedelta(days=3)
    )
