"""Serving: one process with a bounded listener, or several of them under a small parent.

On SIGTERM a worker first stops being ready and asks clients to reconnect, goes on serving for `drain_s`, then closes
the listener, finishes what is in flight and ends with status 0. A second signal ends it without the pause.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import socket
import tempfile
import threading
from typing import TYPE_CHECKING

import uvicorn

from webhook.app import build
from webhook.cluster import connect
from webhook.protocol import BoundedProtocol, ConnectionLimits
from webhook.telemetry import MULTIPROC_VARIABLE, configure_logging
from webhook.tls import listening_context
from webhook.trust import CertificateKeeper, paths_of

if TYPE_CHECKING:
    import ssl
    from multiprocessing.context import SpawnProcess
    from types import FrameType

    from fastapi import FastAPI

    from webhook.service import Service
    from webhook.settings import Settings

logger = logging.getLogger("webhook.server")

CLOSE_HEADER = (b"connection", b"close")

# A worker that dies at once would otherwise be started as fast as the machine can.
RESTART_PAUSE_S = 1.0


class WebhookServer(uvicorn.Server):
    """uvicorn's server with our listener and our way to end."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application, then listen; TLS handshakes get the time that headers get."""
        await self.lifespan.startup()
        if self.lifespan.should_exit:
            raise SystemExit(uvicorn.config.STARTUP_FAILURE)
        loop = asyncio.get_running_loop()
        context = self._listening_context()
        header_s = self._service.settings.header_timeout_s if context else None
        self.servers = [
            await loop.create_server(
                self._protocol, sock=sock, ssl=context, backlog=self.config.backlog, ssl_handshake_timeout=header_s
            )
            for sock in sockets or []
        ]
        self.started = True
        logger.info("serving", extra={"fields": {"port": self._service.settings.port, "tls": context is not None}})

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  uvicorn's signature
        """Begin to drain; a second signal ends the pause."""
        if self._service.draining:
            self.should_exit = True
            return
        self._service.draining = True
        self.config.encoded_headers.append(CLOSE_HEADER)
        logger.info("draining", extra={"fields": {"signal": signal.Signals(sig).name}})
        threading.Timer(self._service.settings.drain_s, self._end).start()

    def _end(self) -> None:
        self.should_exit = True

    def _protocol(self) -> BoundedProtocol:
        settings = self._service.settings
        limits = ConnectionLimits(
            header_s=settings.header_timeout_s,
            body_s=settings.body_timeout_s,
            answer_s=settings.review_timeout_s + settings.body_timeout_s,
            max_connections=settings.max_connections,
        )
        return BoundedProtocol(
            limits, config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )

    def _listening_context(self) -> ssl.SSLContext | None:
        certificate = self._service.certificate
        if certificate is None:
            return None
        return listening_context(
            lambda: certificate.current.value if certificate.current else None,
            ask_clients=self._service.settings.client_ca is not None,
        )


def serve(settings: Settings) -> None:
    """Listen and serve until a signal ends it."""
    configure_logging(settings.log_level)
    listener = _listen(settings)
    stopping = threading.Event()
    keep_certificates(settings, stopping)
    if settings.workers == 1:
        serve_worker(settings, listener)
    else:
        _serve_with_workers(settings, listener)
    stopping.set()


def keep_certificates(settings: Settings, stopping: threading.Event) -> None:
    """Start to look after self-managed certificates beside the serving; nothing when they are given.

    Raises:
        ClusterError: there is no cluster to keep them in.
    """
    if not settings.certificate_secret:
        return
    keeper = CertificateKeeper(
        connect(),
        secret=settings.certificate_secret,
        hosts=settings.certificate_hosts,
        configurations=paths_of(settings.webhook_configurations, settings.validating_configurations),
        folder=settings.certificate_dir,
    )
    threading.Thread(target=keeper.keep_for_ever, args=(stopping,), name="certificates", daemon=True).start()


def serve_worker(settings: Settings, listener: socket.socket) -> None:
    """Serve on a bound socket in this process."""
    configure_logging(settings.log_level)
    app, service = build(settings)
    run_app(app, service, listener)


def run_app(app: FastAPI, service: Service, listener: socket.socket) -> None:
    """Serve an application with our listener until a signal ends it."""
    settings = service.settings
    config = uvicorn.Config(
        app,
        http=BoundedProtocol,
        ws="none",
        loop="uvloop",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=settings.keep_alive_s,
        timeout_graceful_shutdown=int(settings.review_timeout_s + settings.body_timeout_s),
    )
    WebhookServer(config, service).run([listener])


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((settings.host, settings.port))
    listener.set_inheritable(True)
    return listener


def _serve_with_workers(settings: Settings, listener: socket.socket) -> None:
    """Keep `workers` processes alive on one socket, and pass the signal that ends them on."""
    with tempfile.TemporaryDirectory(prefix="meshctl-metrics-") as folder:
        os.environ[MULTIPROC_VARIABLE] = folder
        Parent(settings, listener).run()


class Parent:
    """The process above the workers: starts them, replaces those that die, hands signals on."""

    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        self._settings = settings
        self._listener = listener
        self._ending = threading.Event()
        self._workers: list[SpawnProcess] = []

    def run(self) -> None:
        """Serve until a signal; returns when the last worker has ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hand_on)
        self._workers = [self._start() for _ in range(self._settings.workers)]
        while not self._ending.wait(RESTART_PAUSE_S):
            self._replace_dead()
        for worker in self._workers:
            worker.join()

    def _start(self) -> SpawnProcess:
        # Spawned, not forked: event loop, metrics files and TLS contexts must begin anew in each.
        worker = multiprocessing.get_context("spawn").Process(
            target=serve_worker, args=(self._settings, self._listener), name="meshctl-webhook"
        )
        worker.start()
        return worker

    def _replace_dead(self) -> None:
        for index, worker in enumerate(self._workers):
            if not worker.is_alive() and not self._ending.is_set():
                logger.error("a worker died and is replaced", extra={"fields": {"status": worker.exitcode}})
                self._workers[index] = self._start()

    def _hand_on(self, number: int, _frame: FrameType | None) -> None:
        self._ending.set()
        for worker in self._workers:
            if worker.pid is not None and worker.is_alive():
                os.kill(worker.pid, number)
