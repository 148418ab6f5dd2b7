"""The application: routes over one `Service`, and what happens at its start and end.

`webhook.app:create_app` serves under any ASGI server; `meshctl-webhook run` adds the listener with deadlines,
certificate reload and drain.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from typing import TYPE_CHECKING

from fastapi import FastAPI

from webhook.admission import AdmissionRoute
from webhook.configuration import load_configuration
from webhook.routes.health import HealthRoutes
from webhook.routes.inject import InjectHandler
from webhook.routes.metrics import MetricsRoute
from webhook.routes.validate import ValidateHandler
from webhook.service import Service
from webhook.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from webhook.service import Loader

logger = logging.getLogger("webhook.app")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application for the given settings, or for those of the process's environment."""
    app, _ = build(settings or Settings.from_environment(os.environ))
    return app


def build(settings: Settings, load: Loader = load_configuration) -> tuple[FastAPI, Service]:
    """The application and the state behind it, for a server that needs both; `load` makes an engine of files."""
    service = Service(settings, load)
    app = FastAPI(
        title="meshctl webhook",
        lifespan=lambda _app: _lifespan(service),
        openapi_url=None,  # an admission webhook has one client, and its contract is Kubernetes's
    )
    _mount(app, service)
    return app, service


def _mount(app: FastAPI, service: Service) -> None:
    inject = AdmissionRoute("inject", service, InjectHandler(lambda: service.injector), inline=True)
    validate = AdmissionRoute("validate", service, ValidateHandler(), inline=False)
    health = HealthRoutes(service)
    # NB: `add_route` hands the request over as it came. FastAPI's own decorators would resolve dependencies first,
    # which is of no use to a route that reads raw bytes and takes a good part of an injection's time.
    app.add_route("/inject", inject.endpoint, methods=["POST"])
    app.add_route("/inject/{environment:path}", inject.endpoint, methods=["POST"])
    app.add_route("/validate", validate.endpoint, methods=["POST"])
    app.add_route("/healthz", health.healthz)
    app.add_route("/readyz", health.readyz)
    app.add_route("/metrics", MetricsRoute(service).metrics)


@contextlib.asynccontextmanager
async def _lifespan(service: Service) -> AsyncIterator[None]:
    service.load()
    watches = [asyncio.create_task(service.configuration.watch(service.settings.watch_s))]
    if service.certificate is not None:
        watches.append(asyncio.create_task(service.certificate.watch(service.settings.watch_s)))
    fault = service.unready()
    if fault is not None:
        logger.error("not ready", extra={"fields": {"fault": fault}})
    try:
        yield
    finally:
        for watch in watches:
            watch.cancel()
        await asyncio.gather(*watches, return_exceptions=True)
        service.pool.shutdown(wait=False, cancel_futures=True)
