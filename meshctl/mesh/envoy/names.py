"""Names that an injected pod bears."""

from __future__ import annotations

from typing import Final

PROXY: Final = "envoy"
REDIRECT: Final = "envoy-redirect"
BOOTSTRAP_VOLUME: Final = "envoy-bootstrap"
IDENTITY_VOLUME: Final = "envoy-identity"
