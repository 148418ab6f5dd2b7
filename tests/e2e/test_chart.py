"""What the chart renders is accepted by a real API server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.charts.test_injector_chart import MATRIX
from tests.e2e.injector import NAMESPACE, Chart

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.cluster import ApiServer

# Kinds whose definitions a bare cluster does not have.
FOREIGN = frozenset({"Certificate", "ServiceMonitor"})


@pytest.mark.parametrize("name", MATRIX)
def test_rendered_objects_are_valid_to_the_server(api_server: ApiServer, helm: Path, name: str) -> None:
    api_server.namespace(NAMESPACE, {"pod-security.kubernetes.io/enforce": "restricted"})
    values: dict[str, Any] = MATRIX[name]
    if (values.get("webhook") or {}).get("caBundle"):
        values = {**values, "webhook": {}}  # the table's stand-in is no certificate
    for manifest in Chart(helm=helm, values=values).objects():
        if manifest["kind"] not in FOREIGN:
            done = api_server.apply(manifest, "--dry-run=server", "--validate=strict")
            assert "Warning" not in done.stderr, done.stderr
