"""Whether a cluster runs native sidecars: init containers that keep running.

Source: istio pkg/kube/inject/webhook.go (DetectNativeSidecar), pilot/pkg/features/pilot.go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# The first minor version of Kubernetes 1 where the feature is stable.
FIRST_MINOR: Final = 33

_VERSION: Final = re.compile(r"v?([0-9]+)\.([0-9]+)(?:[.+-].*)?", re.ASCII)


def detect_native_sidecars(mode: str, kubelets: Mapping[str, str] | None, *, pod_node: str = "") -> bool:
    """Whether sidecars are native, by ENABLE_NATIVE_SIDECARS and the versions of the nodes.

    `mode` is `true`, `false` or `auto`; other text means off. `kubelets` maps node to kubelet version, None when the
    cluster cannot be asked. With `auto` a known `pod_node` decides, else every node has to be new enough; a version
    that cannot be read is not. A cluster without nodes counts as new.
    """
    if mode == "true":
        return True
    if mode != "auto" or kubelets is None:
        return False
    if pod_node in kubelets:
        return supports_native_sidecars(kubelets[pod_node])
    return all(supports_native_sidecars(version) for version in kubelets.values())


def supports_native_sidecars(version: str) -> bool:
    """Whether a Kubernetes version such as `v1.33.2` or `1.34` is new enough."""
    match = _VERSION.fullmatch(version.strip())
    return match is not None and (int(match[1]), int(match[2])) >= (1, FIRST_MINOR)
