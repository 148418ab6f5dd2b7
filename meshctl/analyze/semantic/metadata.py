"""Rules on the metadata of every Istio kind.

Source: istio/istio pkg/config/validation/validation.go validateMetadata.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.mesh.go_text import parse_bool

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field
    from meshctl.analyze.semantic.subject import Subject

# As in AuthorizationPolicy, whose module costs more to load than this one.
_ACTIONS = ("ALLOW", "DENY", "AUDIT", "CUSTOM")
_DRY_RUN = "istio.io/dry-run"
_INTERNAL = (
    "internal.istio.io/webhook-always-reject",
    "internal.istio.io/parent-namespace",
    "internal.istio.io/parents",
)


def validate(subject: Subject, kind: str) -> bool:
    """Judge the annotations; tells whether the object is worth a further look."""
    annotations = subject.root["metadata"]["annotations"]
    reserved = [annotations[name] for name in _INTERNAL if name in subject.annotations]
    for annotation in reserved:
        annotation.error("reserved-annotation", f"{annotation.path[-1]} is reserved for Istio itself", help="remove it")
    if _DRY_RUN not in subject.annotations:
        return not reserved
    return _dry_run_passes(annotations[_DRY_RUN], subject, kind) and not reserved


def _dry_run_passes(dry_run: Field, subject: Subject, kind: str) -> bool:
    action = subject.spec["action"].enum(_ACTIONS)
    if kind != "AuthorizationPolicy":
        dry_run.error("dry-run", f"a {kind} cannot be tried with {_DRY_RUN}", help="remove the annotation")
    elif action not in ("ALLOW", "DENY"):
        dry_run.error("dry-run", f"action {action} cannot be tried with {_DRY_RUN}", expected="action ALLOW or DENY")
    elif parse_bool(subject.annotations[_DRY_RUN]) is None:
        dry_run.error("dry-run", "the value is not a boolean", expected='"true" or "false"')
    else:
        return True
    return False
