"""Mutated resources answered by us and by the API server's own packages; `make oracle` runs it.

The packages are those that the API server validates custom resources with, without the server around them: some
thousand verdicts a second, so far more mutants than `tests/e2e/test_crd_layer.py` can send.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from meshctl.analyze.schema import check_resource, find_kind
from tests import go_oracle
from tests.e2e.crd_mutations import mutants
from tests.shared_data import shared_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshctl.analyze.schema import Channel

pytestmark = pytest.mark.oracle

COUNT = int(os.environ.get("ORACLE_CASES", "2000"))
SEED = int(os.environ.get("ORACLE_SEED", "1"))

_URL_PARTS = (
    *"ab:/?#[]@%41fF.-+ \\<>\"é\x7f*{}|^`~!$&'()_=;,0",
    *("http://", "https:", "oci://", "file:///", "%25", "::1", "[::1]", "%zz", "%e9", "fe80::1", ":80", "user:pw@"),
)


def _verdicts(resources: Sequence[dict[str, Any]], channel: Channel) -> list[dict[str, Any]]:
    bundles = [shared_path(f"conformance/crds/{name}.yaml") for name in ("istio-crds", f"gateway-api-{channel}")]
    program = go_oracle.program(go_oracle.SOURCES / "crd")
    lines = "".join(json.dumps(resource) + "\n" for resource in resources)
    run = subprocess.run([program, *bundles], input=lines.encode(), capture_output=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.mark.parametrize("channel", ["standard", "experimental"])
def test_mutated_resources_get_the_verdict_of_the_api_servers_packages(channel: Channel) -> None:
    found = list(mutants(SEED, COUNT, channel))
    theirs = _verdicts([mutant.resource for mutant in found], channel)
    disagreements = [
        f"{mutant.sample} {mutant.changes}: ours {mutant.messages or 'valid'}, theirs {verdict['errors'] or 'valid'}"
        for mutant, verdict in zip(found, theirs, strict=True)
        if mutant.valid != verdict["valid"]
    ]
    assert disagreements == []


def test_urls_are_read_as_go_reads_them() -> None:
    chance = random.Random(SEED)  # noqa: S311  chance that can be repeated is the point
    texts = ["".join(chance.choices(_URL_PARTS, k=chance.randint(1, 9))) for _ in range(COUNT)]
    starts = chance.choices(("", "http://", "oci://"), k=COUNT)
    urls = [start + text for start, text in zip(starts, texts, strict=True)]
    resources = [_with_url(url, number) for number, url in enumerate(urls)]
    disagreements = [
        (resource["spec"], verdict["errors"])
        for resource, verdict in zip(resources, _verdicts(resources, "standard"), strict=True)
        if verdict["valid"] == bool(_faults(resource))
    ]
    assert disagreements == []


def _with_url(url: str, number: int) -> dict[str, Any]:
    metadata = {"name": "a"}
    if number % 2:
        rules = [{"issuer": "a", "jwksUri": url}]
        return {
            "apiVersion": "security.istio.io/v1",
            "kind": "RequestAuthentication",
            "metadata": metadata,
            "spec": {"jwtRules": rules},
        }
    return {
        "apiVersion": "extensions.istio.io/v1alpha1",
        "kind": "WasmPlugin",
        "metadata": metadata,
        "spec": {"url": url},
    }


def _faults(resource: dict[str, Any]) -> list[str]:
    kind = find_kind(resource["apiVersion"], resource["kind"])
    assert kind is not None
    return [fault.message for fault in check_resource(resource, kind)]
