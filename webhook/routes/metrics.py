"""`GET /metrics`: the text format of Prometheus."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

    from webhook.service import Service


class MetricsRoute:
    """What `webhook.telemetry` gathered."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def metrics(self, _request: Request) -> Response:
        """All metrics, the certificate's remaining seconds as of now."""
        certificate = self._service.certificate
        if certificate is not None and certificate.current is not None:
            ends = certificate.current.value.ends.timestamp()
            self._service.telemetry.certificate(ends=ends, now=time.time())
        return Response(self._service.telemetry.exposition(), media_type=CONTENT_TYPE_LATEST)
