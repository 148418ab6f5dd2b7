"""Opaque ports: lists of ports, ranges and port names, and which of the default ones a pod or a Service has.

Source: linkerd/linkerd2 pkg/util/parsing.go and controller/proxy-injector/webhook.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from meshctl.mesh.go_text import parse_int

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_HIGHEST_PORT: Final = 65535
Range = tuple[int, int]


def split_ports(text: str) -> list[str]:
    """The entries of a list; blanks around them and one trailing comma are tolerated."""
    return [entry.strip() for entry in text.removesuffix(",").split(",")]


def parse_range(text: str) -> Range | None:
    """First and last port of `80` or `80-90`; None for anything else."""
    bounds = [parse_int(bound) for bound in text.split("-")]
    if len(bounds) > 2 or any(bound is None or not 0 <= bound <= _HIGHEST_PORT for bound in bounds):
        return None
    first, last = bounds[0], bounds[-1]
    return (first, last) if first is not None and last is not None and first <= last else None


def resolve(text: str, named: Mapping[str, int]) -> str:
    """The list with names of container ports as numbers; entries that are neither are left out."""
    found: list[str] = []
    for entry in split_ports(text):
        ports = (named[entry], named[entry]) if entry in named else parse_range(entry)
        if ports is not None:
            first, last = ports
            found.append(str(first) if first == last else f"{first}-{last}")
    return ",".join(found)


def named_ports(containers: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Numbers of the container ports that have a name."""
    return {
        port["name"]: port["containerPort"]
        for container in containers
        for port in container.get("ports") or []
        if port.get("name") and isinstance(port.get("containerPort"), int)
    }


def pod_default(defaults: str, spec: Mapping[str, Any]) -> str:
    """The default opaque ports that containers of the pod declare, in the order of their declaration."""
    ranges = _ranges(defaults)
    containers = [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]
    declared = (port.get("containerPort") for container in containers for port in container.get("ports") or [])
    return _joined(port for port in declared if isinstance(port, int) and _within(port, ranges))


def service_default(defaults: str, spec: Mapping[str, Any]) -> str:
    """The ports of a Service that lead to a default opaque port.

    A port counts by its numeric target; without a target by itself; a named target tells nothing.
    """
    ranges = _ranges(defaults)
    return _joined(_opaque_service_ports(spec.get("ports") or [], ranges))


def _opaque_service_ports(ports: Iterable[Mapping[str, Any]], ranges: list[Range]) -> Iterator[int]:
    for entry in ports:
        port, target = entry.get("port"), entry.get("targetPort")
        if isinstance(target, str) and target:
            continue
        # NB: no target and target 0 are the same to the API: the port itself.
        if isinstance(port, int) and _within(target if isinstance(target, int) and target else port, ranges):
            yield port


def _ranges(text: str) -> list[Range]:
    return [found for entry in split_ports(text) if (found := parse_range(entry)) is not None]


def _within(port: int, ranges: list[Range]) -> bool:
    return any(first <= port <= last for first, last in ranges)


def _joined(ports: Iterable[int]) -> str:
    return ",".join(str(port) for port in dict.fromkeys(ports))
