"""Writes cluster, network and the settings of the injection URL on the proxy.

Source: istio pkg/kube/inject/webhook.go (updateClusterEnvs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meshctl.injection.istio.run import Run
    from meshctl.k8s.types import EnvVar


def apply(run: Run) -> None:
    """Set the entries on the proxy, if there is one and anything to set."""
    proxy = run.proxy
    if proxy is not None and run.topology.environment:
        proxy["env"] = updated(proxy.get("env") or [], run.topology.environment)


def updated(env: Sequence[EnvVar], wanted: Mapping[str, str]) -> list[EnvVar]:
    """`env` without entries of the wanted names, then the wanted ones by name.

    They go to the end even where the template wrote the same values, so the order changes.
    """
    kept = [entry for entry in env if entry.get("name") not in wanted]
    added: list[EnvVar] = [{"name": name, "value": wanted[name]} for name in sorted(wanted)]
    return kept + added
