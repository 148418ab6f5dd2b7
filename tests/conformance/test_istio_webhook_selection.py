"""Published answers to which webhook configuration selects a pod."""

from __future__ import annotations

from typing import Any, cast

from meshctl.mesh.istio.revision import explain_claim, injection_entries, selecting_entry
from meshctl.yamlio import load_plain
from tests.conformance.published import Case, Mismatch, compare, each_case
from tests.shared_data import conformance_root

FOLDER = "istio-inject/webhook-selection"
FILE = f"{FOLDER}/index.json"


def run_case(case: Case) -> Mismatch:
    found, explained = {}, {}
    for name, configuration in _configurations().items():
        entries = injection_entries(configuration)
        labels = (case["pod_labels"], case["namespace_labels"])
        found[name] = selecting_entry(entries, *labels) is not None
        explained[name] = explain_claim(entries, *labels).claimed
    return compare(found, case["selected"]) or compare(explained, case["selected"])


def _configurations() -> dict[str, dict[str, Any]]:
    files = sorted((conformance_root() / FOLDER).glob("*.yaml"))
    loaded = [cast("dict[str, Any]", load_plain(file.read_text("utf-8"))) for file in files]
    return {configuration["metadata"]["name"]: configuration for configuration in loaded}


@each_case(FILE)
def test_webhook_selects_as_published(case: Case) -> None:
    assert run_case(case) is None
