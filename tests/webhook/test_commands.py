"""`meshctl-webhook cert`: what it shows, and of which file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from tests.webhook.support import new_authority, write_pair
from webhook.__main__ import app

if TYPE_CHECKING:
    from pathlib import Path


def test_cert_without_a_file_shows_the_pair_that_the_settings_name(tmp_path: Path) -> None:
    write_pair(tmp_path, new_authority(), "web.shop.svc")
    given = {"MESHCTL_TLS_CERT": str(tmp_path / "tls.crt"), "MESHCTL_TLS_KEY": str(tmp_path / "tls.key")}
    done = CliRunner().invoke(app, ["cert"], env=given)
    assert done.exit_code == 0, done.output
    assert "web.shop.svc" in done.output


def test_cert_shows_the_file_that_is_named_rather_than_the_settings(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write_pair(tmp_path, new_authority(), "web.shop.svc")
    write_pair(other, new_authority(), "other.shop.svc")
    given = {"MESHCTL_TLS_CERT": str(tmp_path / "tls.crt"), "MESHCTL_TLS_KEY": str(tmp_path / "tls.key")}
    done = CliRunner().invoke(app, ["cert", str(other / "tls.crt")], env=given)
    assert "other.shop.svc" in done.output
    assert "web.shop.svc" not in done.output
