"""LoadBalancerSettings. Source: istio/istio pkg/config/validation/validation.go, agent/validation.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.ports import refuse_repeated
from meshctl.analyze.semantic.parts.scalars import check_duration, require_text
from meshctl.analyze.semantic.primitives import localities, numbers
from meshctl.analyze.semantic.violation import Fault, quote

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

_TOPOLOGY = ("topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone")


def validate(balancer: Field, outlier: Field) -> None:
    """Report every broken rule of load balancing; `outlier` is the detection of the same policy."""
    if not balancer.present:
        return
    _validate_consistent_hash(balancer["consistentHash"])
    locality, zone_aware = balancer["localityLbSetting"], balancer["zoneAwareLbSetting"]
    if locality.present and zone_aware.present:
        zone_aware.error(
            "locality-conflict",
            "localityLbSetting and zoneAwareLbSetting cannot both be set",
            help="remove one of them",
        )
    _validate_locality(locality)
    _refuse_topology(zone_aware["failoverPriority"], "zone aware balancing")
    for setting in (locality, zone_aware):
        _validate_failover(setting, outlier)
    _validate_warmup(balancer["warmup"])


def _validate_consistent_hash(consistent: Field) -> None:
    cookie = consistent["httpCookie"]
    if cookie.present:
        require_text(cookie["name"], "cookie-name", "the name of the cookie")
        names = [attribute["name"] for attribute in cookie["attributes"].items()]
        for name in names:
            require_text(name, "cookie-attribute", "the name of the cookie attribute")
        refuse_repeated(names, "cookie-attribute", "the cookie attribute")
    ring_size = consistent["minimumRingSize"]
    if ring_size.integer():
        _judge_ring_size(consistent, ring_size)
    if consistent["maglev"].present:
        size = consistent["maglev"]["tableSize"]
        size.check("maglev-table-size", numbers.maglev_table_size(size.integer()))


def _judge_ring_size(consistent: Field, ring_size: Field) -> None:
    if consistent.having("maglev", "ringHash"):
        ring_size.error(
            "ring-size", "minimumRingSize cannot stand beside ringHash or maglev", help="set ringHash.minimumRingSize"
        )
    ring_size.warn("ring-size-deprecated", "minimumRingSize is deprecated", help="use ringHash.minimumRingSize")


def _validate_locality(setting: Field) -> None:
    distribute, failover = setting["distribute"].items(), setting["failover"].items()
    if distribute and failover:
        setting["failover"].error(
            "locality-conflict", "distribute and failover cannot both be set", help="remove one of them"
        )
    if failover:
        _refuse_topology(setting["failoverPriority"], "failover")
    for rule in distribute:
        _validate_distribution(rule)
    _check_localities([(rule["from"], rule["from"].text()) for rule in distribute])


def _validate_distribution(rule: Field) -> None:
    shares = sorted(rule["to"].entries())
    for key, share in shares:
        if not 1 <= share.integer() <= 100:
            share.error("locality-weight", f"the weight of {quote(key)} is {share.integer()}", expected="1 to 100")
    total = sum(share.integer() for _key, share in shares)
    if total != 100:
        rule["to"].error("locality-weight-sum", f"the weights add up to {total}", expected="100")
    _check_localities([(share, key) for key, share in shares])


def _check_localities(places: list[tuple[Field, str]]) -> None:
    for field, text in places:
        field.check("locality", localities.locality(text))
    for index, fault in localities.overlaps([text for _field, text in places]):
        places[index][0].check("locality-overlap", fault)


def _refuse_topology(priority: Field, beside: str) -> None:
    for label in priority.items():
        if label.text() in _TOPOLOGY:
            label.error(
                "failover-priority",
                f"the topology label {quote(label.text())} cannot stand beside {beside}",
                help="remove it",
            )


def _validate_failover(setting: Field, outlier: Field) -> None:
    rules = setting["failover"].items()
    if (rules or setting["failoverPriority"].items()) and not outlier.present:
        setting.warn(
            "failover-without-detection",
            "failover never happens without outlier detection",
            help="add outlierDetection to this policy",
        )
    for rule in rules:
        if rule["from"].text() == rule["to"].text():
            rule.error("failover-region", "the region fails over to itself", expected="two different regions")
        for end in (rule["from"], rule["to"]):
            end.check("failover-region", _region(end.text()))


def _region(text: str) -> Fault | None:
    if "*" in text or "/" in text:
        return Fault(f"{quote(text)} is not a region", "the name of a region, without zone and *")
    return None


def _validate_warmup(warmup: Field) -> None:
    if not warmup.present:
        return
    if not warmup["duration"].present:
        warmup["duration"].error("warmup-duration", "the warm-up has no duration", expected=numbers.DURATION_EXPECTED)
    check_duration(warmup["duration"])
    least, aggression = warmup["minimumPercent"], warmup["aggression"]
    if least.number() > 100:
        least.error("warmup-percent", f"{least.number():g} is not a percentage", expected="at most 100")
    if aggression.present and aggression.number() <= 0:
        aggression.error("warmup-aggression", "the aggression is not above 0", expected="a number above 0")
