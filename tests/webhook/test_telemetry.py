"""Metrics with bounded labels, under our names and under istiod's."""

from __future__ import annotations

import json
import logging

from webhook.responses import allowed, denied, patched
from webhook.telemetry import OUTCOMES_LIMIT, JsonFormatter, Telemetry


def lines(telemetry: Telemetry, start: str) -> list[str]:
    return [line for line in telemetry.exposition().decode().splitlines() if line.startswith(start)]


def test_reviews_are_counted_by_path_outcome_and_reason() -> None:
    telemetry = Telemetry()
    for _ in range(2):
        telemetry.reviewed("inject", patched([], "policy"), 0.001)
    telemetry.reviewed("validate", denied("invalid", "x"), 0.001)
    assert lines(telemetry, "meshctl_webhook_reviews_total{") == [
        'meshctl_webhook_reviews_total{outcome="patched",path="inject",reason="policy"} 2.0',
        'meshctl_webhook_reviews_total{outcome="denied",path="validate",reason="invalid"} 1.0',
    ]


def test_reasons_made_of_input_end_in_one_label() -> None:
    telemetry = Telemetry()
    for number in range(OUTCOMES_LIMIT + 50):
        telemetry.reviewed("inject", allowed(f"reason-{number}"), 0.001)
    counted = lines(telemetry, "meshctl_webhook_reviews_total{")
    assert len(counted) == OUTCOMES_LIMIT + 1
    assert 'meshctl_webhook_reviews_total{outcome="allowed",path="inject",reason="other"} 50.0' in counted


def test_istios_own_counters_count_refusals_as_answered() -> None:
    telemetry = Telemetry()
    for answer in (patched([], "policy"), allowed("host_network"), denied("annotation_error", "x")):
        telemetry.reviewed("inject", answer, 0.001)
    totals = {
        name: lines(telemetry, f"sidecar_injection_{name}_total")[0].split()[1]
        for name in ("requests", "success", "failure", "skip")
    }
    assert totals == {"requests": "3.0", "success": "3.0", "failure": "1.0", "skip": "1.0"}


def test_log_line_is_one_json_object_with_its_fields() -> None:
    record = logging.LogRecord("webhook", logging.INFO, "", 0, "said %s", ("a\nb",), None)
    record.fields = {"uid": "u-1"}
    text = JsonFormatter().format(record)
    assert "\n" not in text
    assert json.loads(text) | {"time": ""} == {
        "time": "",
        "level": "info",
        "logger": "webhook",
        "message": "said a\nb",
        "uid": "u-1",
    }
