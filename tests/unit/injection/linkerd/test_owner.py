"""The workload behind a pod."""

from __future__ import annotations

from typing import Any, cast

import pytest

from meshctl.injection.linkerd.owner import owner_of_pod


def _owner(kind: str, name: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "name": name}


@pytest.mark.parametrize(
    ("owners", "expected"),
    [
        ([], ("Pod", "web-1")),
        ([_owner("ReplicaSet", "web-abc"), _owner("Job", "x")], ("Pod", "web-1")),
        ([_owner("ReplicaSet", "web-abc")], ("Deployment", "web")),
        ([_owner("ReplicaSet", "web-other")], ("ReplicaSet", "web-other")),
        ([_owner("Job", "nightly-29123456")], ("CronJob", "nightly")),
        ([_owner("Job", "once")], ("Job", "once")),
        ([_owner("StatefulSet", "db")], ("StatefulSet", "db")),
    ],
)
def test_exactly_one_owner_is_followed(owners: list[dict[str, Any]], expected: tuple[str, str]) -> None:
    metadata = {"name": "web-1", "labels": {"pod-template-hash": "abc"}, "ownerReferences": owners}
    workload = owner_of_pod(cast("Any", {"metadata": metadata, "spec": {}}), namespace="shop")
    assert (workload.kind, workload.name) == expected
    assert workload.namespace == "shop"
