"""What one worker holds while it serves: settings, the current configuration and certificate, and its bounds."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from webhook.body import Buffer
from webhook.configuration import configuration_files, load_configuration
from webhook.reload import Reloader
from webhook.telemetry import Telemetry
from webhook.tls import ServingCertificate, certificate_files, read_certificate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from webhook.configuration import Injector
    from webhook.settings import Settings

    Loader = Callable[[dict[str, bytes], Settings], Injector]

# Threads for reviews that are too large for the event loop. They share the interpreter's lock, so more would only
# make each of them slower.
POOL_SIZE = 4

# Bodies that are still arriving may take this many times the limit of one, whatever the number of connections.
BUFFERED_BODIES = 16


class Service:
    """The state behind the routes of one worker."""

    def __init__(self, settings: Settings, load: Loader = load_configuration) -> None:
        self.settings = settings
        self.telemetry = Telemetry()
        self.draining = False
        self.in_flight = 0
        self.buffer = Buffer(BUFFERED_BODIES * settings.limit_bytes)
        self.pool = ThreadPoolExecutor(POOL_SIZE, thread_name_prefix="review")
        self.configuration: Reloader[Injector] = Reloader(
            "configuration",
            configuration_files(settings),
            lambda files: load(files, settings),
            self.telemetry,
        )
        files = certificate_files(settings)
        self.certificate: Reloader[ServingCertificate] | None = (
            None if files is None else Reloader("certificate", files, read_certificate, self.telemetry)
        )

    @property
    def injector(self) -> Injector | None:
        """The engine with the current configuration; None until a first one was loaded."""
        return self.configuration.current.value if self.configuration.current else None

    @contextlib.contextmanager
    def counted(self) -> Iterator[None]:
        """Count one review as being worked on."""
        self.in_flight += 1
        self.telemetry.in_flight.inc()
        try:
            yield
        finally:
            self.in_flight -= 1
            self.telemetry.in_flight.dec()

    def unready(self) -> str | None:
        """Why no review should come here now, for people; None when everything stands."""
        if self.draining:
            return "shutting down"
        if self.configuration.current is None:
            return f"configuration: {self.configuration.fault}"
        return None if self.certificate is None else self._certificate_fault(self.certificate)

    def load(self) -> None:
        """Load configuration and certificate for the first time; what fails is told by `unready` and tried again."""
        self.configuration.load()
        if self.certificate is not None:
            self.certificate.load()

    @staticmethod
    def _certificate_fault(certificate: Reloader[ServingCertificate]) -> str | None:
        if certificate.current is None:
            return f"certificate: {certificate.fault}"
        if certificate.current.value.expired():
            return f"certificate: ended at {certificate.current.value.ends.isoformat()}"
        return None
