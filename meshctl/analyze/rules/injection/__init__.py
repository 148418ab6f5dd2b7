"""Rules about sidecar injection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.rules.injection import (
    auto_image,
    conflicting_namespace_labels,
    namespace_not_labelled,
    pod_without_proxy,
    proxy_image_mismatch,
)

if TYPE_CHECKING:
    from meshctl.analyze.rule import Rule

RULES: tuple[Rule, ...] = (
    auto_image,
    conflicting_namespace_labels,
    namespace_not_labelled,
    pod_without_proxy,
    proxy_image_mismatch,
)
