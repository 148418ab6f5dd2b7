"""Istio's own validation of single resources: the rules its validating webhook runs beside the API server's schema.

`validate(value)` gives every violation with the path of the field it is about. The package is laid out as
`primitives/` (one value), `parts/` (messages that several kinds share), one module or package a kind, and
`registry.py`, which names them all. Source: istio/istio pkg/config/validation.
"""

from __future__ import annotations

from meshctl.analyze.semantic.registry import VALIDATORS, validate
from meshctl.analyze.semantic.violation import Fault, Severity, Violation

__all__ = ["VALIDATORS", "Fault", "Severity", "Violation", "validate"]
