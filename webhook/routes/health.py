"""`GET /healthz`: the process answers. `GET /readyz`: reviews may be sent here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.requests import Request

    from webhook.service import Service


class HealthRoutes:
    """Both probes; neither looks at anything outside the process."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def healthz(self, _request: Request) -> PlainTextResponse:
        """200 while the event loop turns."""
        return PlainTextResponse("ok\n")

    async def readyz(self, _request: Request) -> PlainTextResponse:
        """200 with configuration and a certificate that is not over; otherwise 503 and the reason."""
        fault = self._service.unready()
        return PlainTextResponse("ok\n") if fault is None else PlainTextResponse(fault + "\n", 503)
