"""What the post steps of one injection work on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from meshctl.injection.istio.native import PROXY, find_container

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.injection.istio.topology import Topology
    from meshctl.k8s.types import Container, Pod
    from meshctl.mesh.istio.mesh_config import MeshConfig
    from meshctl.mesh.istio.proxy_config import ProxyConfig
    from meshctl.mesh.istio.values import Values


@dataclass(slots=True, kw_only=True)
class Run:
    """One injection after the templates were merged.

    `pod` is the run's own copy: steps change it in place. Everything else is only read. `original` is the pod before
    injection, `template_pod` what the templates alone wrote. `mesh` is the mesh configuration the front end works
    with (with the pod's annotation merged on the command line, without it in the webhook) and `annotation_config` the
    pod's `proxy.istio.io/config`, parsed, None when it has none.
    """

    pod: Pod
    original: Pod
    template_pod: Pod
    mesh: MeshConfig
    values: Values
    topology: Topology
    revision: str = ""
    annotation_config: ProxyConfig | None = None
    injected_annotations: Mapping[str, str] = field(default_factory=dict)

    @property
    def annotations(self) -> dict[str, str]:
        """The annotations of the working pod, made when there are none."""
        return self._metadata().setdefault("annotations", {})

    @property
    def labels(self) -> dict[str, str]:
        """The labels of the working pod, made when there are none."""
        return self._metadata().setdefault("labels", {})

    @property
    def proxy(self) -> Container | None:
        """The proxy of the working pod, wherever it stands; containers come before init containers."""
        spec = self.pod.get("spec") or {}
        return find_container(spec.get("containers"), PROXY) or find_container(spec.get("initContainers"), PROXY)

    def append_env(self, container: Container, name: str, value: str) -> None:
        """Add an environment entry at the end, whether or not one of that name is there."""
        container["env"] = [*(container.get("env") or []), {"name": name, "value": value}]

    def _metadata(self) -> dict[str, dict[str, str]]:
        metadata = self.pod.setdefault("metadata", {})
        for key in ("annotations", "labels"):
            if metadata.get(key, {}) is None:
                del metadata[key]  # type: ignore[misc]  # null stands for absent
        return metadata  # type: ignore[return-value]  # the two mappings of texts are all the callers touch
