"""DestinationRules under construction: one a host, with a subset for each set of labels that anything names."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, count
from typing import TYPE_CHECKING

from meshctl.mesh.convert.legacy_field import without_absent
from meshctl.mesh.convert.service_name import subset_name

if TYPE_CHECKING:
    from meshctl.k8s.types import JSONValue

UNLABELLED_SUBSET = "default"


@dataclass(slots=True)
class _Rule:
    subsets: dict[str, dict[str, JSONValue]] = field(default_factory=dict)
    policy: dict[str, JSONValue] = field(default_factory=dict)

    def spec(self, host: str) -> dict[str, JSONValue]:
        subsets: list[JSONValue] = list(self.subsets.values())
        return without_absent({"host": host, "trafficPolicy": dict(self.policy), "subsets": subsets})

    def subset(self, labels: dict[str, JSONValue]) -> dict[str, JSONValue]:
        """The subset with these labels; where other labels took its name already, it gets a number."""
        plain = subset_name(labels) or UNLABELLED_SUBSET
        for name in chain((plain,), (f"{plain}-{number}" for number in count(2))):
            subset = self.subsets.setdefault(name, without_absent({"name": name, "labels": dict(labels)}))
            if subset.get("labels", {}) == labels:
                break
        return subset


@dataclass(slots=True)
class Destinations:
    """All rules so far, by namespace and host, in the order in which they were first named."""

    rules: dict[tuple[str, str], _Rule] = field(default_factory=dict)

    def subset(self, namespace: str, host: str, labels: dict[str, JSONValue]) -> str:
        """Make sure that the labelled part of a host is declared; gives its name, empty without labels."""
        return str(self._rule(namespace, host).subset(labels)["name"]) if labels else ""

    def set_policy(self, namespace: str, host: str, labels: dict[str, JSONValue], policy: dict[str, JSONValue]) -> None:
        """Give the labelled part of a host its traffic policy; without labels it is the subset `default`."""
        subset = self._rule(namespace, host).subset(labels)
        earlier = subset.get("trafficPolicy")
        subset["trafficPolicy"] = {**(earlier if isinstance(earlier, dict) else {}), **policy}

    def set_host_policy(self, namespace: str, host: str, policy: dict[str, JSONValue]) -> None:
        """Give the whole host its traffic policy."""
        self._rule(namespace, host).policy.update(policy)

    def specs(self) -> list[tuple[str, str, dict[str, JSONValue]]]:
        """Namespace, host and spec of every rule."""
        return [(namespace, host, rule.spec(host)) for (namespace, host), rule in self.rules.items()]

    def _rule(self, namespace: str, host: str) -> _Rule:
        return self.rules.setdefault((namespace, host), _Rule())
