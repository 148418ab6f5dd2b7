"""Telemetry and ProxyConfig. Source: istio/istio pkg/config/validation/validation.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.scalars import require_text
from meshctl.analyze.semantic.parts.selectors import validate_targets, validate_workload_selector
from meshctl.analyze.semantic.primitives import cel, numbers

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field
    from meshctl.analyze.semantic.subject import Subject

_OPERATIONS = ("UPSERT", "REMOVE")
# The text that a custom tag cannot do without, by where its value comes from.
_TAG_TEXTS = (("literal", "value"), ("header", "name"), ("environment", "name"))


def validate(subject: Subject) -> None:
    """Report every broken rule of a Telemetry."""
    spec = subject.spec
    validate_targets(spec)
    for section in ("tracing", "metrics", "accessLogging"):
        for entry in spec[section].items():
            for provider in entry["providers"].items():
                require_text(provider["name"], "provider-name", "the name of the provider")
    _validate_tracing(spec["tracing"])
    for entry in spec["metrics"].items():
        for override in entry["overrides"].items():
            _validate_override(override)
    for entry in spec["accessLogging"].items():
        if entry["filter"].present:
            expression = entry["filter"]["expression"]
            expression.check("filter-expression", cel.syntax(expression.text()))


def validate_proxy_config(subject: Subject) -> None:
    """Report every broken rule of a ProxyConfig."""
    validate_workload_selector(subject.spec["selector"], "matchLabels")
    concurrency = subject.spec["concurrency"]
    concurrency.check("concurrency", numbers.not_negative(concurrency.integer()))


def _validate_tracing(tracing: Field) -> None:
    if len(tracing.items()) > 1:
        tracing.warn("several-tracing", "only one entry of tracing is used", help="merge the entries")
    for entry in tracing.items():
        if len(entry["providers"].items()) > 1:
            entry["providers"].warn(
                "several-providers", "only one provider of tracing is used", help="keep one of them"
            )
        sampling = entry["randomSamplingPercentage"]
        sampling.check("sampling", numbers.share(sampling.number()))
        for name, tag in entry["customTags"].entries():
            _validate_tag(name, tag)


def _validate_tag(name: str, tag: Field) -> None:
    if not name:
        tag.error("tag-name", "the custom tag has no name")
    for source, member in _TAG_TEXTS:
        if tag[source].present:
            require_text(tag[source][member], "tag-value", f"the {member} of the {source}")


def _validate_override(override: Field) -> None:
    metric = override["match"]["customMetric"]
    if metric.present:
        require_text(metric, "custom-metric", "the name of the custom metric")
    for name, tag in override["tagOverrides"].entries():
        if not name:
            tag.warn("tag-name", "the tag has no name, so nothing is overridden")
        _validate_tag_override(tag)


def _validate_tag_override(tag: Field) -> None:
    value = tag["value"]
    if tag["operation"].enum(_OPERATIONS) == "REMOVE":
        if value.text():
            value.error("tag-value", "a tag that is removed cannot have a value", help="remove value")
    else:
        require_text(value, "tag-value", "the value of the tag", help="give an expression, or set operation: REMOVE")
