"""The steps after the templates were merged, in the order they run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from meshctl.injection.istio.post import cluster_env, metadata, order, probes, prometheus, secure_port

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshctl.injection.istio.run import Run

# Why this order: environment entries are appended, so it shows in the pod (cluster, Prometheus, probes); the secure
# port needs the annotations that the merge of metrics wrote; the record of what was injected goes over everything
# that annotations said before; and containers move last, when nobody looks them up any more.
STEPS: Final[tuple[Callable[[Run], None], ...]] = (
    cluster_env.apply,
    prometheus.apply,
    secure_port.apply,
    probes.apply,
    metadata.apply,
    order.apply,
)
