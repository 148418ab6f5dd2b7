"""What `coexist` does once its flags are read."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from meshctl.cli.exit_codes import ExitCode
from meshctl.cli.injection.command import gather
from meshctl.injection.family import FAMILIES
from meshctl.manifests.sources import read_source
from meshctl.offline.coexist import Coexistence, Conflict, find_conflicts

if TYPE_CHECKING:
    from collections.abc import Iterator


def run_coexist(filenames: tuple[str, ...], *, recursive: bool, namespace: str, form: str) -> int:
    """Write what was found; 1 if any pod is claimed twice.

    Raises:
        InputError: a file cannot be read.
    """
    sources = (read_source(path) for path in gather(filenames, recursive=recursive))
    found = find_conflicts(sources, default_namespace=namespace)
    if form == "json":
        json.dump(_json(found), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(found))
    return ExitCode.FINDINGS if found.conflicts else ExitCode.DONE


def _lines(found: Coexistence) -> Iterator[str]:
    for conflict in found.conflicts:
        taken = " and ".join(claim.family for claim in conflict.claims)
        yield f"{conflict.source}:{conflict.line}: {conflict.kind} {conflict.identity} would be injected by {taken}"
        yield from (f"    {claim.family}: {claim.reason}" for claim in conflict.claims)
    unknown = ", ".join(found.unknown_namespaces)
    if unknown:
        yield f"no file describes namespace {unknown}: its labels and annotations were not looked at"
    yield f"{found.workloads} workloads, {len(found.conflicts)} claimed by more than one of {', '.join(FAMILIES)}"


def _json(found: Coexistence) -> dict[str, Any]:
    return {
        "version": 1,
        "workloads": found.workloads,
        "unknown_namespaces": list(found.unknown_namespaces),
        "conflicts": [_entry(conflict) for conflict in found.conflicts],
    }


def _entry(conflict: Conflict) -> dict[str, Any]:
    return {
        "file": conflict.source,
        "line": conflict.line,
        "kind": conflict.kind,
        "namespace": conflict.namespace,
        "name": conflict.name,
        "claims": {claim.family: claim.reason for claim in conflict.claims},
    }
