"""Lets Prometheus read the application's and the proxy's metrics in one place, the agent's port.

What the pod's annotations said about the application's metrics goes to the proxy; the annotations are rewritten to the
agent's own port and path.

Source: istio pkg/kube/inject/webhook.go (applyPrometheusMerge) and pilot/cmd/pilot-agent/status.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypedDict

from meshctl.errors import AnnotationError
from meshctl.mesh import go_json
from meshctl.mesh.go_text import parse_bool, parse_int
from meshctl.mesh.istio.mesh_config import default_config
from meshctl.mesh.istio.proxy_config import status_port

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.injection.istio.run import Run
    from meshctl.k8s.types import JSONValue
    from meshctl.mesh.istio.mesh_config import MeshConfig

ENV: Final = "ISTIO_PROMETHEUS_ANNOTATIONS"
MERGE_ANNOTATION: Final = "prometheus.istio.io/merge-metrics"
MERGED_PATH: Final = "/stats/prometheus"

# Names as they compare: whatever is not a letter, digit or underscore counts as an underscore, because Prometheus
# sees annotations that way. `prometheus.io/port` and `prometheus-io.port` are one.
_SCRAPE, _PORT, _PATH = "prometheus_io_scrape", "prometheus_io_port", "prometheus_io_path"
_TARGETS: Final = "prometheus_istio_io_scrape_targets"
_KINDS: Final = frozenset({_SCRAPE, _PORT, _PATH, _TARGETS})
_OTHER_CHARACTER: Final = re.compile(r"[^a-zA-Z0-9_]")

_RESERVED_PORTS: Final = {
    15000: "proxy admin",
    15001: "outbound capture",
    15004: "agent debugging",
    15006: "inbound capture",
    15008: "HBONE tunnel",
    15020: "merged metrics",
    15021: "health checks",
    15053: "DNS capture",
    15090: "proxy metrics",
}


class ScrapeTarget(TypedDict):
    """One place where the application serves metrics."""

    port: str
    path: str


class ScrapeConfiguration(TypedDict, total=False):
    """What the pod's annotations say about its own metrics; empty where they say nothing."""

    scrape: str
    path: str
    port: str
    targets: list[ScrapeTarget]


def apply(run: Run) -> None:
    """Hand the pod's own scrape settings to the proxy and point its annotations at the agent.

    Raises:
        AnnotationError: a port that is none, or one that Istio uses itself.
    """
    annotations = run.annotations
    agent_port = status_port(default_config(run.mesh))
    if not is_merge_enabled(run.mesh, annotations) or merged_port(annotations) == str(agent_port):
        return
    scrape = with_first_target(scrape_configuration(annotations))
    check_ports(scrape, agent_port)
    if any(scrape.values()) and (proxy := run.proxy) is not None:
        run.append_env(proxy, ENV, to_json(scrape))
    for name in [name for name in annotations if is_prometheus_annotation(name)]:
        del annotations[name]
    annotations["prometheus.io/port"] = str(agent_port)
    annotations["prometheus.io/path"] = MERGED_PATH
    annotations["prometheus.io/scrape"] = "true"


def is_merge_enabled(mesh: MeshConfig, annotations: Mapping[str, str]) -> bool:
    """Whether metrics are merged: not for a pod that says `scrape: false`; else its annotation, else the mesh."""
    if parse_bool(_value(annotations, _SCRAPE)) is False:
        return False
    own = parse_bool(annotations.get(MERGE_ANNOTATION, ""))
    if own is not None:
        return own
    return mesh.get("enablePrometheusMerge") is not False


def is_prometheus_annotation(name: str) -> bool:
    """Whether an annotation is one of those rewritten here, in any spelling."""
    return canonical_name(name) in _KINDS


def merged_port(annotations: Mapping[str, str]) -> str | None:
    """The port annotation in any spelling, None without one; after a merge it is the agent's port."""
    return next((value for name, value in annotations.items() if canonical_name(name) == _PORT), None)


@lru_cache(maxsize=1024)
def canonical_name(name: str) -> str:
    """The name of an annotation as Prometheus compares it."""
    return _OTHER_CHARACTER.sub("_", name)


def scrape_configuration(annotations: Mapping[str, str]) -> ScrapeConfiguration:
    """What the annotations say, as they say it."""
    found = ScrapeConfiguration(
        scrape=_value(annotations, _SCRAPE), path=_value(annotations, _PATH), port=_value(annotations, _PORT)
    )
    targets = parse_targets(_value(annotations, _TARGETS))
    if targets:
        found["targets"] = targets
    return found


def parse_targets(text: str) -> list[ScrapeTarget]:
    """The places of a list `port[:path]`; an entry without a port voids the whole list."""
    targets = []
    for entry in (part.strip() for part in text.split(",")):
        if not entry:
            continue
        port, _, path = (part.strip() for part in entry.partition(":"))
        if not port:
            return []
        targets.append(ScrapeTarget(port=port, path=path or "/metrics"))
    return targets


def with_first_target(scrape: ScrapeConfiguration) -> ScrapeConfiguration:
    """The configuration whose `port` and `path` are those of the first target, for agents that know only one."""
    targets = scrape.get("targets")
    return {**scrape, "port": targets[0]["port"], "path": targets[0]["path"]} if targets else scrape


def check_ports(scrape: ScrapeConfiguration, agent_port: int) -> None:
    """Refuse ports that are none or that Istio uses itself; the plain port counts only without targets.

    Raises:
        AnnotationError: naming the port and its fault.
    """
    targets = scrape.get("targets")
    subject = "scrape targets" if targets else "scrape configuration"
    checked = [target["port"] for target in targets] if targets else [scrape.get("port", "")]
    for port in checked:
        problem = _port_problem(port, agent_port) if port else None
        if problem is not None:
            raise AnnotationError(
                f"invalid prometheus {subject}: {problem}",
                remedy="name a port on which the application itself serves metrics",
            )


def to_json(scrape: ScrapeConfiguration) -> str:
    """The configuration as the agent reads it."""
    ordered: dict[str, JSONValue] = {key: scrape.get(key, "") for key in ("scrape", "path", "port")}  # type: ignore[misc]
    if scrape.get("targets"):
        ordered["targets"] = [{"port": target["port"], "path": target["path"]} for target in scrape["targets"]]
    return go_json.dumps(ordered)


def _port_problem(text: str, agent_port: int) -> str | None:
    number = parse_int(text)
    if number is None or not 1 <= number <= 65535:
        return f"invalid metrics port {text!r}: expected a number from 1 to 65535"
    if number == agent_port:
        return f"port {text} conflicts with agent port {agent_port}"
    use = _RESERVED_PORTS.get(number)
    return f"port {text} is reserved for Istio ({use})" if use is not None else None


def _value(annotations: Mapping[str, str], wanted: str) -> str:
    return next((value for name, value in annotations.items() if canonical_name(name) == wanted), "")
