"""The crd layer and a real API server give the same verdict: on valid samples, published rows and mutated resources.

A resource is created with `dryRun=All&fieldValidation=Strict`, which is what `kubectl apply --dry-run=server` asks for.
`CRD_MUTATION_SEED` and `CRD_MUTATIONS` choose other mutants, or more of them.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import ssl
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from meshctl.analyze.schema import check_resource, find_kind
from meshctl.k8s.names import dns_1123_label
from tests.conformance.istio_validate_crd import channels, crd_rows, expanded
from tests.e2e.crd_mutations import mutants
from tests.shared_data import conformance_root, shared_path
from tests.valid_samples import valid_samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshctl.analyze.schema import Channel, KindSchema
    from tests.e2e.cluster import ApiServer

_SEED = int(os.environ.get("CRD_MUTATION_SEED", "1"))
_COUNT = int(os.environ.get("CRD_MUTATIONS", "1000"))
_SETTLE_S = 60.0


class DryRun:
    """Creates resources without storing them, over one connection."""

    def __init__(self, server: ApiServer, channel: Channel) -> None:
        self.channel = channel
        self._token = server.token
        context = ssl.create_default_context(cafile=str(server.ca))
        address = urlsplit(server.url)
        self._connection = http.client.HTTPSConnection(
            address.hostname or "", address.port, context=context, timeout=60
        )

    def close(self) -> None:
        """Give the connection up."""
        self._connection.close()

    def refusal(self, resource: dict[str, Any]) -> str | None:
        """The API server's message, None where it would create the resource."""
        kind = find_kind(resource["apiVersion"], resource["kind"], self.channel)
        assert kind is not None
        body = json.dumps(_in_default_namespace(resource))
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        self._connection.request("POST", _path(kind), body=body, headers=headers)
        response = self._connection.getresponse()
        answer = json.loads(response.read())
        return None if response.status == http.client.CREATED else str(answer.get("message"))


def _in_default_namespace(resource: dict[str, Any]) -> dict[str, Any]:
    """The resource where the request goes; a namespace that is none is left for the server to refuse."""
    metadata = resource.get("metadata")
    namespace = metadata.get("namespace") if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict) or not isinstance(namespace, str) or dns_1123_label(namespace):
        return resource
    return {**resource, "metadata": {**metadata, "namespace": "default"}}


def _path(kind: KindSchema) -> str:
    namespace = "/namespaces/default" if kind.namespaced else ""
    root = "/apis" if kind.group else "/api"
    return f"{root}/{kind.api_version}{namespace}/{kind.plural}?dryRun=All&fieldValidation=Strict"


@pytest.fixture(scope="module", params=["standard", "experimental"])
def dry_run(request: pytest.FixtureRequest, api_server: ApiServer) -> Iterator[DryRun]:
    """A server with Istio's CRDs and those of one channel of the Gateway API."""
    channel = request.param
    for bundle in ("istio-crds.yaml", f"gateway-api-{channel}.yaml"):
        path = shared_path(f"conformance/crds/{bundle}")
        api_server.kubectl("apply", "--server-side", "--force-conflicts", "-f", str(path))
    api_server.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")
    api_server.namespace("default")
    with contextlib.closing(DryRun(api_server, channel)) as client:
        _wait_until_served(client)
        yield client


def _wait_until_served(client: DryRun) -> None:
    """The server takes up a changed CRD a moment after it says so; the valid samples show when it has."""
    deadline = time.monotonic() + _SETTLE_S
    while (refused := _refused_samples(client)) and time.monotonic() < deadline:
        time.sleep(1)
    assert refused == []


def _refused_samples(client: DryRun) -> list[str]:
    served = [sample for sample in valid_samples() if client.channel == "experimental" or not sample.experimental]
    answers = [(sample.id, client.refusal(sample.resource)) for sample in served]
    return [f"{name}: {answer}" for name, answer in answers if answer is not None]


def test_the_server_accepts_every_sample_that_we_accept(dry_run: DryRun) -> None:
    assert _refused_samples(dry_run) == []


def test_published_rows_get_the_verdict_of_the_server(dry_run: DryRun) -> None:
    rows = [row for row in crd_rows(conformance_root()) if dry_run.channel in channels(row) or "channel" not in row]
    disagreements = []
    for row in rows:
        resource = expanded(row["resource"])
        ours, theirs = _errors(resource, dry_run.channel), dry_run.refusal(resource)
        if bool(ours) != (theirs is not None):
            disagreements.append(f"{row['id']}: we say {ours or 'valid'}, the server says {theirs or 'valid'}")
    assert disagreements == []


def test_mutated_resources_get_the_verdict_of_the_server(dry_run: DryRun) -> None:
    disagreements = []
    verdicts = {True: 0, False: 0}
    for mutant in mutants(_SEED, _COUNT, dry_run.channel):
        theirs = dry_run.refusal(mutant.resource)
        verdicts[theirs is None] += 1
        if mutant.valid != (theirs is None):
            ours = mutant.messages or "valid"
            disagreements.append(
                f"{mutant.sample} {mutant.changes}: we say {ours}, the server says {theirs or 'valid'}"
            )
    print(f"{dry_run.channel}: {verdicts[True]} valid, {verdicts[False]} refused, {len(disagreements)} disagreements")
    print("\n".join(disagreements))
    assert disagreements == []


def test_what_we_refuse_of_a_kubernetes_kind_the_server_refuses_too(dry_run: DryRun) -> None:
    """Our tables of these kinds hold types and fields, the server checks far more: one direction is compared."""
    refused = [mutant for mutant in mutants(_SEED, _COUNT, dry_run.channel, custom=False) if not mutant.valid]
    false_alarms = [
        f"{mutant.sample} {mutant.changes}: {mutant.messages}"
        for mutant in refused
        if dry_run.refusal(mutant.resource) is None
    ]
    print(f"{len(refused)} of {_COUNT} refused, {len(false_alarms)} false alarms")
    print("\n".join(false_alarms))
    assert false_alarms == []


def _errors(resource: dict[str, Any], channel: Channel) -> list[str]:
    kind = find_kind(resource["apiVersion"], resource["kind"], channel)
    assert kind is not None
    return [fault.message for fault in check_resource(resource, kind) if fault.severity == "error"]
