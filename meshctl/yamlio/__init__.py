"""YAML text to JSON values: events from a safe parser, our own builder, Kubernetes's scalar rules, stated limits.

Everything here works on text already in memory and knows neither files nor Kubernetes kinds, so that the injection
engine, which may do no I/O, reads rendered templates with the same rules as the command line reads manifests.

    load_plain     rendered templates, ConfigMap contents: plain dicts and lists, no positions
    build          manifests: `Mapping` and `Sequence` with the place of every key and value
    emitter.dump   JSON values back to block YAML that readers of YAML 1.1 and 1.2 understand alike
"""

from meshctl.yamlio.builder import build
from meshctl.yamlio.limits import DEFAULT_LIMITS, Limits
from meshctl.yamlio.nodes import Mapping, Sequence
from meshctl.yamlio.plain import load_plain
from meshctl.yamlio.positions import Position, Span, TextPart
from meshctl.yamlio.values import same_value

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "Mapping",
    "Position",
    "Sequence",
    "Span",
    "TextPart",
    "build",
    "load_plain",
    "same_value",
]
