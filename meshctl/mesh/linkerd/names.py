"""Names that an injected pod bears: containers, volumes, images; what proves that a pod was injected."""

from __future__ import annotations

from typing import Final

PROXY: Final = "linkerd-proxy"
INIT: Final = "linkerd-init"
VALIDATOR: Final = "linkerd-network-validator"
DEBUG: Final = "linkerd-debug"

INIT_CONTAINERS: Final = frozenset({INIT, VALIDATOR, PROXY})
CONTAINERS: Final = frozenset({PROXY, DEBUG})
VOLUMES: Final = (
    "linkerd-proxy-init-xtables-lock",
    "linkerd-identity-end-entity",
    "linkerd-podinfo",
    "linkerd-identity-token",
)
SERVICE_ACCOUNT_MOUNT: Final = "/var/run/secrets/kubernetes.io/serviceaccount"

# What tells a proxy or its init container when it does not go by the usual name. Images of a mirror are not known.
PROXY_NAMES: Final = frozenset({PROXY, "istio-proxy"})
INIT_NAMES: Final = frozenset({INIT, "istio-init"})
PROXY_IMAGES: Final = ("cr.l5d.io/linkerd/proxy:", "gcr.io/istio-release/proxyv2:", "docker.io/istio/proxyv2:")
INIT_IMAGES: Final = (
    "cr.l5d.io/linkerd/proxy-init:",
    "gcr.io/istio-release/proxy_init:",
    "docker.io/istio/proxy_init:",
)
