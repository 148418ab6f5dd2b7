"""Telling addresses from paths among the arguments that name manifests."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_url(argument: str) -> bool:
    """Whether an argument has a scheme and a host: `https://example.org/app.yaml`, not `./app.yaml`."""
    try:
        parts = urlsplit(argument)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)
