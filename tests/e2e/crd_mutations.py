"""Resources that are nearly valid: samples with one to three seeded changes, for comparison with a real API server.

The changes know the schema, so that they reach deep rules: a member that is absent is added with a value that its node
describes, a text is replaced by one that sits on the edge of some pattern, a number by one on the edge of its range.
"""

from __future__ import annotations

import random
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshctl.analyze.schema import check_resource
from meshctl.analyze.schema.kinds import table_nodes
from tests.valid_samples import Sample, valid_samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from meshctl.analyze.schema import Channel, KindSchema
    from meshctl.analyze.schema.nodes import Node

_DEPTH = 5

TEXTS = (
    *(
        "",
        "*",
        "a",
        "A",
        "0",
        "-",
        ".",
        "/",
        "//",
        "a.b",
        "a..b",
        "A.b",
        "-a",
        "a-",
        "a_b",
        "a b",
        " a",
        "a\n",
        "é",
        "a\x00",
    ),
    *("*.example.com", "*.*.com", "a.*.com", "example.com", "example.com.", "Example.com", "xn--a", "cluster.local"),
    *("0s", "0", "1", "1us", "1ms", "0.5ms", "1s", "1.5s", "-1s", "1h", "61m", "1h1s", "1d", "2h45m", "99999999h", "5"),
    *("/a", "/a/../b", "/a/./b", "/a//b", "/a/..", "/a/.", "/a%2fb", "/a%2Fb", "/a#b", "/é", "/a?b=c", "/%zz", "a/b"),
    *("http://a.b", "https://a.b/c", "ftp://a.b", "file:///x", "oci://a/b:1", "://", "http://", "http://a:b", "a:b/c"),
    *("http://[::1]:80/", "http://a b", "HTTP://A.B", "http://a.b:8080/%41", "unix:///var/a", "unix://@a", "unix://"),
    *(
        "unix://a",
        "unix:///a/",
        "10.0.0.1",
        "010.0.0.1",
        "256.0.0.1",
        "10.0.0.0/8",
        "::1",
        "::ffff:1.2.3.4",
        "fe80::1%e",
    ),
    *(
        "Service",
        "Gateway",
        "Secret",
        "ConfigMap",
        "HTTP",
        "HTTPS",
        "TCP",
        "TLS",
        "UDP",
        "GRPC",
        "Terminate",
        "Passthrough",
    ),
    *(
        "Exact",
        "RegularExpression",
        "PathPrefix",
        "ReplaceFullPath",
        "ReplacePrefixMatch",
        "RequestRedirect",
        "URLRewrite",
    ),
    *(
        "NONE",
        "STATIC",
        "DNS",
        "DNS_ROUND_ROBIN",
        "WAYPOINT",
        "HOST",
        "INLINE",
        "UPSERT",
        "REMOVE",
        "System",
        "Hostname",
    ),
    *(
        "URI",
        "IPAddress",
        "NamedAddress",
        "gateway.networking.k8s.io",
        "example.com/foo",
        "example.com/",
        "kube-system",
    ),
    *("spiffe://a/b", "com.example.Foo", ".foo", "Foo.", "1foo", "GET", "get", "Cookie", "Header", "Permanent", "true"),
    *("x" * 63, "x" * 64, "x" * 253, "x" * 254, "x" * 257, "x" * 2049, "a." * 127, "MTIz", "MTIz=", "MTI="),
)
NUMBERS = (0, 1, -1, 2, 5, 99, 100, 101, 199, 200, 300, 302, 599, 600, 1023, 1024, 8080, 65535, 65536, 4294967295)
MORE_NUMBERS = (4294967296, 2**31, 2**53, 2**53 + 2, 2**63 - 1, 2**63, 0.5, 1.5, 100.5, -0.1, 1e300)
OTHERS: tuple[Any, ...] = (None, True, False, [], {}, [None], [{}], {"a": "b"}, ["a"], ["a", "a"], [[]], {"a": None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A changed sample: what it came from, what was done, and what our crd layer says about it."""

    sample: str
    changes: tuple[str, ...]
    resource: dict[str, Any]
    valid: bool
    messages: tuple[str, ...]


@dataclass(slots=True)
class Spot:
    """A place in a resource: its container, its key there, and the node that describes it, where one does."""

    container: Any
    key: Any
    node: Node | None
    path: str


def mutants(seed: int, count: int, channel: Channel, *, custom: bool = True) -> Iterator[Mutant]:
    """`count` mutants of the samples that `channel` serves, or of Kubernetes' own kinds where `custom` is false.

    Equal arguments give equal mutants.
    """
    chance = random.Random(seed)  # noqa: S311  chance that can be repeated is the point
    samples = [sample for sample in valid_samples() if is_custom(sample) == custom and _is_served(sample, channel)]
    for _ in range(count):
        sample = chance.choice(samples)
        resource = deepcopy(sample.resource)
        nodes = table_nodes(sample.kind(channel))
        changes = tuple(
            _change(resource, sample.kind(channel), nodes, chance) for _ in range(chance.choice((1, 1, 2, 3)))
        )
        faults = [fault for fault in check_resource(resource, sample.kind(channel)) if fault.severity == "error"]
        yield Mutant(
            sample=sample.id,
            changes=changes,
            resource=resource,
            valid=not faults,
            messages=tuple(f"{'.'.join(map(str, fault.path))}: {fault.message}" for fault in faults),
        )


def is_custom(sample: Sample) -> bool:
    """Whether a CRD describes the sample."""
    return not sample.file.startswith("kubernetes-")


def _is_served(sample: Sample, channel: Channel) -> bool:
    return not (sample.experimental and channel == "standard") and sample.kind(channel).served


def _change(resource: dict[str, Any], kind: KindSchema, nodes: Sequence[Node], chance: random.Random) -> str:
    spots = [spot for spot in _spots(resource, nodes[kind.root], nodes, "") if spot.path not in ("apiVersion", "kind")]
    if not spots:
        return "nothing is left"
    spot = chance.choice(spots)
    change = chance.choice(_CHANGES)
    change(spot, nodes, chance)
    return f"{change.__name__.strip('_')} {spot.path}"


def _spots(value: Any, node: Node | None, nodes: Sequence[Node], path: str) -> Iterator[Spot]:
    """Every member and element below `value`, each with its node."""
    if isinstance(value, dict):
        for key in value:
            child = _child(node, key, nodes)
            yield Spot(value, key, child, f"{path}.{key}".lstrip("."))
            yield from _spots(value[key], child, nodes, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            child = nodes[node["items"]] if node is not None and "items" in node else None
            yield Spot(value, index, child, f"{path}.{index}")
            yield from _spots(item, child, nodes, f"{path}.{index}")


def _child(node: Node | None, key: str, nodes: Sequence[Node]) -> Node | None:
    if node is None:
        return None
    index = node.get("properties", {}).get(key, node.get("values"))
    return None if index is None else nodes[index]


def _remove(spot: Spot, nodes: Sequence[Node], chance: random.Random) -> None:
    del nodes, chance
    del spot.container[spot.key]


def _replace(spot: Spot, nodes: Sequence[Node], chance: random.Random) -> None:
    del nodes
    spot.container[spot.key] = deepcopy(chance.choice((*TEXTS, *NUMBERS, *MORE_NUMBERS, *OTHERS)))


def _edge(spot: Spot, nodes: Sequence[Node], chance: random.Random) -> None:
    """A value of the same type: the change that gets past the type check."""
    del nodes
    value = spot.container[spot.key]
    if isinstance(value, bool):
        spot.container[spot.key] = not value
    elif isinstance(value, str):
        spot.container[spot.key] = chance.choice(
            (*TEXTS, value.upper(), value + "x", value[1:], value * 9, f"{value}\n")
        )
    elif isinstance(value, int | float):
        spot.container[spot.key] = chance.choice(NUMBERS)
    elif isinstance(value, list):
        spot.container[spot.key] = deepcopy(value * chance.choice((0, 2, 17, 65)))
    elif isinstance(value, dict) and value:
        del value[chance.choice(list(value))]


def _regrow(spot: Spot, nodes: Sequence[Node], chance: random.Random) -> None:
    """A value that the node describes."""
    if spot.node is not None:
        spot.container[spot.key] = Generator(nodes, chance).value(spot.node)


def _add(spot: Spot, nodes: Sequence[Node], chance: random.Random) -> None:
    """A member that was absent, or one more element; sometimes a member that is not known."""
    value, node = spot.container[spot.key], spot.node
    if isinstance(value, list) and node is not None and "items" in node:
        value.append(Generator(nodes, chance).value(nodes[node["items"]]))
    elif isinstance(value, dict) and node is not None:
        absent = [name for name in node.get("properties", {}) if name not in value] or ["stranger"]
        name = chance.choice(absent) if chance.random() < 0.95 else "stranger"
        child = _child(node, name, nodes)
        value[name] = Generator(nodes, chance).value(child) if child is not None else chance.choice(TEXTS)


def _duplicate(spot: Spot, nodes: Sequence[Node], chance: random.Random) -> None:
    del nodes
    if isinstance(spot.container, list):
        spot.container.append(deepcopy(spot.container[spot.key]))
    else:
        spot.container[chance.choice((*TEXTS, str(spot.key).upper()))] = deepcopy(spot.container[spot.key])


# Adding and growing find the rules between members, so they come up more often.
_CHANGES: tuple[Callable[[Spot, Sequence[Node], random.Random], None], ...] = (
    *(_remove, _replace, _edge, _edge, _edge),
    *(_regrow, _regrow, _add, _add, _add, _add, _duplicate),
)


ORDINARY = ("a", "foo", "example.com", "5s", "/path")


@dataclass(frozen=True, slots=True)
class Generator:
    """Makes values of about the shape that a node asks for; most of its constraints are kept most of the time.

    `texts` are what strings are taken from; few of them make equal strings, and so duplicates, likely.
    """

    nodes: Sequence[Node]
    chance: random.Random
    texts: Sequence[str] = ()

    def value(self, node: Node, depth: int = 0) -> Any:
        """A value for `node`; below a depth of five lists stay empty."""
        chance = self.chance
        if chance.random() < 0.03:
            return None
        if "enum" in node:
            return chance.choice([*node["enum"], *node["enum"], self._text()])
        match node.get("type"):
            case "object":
                return self._object(node, depth)
            case "array":
                count = chance.choice((0, 1, 1, 2, 3)) if depth < _DEPTH else 0
                return [self.value(self.nodes[node["items"]], depth + 1) for _ in range(count)]
            case "boolean":
                return chance.random() < 0.5
            case "integer":
                return chance.choice((node.get("minimum", 1), node.get("maximum", 80), 80, chance.choice(NUMBERS)))
            case "number":
                return chance.choice((0.5, node.get("minimum", 1), chance.choice(NUMBERS)))
            case _:
                return self._text()

    def _text(self) -> str:
        return self.chance.choice(self.texts or (*ORDINARY, self.chance.choice(TEXTS)))

    def _object(self, node: Node, depth: int) -> dict[str, Any]:
        if "values" in node:
            keys = [self.chance.choice(("app", "80", "example.com/a", self._text())) for _ in range(2)]
            kept = keys[: self.chance.choice((0, 1, 2))]
            return {key: self.value(self.nodes[node["values"]], depth + 1) for key in kept}
        members = node.get("properties", {})
        share = 0.5 / (1 + depth)
        chosen = [name for name in members if name in node.get("required", ()) or self.chance.random() < share]
        return {name: self.value(self.nodes[members[name]], depth + 1) for name in chosen}
