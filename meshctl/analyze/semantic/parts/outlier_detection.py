"""OutlierDetection. Source: istio/istio pkg/config/validation/validation.go validateOutlierDetection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.parts.scalars import check_durations
from meshctl.analyze.semantic.primitives import numbers

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field


def validate(outlier: Field) -> None:
    """Report every broken rule of outlier detection that was written."""
    if not outlier.present:
        return
    check_durations(outlier, "baseEjectionTime", "interval")
    for name in ("maxEjectionPercent", "minHealthPercent"):
        outlier[name].check("percent", numbers.percent(outlier[name].integer()))
    if outlier["consecutiveErrors"].integer():
        outlier["consecutiveErrors"].warn(
            "consecutive-errors-deprecated",
            "consecutiveErrors is deprecated",
            help="use consecutive5xxErrors or consecutiveGatewayErrors",
        )
    local = outlier["consecutiveLocalOriginFailures"]
    if local.integer() > 0 and not outlier["splitExternalLocalOriginErrors"].boolean():
        local.error(
            "local-origin-failures",
            "consecutiveLocalOriginFailures counts nothing on its own",
            help="set splitExternalLocalOriginErrors: true",
        )
