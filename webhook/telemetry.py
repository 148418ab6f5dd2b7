"""What the service tells about itself: metrics with bounded labels, and log lines as JSON.

Label values come from fixed sets only (outcome, the slugs of reasons, HTTP codes), never from a request. With several
workers prometheus_client adds their counts up through the folder named by `PROMETHEUS_MULTIPROC_DIR`.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from typing import TYPE_CHECKING

import orjson
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from webhook.responses import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webhook.responses import Answer
    from webhook.settings import LogLevel

MULTIPROC_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"

# A review takes a millisecond; the API server gives up after at most thirty seconds.
BUCKETS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

# More reasons than there are rules means that a reason was built from input; they share one label value.
OUTCOMES_LIMIT = 200


class Telemetry:
    """The metrics of one worker process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._reviews = self._counter("meshctl_webhook_reviews", "Reviews answered.", ("path", "outcome", "reason"))
        self._seconds = Histogram(
            "meshctl_webhook_review_duration_seconds",
            "Time from the whole body to the answer.",
            ("path",),
            buckets=BUCKETS_S,
            registry=self.registry,
        )
        self._refused = self._counter("meshctl_webhook_requests_refused", "Requests that are no review.", ("code",))
        self._reloads = self._counter(
            "meshctl_webhook_reloads", "Changes of files taken over or not.", ("what", "result")
        )
        self._generation = self._gauge("meshctl_webhook_generation", "Times a set of files was taken over.", ("what",))
        self._expiry = self._gauge("meshctl_webhook_certificate_expiry_timestamp_seconds", "End of the certificate.")
        self._remaining = self._gauge("meshctl_webhook_certificate_remaining_seconds", "Seconds until it ends.")
        self._blocks = self._gauge(
            "meshctl_webhook_allocated_blocks", "Blocks of memory that Python objects take.", mode="livemax"
        )
        self.in_flight = self._gauge("meshctl_webhook_reviews_in_flight", "Reviews being worked on.", mode="livesum")
        self._istio = IstioCounters(self.registry)
        # Looking a labelled child up costs as much as the rest of the counting, so they are kept.
        self._duration = {path: self._seconds.labels(path) for path in ("inject", "validate")}
        self._outcomes: dict[tuple[str, Outcome, str], Counter] = {}

    def reviewed(self, path: str, answer: Answer, seconds: float) -> None:
        """Count one answered review; `path` is `inject` or `validate`."""
        self._outcome(path, answer.outcome, answer.reason).inc()
        self._duration[path].observe(seconds)
        if path == "inject":
            self._istio.reviewed(answer, seconds)

    def refused(self, code: int) -> None:
        """Count one request answered by an HTTP error instead of a review."""
        self._refused.labels(str(code)).inc()

    def reloaded(self, what: str, *, generation: int) -> None:
        """Count a set of files (`config`, `certificate`) taken over."""
        self._reloads.labels(what, "taken").inc()
        self._generation.labels(what).set(generation)

    def reload_failed(self, what: str) -> None:
        """Count a set of files that was refused; the old one goes on serving."""
        self._reloads.labels(what, "refused").inc()

    def certificate(self, *, ends: float, now: float) -> None:
        """Tell when the serving certificate ends, both as UNIX time."""
        self._expiry.set(ends)
        self._remaining.set(ends - now)

    def exposition(self) -> bytes:
        """All metrics in the text format, those of every worker added up.

        The count of blocks tells a leak from memory that the allocator keeps: only the first makes it grow for ever.
        """
        self._blocks.set(sys.getallocatedblocks())
        if not os.environ.get(MULTIPROC_VARIABLE):
            return generate_latest(self.registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)

    def _outcome(self, path: str, outcome: Outcome, reason: str) -> Counter:
        known = self._outcomes.get((path, outcome, reason))
        if known is None:
            label = reason if len(self._outcomes) < OUTCOMES_LIMIT else "other"
            known = self._reviews.labels(path, outcome.value, label)
            if label == reason:
                self._outcomes[path, outcome, reason] = known
        return known

    def _counter(self, name: str, text: str, labels: tuple[str, ...]) -> Counter:
        return Counter(name, text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, labels: tuple[str, ...] = (), mode: str = "livemin") -> Gauge:
        # With several workers the slowest to take a change over is the one to know of: the minimum.
        return Gauge(name, text, labels, registry=self.registry, multiprocess_mode=mode)  # type: ignore[arg-type]


class IstioCounters:
    """The injector's own metric names, so that dashboards and alerts made for istiod go on working.

    Source: istio/istio pkg/kube/inject/monitoring.go.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        prefix = "sidecar_injection"
        self._requests = Counter(f"{prefix}_requests", "Injection requests.", registry=registry)
        self._success = Counter(f"{prefix}_success", "Injection requests answered.", registry=registry)
        self._failure = Counter(f"{prefix}_failure", "Injection requests that failed.", registry=registry)
        self._skip = Counter(f"{prefix}_skip", "Injection requests skipped by policy.", registry=registry)
        buckets = (0.1, 1, 3, 5, 10, 20, 30, 60)
        self._seconds = Histogram(f"{prefix}_time_seconds", "Time to answer.", buckets=buckets, registry=registry)

    def reviewed(self, answer: Answer, seconds: float) -> None:
        """Count one review. As upstream, a refusal is a success too: an answer was given."""
        self._requests.inc()
        self._success.inc()
        self._seconds.observe(seconds)
        if not answer.admits:
            self._failure.inc()
        elif answer.outcome is Outcome.ALLOWED:
            self._skip.inc()


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, message, and the fields handed over as `extra={"fields": {...}}`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for one record; a traceback goes into its field `error`."""
        line: dict[str, object] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        fields: Mapping[str, object] = getattr(record, "fields", {})
        line.update(fields)
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = "".join(traceback.format_exception(*record.exc_info))
        return orjson.dumps(line, default=str).decode()


def configure_logging(level: LogLevel) -> None:
    """Send the log of this process to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
