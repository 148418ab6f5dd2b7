"""`meshctl-webhook`: serve reviews, and look at what is served."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path  # noqa: TC003  typer reads the annotations
from typing import Annotated, Any

import typer

from meshctl.errors import ClusterError, MeshctlError, SourceError, UsageError
from webhook.settings import PREFIX, Settings

app = typer.Typer(
    name="meshctl-webhook",
    help="The admission webhook of meshctl.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

EXIT_FINDINGS, EXIT_USAGE, EXIT_INPUT, EXIT_CLUSTER, EXIT_FAULT = 1, 2, 3, 4, 70


@app.command("run")
def run_command(  # noqa: PLR0913, PLR0917  one parameter a flag
    family: Annotated[
        str | None, typer.Option(envvar=f"{PREFIX}FAMILY", help="Whose sidecar is injected [default: istio].")
    ] = None,
    config_dir: Annotated[
        Path | None, typer.Option(envvar=f"{PREFIX}CONFIG_DIR", help="Folder with files config, values and mesh.")
    ] = None,
    tls_cert: Annotated[Path | None, typer.Option(envvar=f"{PREFIX}TLS_CERT", help="Serving certificate, PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(envvar=f"{PREFIX}TLS_KEY", help="Its private key, PEM.")] = None,
    client_ca: Annotated[
        Path | None, typer.Option(envvar=f"{PREFIX}CLIENT_CA", help="CA of the clients that may send reviews.")
    ] = None,
    host: Annotated[str | None, typer.Option(envvar=f"{PREFIX}HOST", help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(envvar=f"{PREFIX}PORT", help="Port to listen on [default: 15017].")
    ] = None,
    workers: Annotated[int | None, typer.Option(envvar=f"{PREFIX}WORKERS", help="Processes [default: 1].")] = None,
) -> None:
    """Serve reviews until a signal ends it.

    Every other setting is an environment variable named MESHCTL_ and the setting's name in capitals, such as
    MESHCTL_REVISION, MESHCTL_REVIEW_TIMEOUT_S or MESHCTL_CERTIFICATE_SECRET; the reference lists them all.
    """
    from webhook.server import serve

    given: dict[str, Any] = {
        "family": family,
        "config_dir": config_dir,
        "tls_cert": tls_cert,
        "tls_key": tls_key,
        "client_ca": client_ca,
        "host": host,
        "port": port,
        "workers": workers,
    }
    settings = Settings.from_environment(os.environ)
    serve(replace(settings, **{name: value for name, value in given.items() if value is not None}))


@app.command("cert")
def cert_command(
    certificate: Annotated[
        Path | None, typer.Argument(help="A PEM file; without it the one the settings name is shown.")
    ] = None,
) -> None:
    """Show a certificate file: the chain with its names and when each ends."""
    from webhook.status import describe_certificates

    pair = Settings.from_environment(os.environ).certificate_pair
    path = certificate or (pair[0] if pair else None)
    if path is None:
        raise UsageError("there is no certificate to show", remedy="name a PEM file")
    try:
        lines = describe_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: no certificate can be read: {error}") from error
    typer.echo("\n".join(lines))


@app.command("status")
def status_command(
    configuration: Annotated[
        list[str] | None, typer.Option("--configuration", help="MutatingWebhookConfiguration; repeat for more.")
    ] = None,
    address: Annotated[str, typer.Option(help="Where the webhook listens.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Its port.")] = None,
    server_name: Annotated[
        str | None, typer.Option(help="Name the API server asks for: <service>.<namespace>.svc")
    ] = None,
    kubeconfig: Annotated[str | None, typer.Option(help="How to reach the cluster; inside a pod not needed.")] = None,
) -> None:
    """Show what the webhook serves, and whether each caBundle in the cluster trusts it, by a real handshake.

    Exits with 1 when an entry of a configuration would not trust the webhook.
    """
    from webhook.status import Endpoint

    settings = Settings.from_environment(os.environ)
    name = server_name or next(iter(settings.certificate_hosts), "localhost")
    endpoint = Endpoint(address=address, port=port or settings.port, server_name=name)
    _show_served(endpoint)
    trusted = [_show_trust(each, endpoint, kubeconfig) for each in configuration or settings.webhook_configurations]
    if not all(trusted):
        raise typer.Exit(EXIT_FINDINGS)


def _show_served(endpoint: Any) -> None:
    from webhook.status import describe_certificates, served_chain

    try:
        typer.echo("\n".join(describe_certificates(served_chain(endpoint))))
    except OSError as error:
        where = f"{endpoint.address}:{endpoint.port}"
        raise SourceError(
            f"the webhook at {where} cannot be asked: {error}", remedy="give --address and --port"
        ) from error


def _show_trust(name: str, endpoint: Any, kubeconfig: str | None) -> bool:
    from webhook.cluster import connect
    from webhook.status import check_trust
    from webhook.trust import CONFIGURATIONS

    found = connect(kubeconfig).get(f"{CONFIGURATIONS}/{name}")
    if found is None:
        raise ClusterError(f"there is no MutatingWebhookConfiguration {name}")
    entries = list(check_trust(found, endpoint))
    for entry in entries:
        typer.echo(f"{'trusted' if entry.trusted else 'NOT TRUSTED'}  {name}  {entry.entry}  {entry.detail}")
    return all(entry.trusted for entry in entries)


def run() -> None:
    """The entry point: errors become one line and a status."""
    try:
        app()
    except UsageError as error:
        _fail(error, EXIT_USAGE)
    except ClusterError as error:
        _fail(error, EXIT_CLUSTER)
    except MeshctlError as error:
        _fail(error, EXIT_INPUT)


def _fail(error: MeshctlError, status: int) -> None:
    sys.stderr.write(f"meshctl-webhook: error: {error}\n")
    raise SystemExit(status) from error


if __name__ == "__main__":
    run()
