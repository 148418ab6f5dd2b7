"""Whatever a body holds, the answer is well-formed and no fault of ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings

from tests.webhook.fuzzing import BODIES, fault_in
from tests.webhook.support import Client, client
from webhook.configuration import load_configuration
from webhook.settings import Settings


@pytest.fixture(scope="module")
def http() -> Iterator[Client]:
    with client(injector=load_configuration({}, Settings())) as (made, _):
        yield made


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=BODIES)
@example(body=b"")
@example(body=b'{"apiVersion": [], "kind": {}, "request": {"uid": 1}}')
def test_answer_is_well_formed(http: Client, body: bytes) -> None:
    answer = http.post("/inject", body, {"content-type": "application/json"})
    assert fault_in(answer, body) is None
