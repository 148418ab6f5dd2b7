"""exportTo: which namespaces see an object.

Source: istio/istio pkg/config/validation/validation.go validateExportTo, pkg/config/visibility.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.semantic.violation import Fault, quote
from meshctl.mesh.hosts import is_dns_label

if TYPE_CHECKING:
    from meshctl.analyze.semantic.field import Field

_PUBLIC, _OWN, _NOBODY = "*", ".", "~"
EXPECTED = "., * or the name of a namespace"


def validate_export_to(export_to: Field, namespace: str, *, nobody: bool = False, own_only: bool = False) -> None:
    """Judge the list of an object in `namespace`.

    `nobody` allows `~` (ServiceEntry); `own_only` allows nothing but the object's own namespace (a DestinationRule
    that selects workloads).
    """
    seen: set[str] = set()
    for entry in export_to.items():
        name = namespace if entry.text() == _OWN else entry.text()
        if name in seen:
            entry.error("export-to-duplicate", f"{quote(entry.text())} names a namespace that is listed already")
        elif not (nobody and name == _NOBODY):
            entry.check("export-to", _visibility(entry.text(), name))
        seen.add(name)
    _validate_combination(export_to, seen, namespace, own_only=own_only)


def _visibility(written: str, name: str) -> Fault | None:
    if name == _PUBLIC or is_dns_label(name):
        return None
    if written == _OWN:
        return Fault(". stands for a namespace that is not known", help="set metadata.namespace")
    if name == _NOBODY:
        return Fault("only a ServiceEntry can be exported to nobody (~)", EXPECTED)
    return Fault(f"{quote(name)} is not a namespace", EXPECTED)


def _validate_combination(export_to: Field, seen: set[str], namespace: str, *, own_only: bool) -> None:
    several = len(export_to.items()) > 1
    for alone in (_PUBLIC, _NOBODY):
        if alone in seen and several:
            export_to.error(
                "export-to-combination", f"{quote(alone)} cannot stand beside other entries", expected=EXPECTED
            )
    if own_only and seen and seen != {namespace}:
        export_to.error(
            "export-to-beyond-namespace",
            "a rule that selects workloads cannot be exported beyond its own namespace",
            expected=".",
            help='write exportTo: ["."], or leave exportTo out',
        )
