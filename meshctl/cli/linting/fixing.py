"""Fixes as changes of text: which of them go together, and what the files say afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.analyze.findings import Location, TextEdit
from meshctl.errors import MeshctlError
from meshctl.manifests.changes import Change, Delete, RenameKey, SetValue, change_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshctl.analyze.findings import Edit, Finding
    from meshctl.k8s.types import FieldPath
    from meshctl.manifests.documents import Document

DocumentKey = tuple[str, int]


def fixable(findings: Iterable[Finding], *, unsafe: bool) -> list[Finding]:
    """The findings whose fix may be applied."""
    return [found for found in findings if found.fix is not None and (found.fix.safe or unsafe)]


def apply_fixes(
    findings: Iterable[Finding],
    documents: Mapping[DocumentKey, Document],
    texts: Mapping[str, str],
) -> tuple[dict[str, str], int]:
    """New texts of the files that change, and how many fixes went in.

    Of fixes that touch the same field the first is applied; the others get their turn when the result is linted again.
    """
    chosen: dict[DocumentKey, list[Finding]] = {}
    for finding in findings:
        key = (finding.location.file, finding.document)
        group = chosen.setdefault(key, [])
        if key in documents and not any(_collide(finding, other) for other in group):
            group.append(finding)
    changed: dict[str, str] = {}
    applied = 0
    # From the last document of a file to the first, so that offsets stay true.
    for key in sorted(chosen, reverse=True):
        done = _fix_document(documents.get(key), chosen[key])
        if done is None:
            continue
        document, new_text = documents[key], done
        start = document.part.offset
        old = changed.get(key[0], texts[key[0]])
        changed[key[0]] = old[:start] + new_text + old[start + len(document.text) :]
        applied += len(chosen[key])
    return {name: text for name, text in changed.items() if text != texts[name]}, applied


def _collide(one: Finding, other: Finding) -> bool:
    return any(_touch(first.path, second.path) for first in _edits(one) for second in _edits(other))


def _touch(one: FieldPath, other: FieldPath) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return finding.fix.edits if finding.fix else ()


def _fix_document(document: Document | None, findings: list[Finding]) -> str | None:
    if document is None or not findings:
        return None
    changes = [_change(edit) for finding in findings for edit in _edits(finding)]
    try:
        emitted = change_document(document, changes)
    except MeshctlError:
        return None
    # A text that could not be spliced would lose its comments: the finding stays for people to mend.
    return emitted.text if emitted.spliced else None


def _change(edit: Edit) -> Change:
    match edit.action:
        case "set":
            return SetValue(path=edit.path, value=edit.value)
        case "rename":
            return RenameKey(path=edit.path, name=str(edit.value))
        case "remove":
            return Delete(path=edit.path)


def text_edits(finding: Finding, documents: Mapping[DocumentKey, Document]) -> list[TextEdit]:
    """The fix of one finding as the smallest single replacement in its file; empty if it cannot be spliced."""
    document = documents.get((finding.location.file, finding.document))
    new = _fix_document(document, [finding])
    if document is None or new is None or new == document.text:
        return []
    old = document.text
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    first, last = document.part.position(start), document.part.position(len(old) - end)
    place = Location(
        file=finding.location.file,
        line=first.line,
        column=first.column,
        end_line=last.line,
        end_column=last.column,
    )
    return [TextEdit(location=place, text=new[start : len(new) - end])]


def _common(one: str, other: str) -> int:
    """Length of the common beginning."""
    limit = min(len(one), len(other))
    return next((index for index in range(limit) if one[index] != other[index]), limit)
