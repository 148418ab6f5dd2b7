"""Manifests: text to documents and back.

read_source, find_manifests, write_atomic      files, folders, standard input
read_documents, iter_documents, scan_documents  text to documents with positions; join_documents is the way back
scan_stream, StreamWriter                      the same for streams too long to be kept as values
resources_of                                    the Kubernetes objects in a document, Lists unwrapped
emit                                            a document's text with a new value: only what changed is replaced
dump                                            a value as fresh YAML
"""

from meshctl.manifests.changes import Change, Delete, InsertItem, RenameKey, SetValue, change_document
from meshctl.manifests.discovery import find_manifests
from meshctl.manifests.documents import (
    BrokenDocument,
    Document,
    StreamWriter,
    iter_documents,
    join_documents,
    read_documents,
    scan_documents,
    scan_stream,
)
from meshctl.manifests.emit import Emitted, emit
from meshctl.manifests.positions import Position, Span
from meshctl.manifests.resources import Resource, missing_kind, resources_of
from meshctl.manifests.sources import Source, read_source, write_atomic
from meshctl.yamlio.emitter import dump
from meshctl.yamlio.limits import DEFAULT_LIMITS, Limits
from meshctl.yamlio.nodes import Mapping, Sequence

__all__ = [
    "DEFAULT_LIMITS",
    "BrokenDocument",
    "Change",
    "Delete",
    "Document",
    "Emitted",
    "InsertItem",
    "Limits",
    "Mapping",
    "Position",
    "RenameKey",
    "Resource",
    "Sequence",
    "SetValue",
    "Source",
    "Span",
    "StreamWriter",
    "change_document",
    "dump",
    "emit",
    "find_manifests",
    "iter_documents",
    "join_documents",
    "missing_kind",
    "read_documents",
    "read_source",
    "resources_of",
    "scan_documents",
    "scan_stream",
    "write_atomic",
]
