"""What `meshctl convert` does once its flags are read."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.cli.exit_codes import ExitCode
from meshctl.cli.injection.delivery import write_stdout
from meshctl.errors import UsageError
from meshctl.manifests.discovery import find_manifests
from meshctl.manifests.documents import Document, StreamWriter, read_documents
from meshctl.manifests.emit import emit
from meshctl.manifests.resources import Resource, resources_of
from meshctl.manifests.sources import STDIN, read_source, write_atomic
from meshctl.mesh.convert import Conversion, Note, convert, is_legacy
from meshctl.yamlio.emitter import dump

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshctl.k8s.types import JSONValue
    from meshctl.manifests.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertOptions:
    """The whole command line of `convert`."""

    filenames: tuple[str, ...]
    recursive: bool = False
    output: str | None = None
    namespace: str = "default"
    carry_all: bool = False
    strict: bool = False


def run_convert(options: ConvertOptions) -> int:
    """Convert the legacy objects of all files as one set and write one stream; the exit status.

    Everything is converted before the first byte is written.

    Raises:
        UsageError: no file is named.
        InputError: a file cannot be read or parsed, or the output cannot be written.
    """
    if not options.filenames:
        raise UsageError("no file to convert", remedy="name one with -f; -f - reads standard input")
    sources = [read_source(path) for path in find_manifests(options.filenames, recursive=options.recursive)]
    documents = [read_documents(source) for source in sources]
    legacy = [each for group in documents for document in group for each in _legacy_in(document)]
    conversion = convert(
        [each.value for each in legacy], default_namespace=options.namespace, carry_all=options.carry_all
    )
    _write(_stream(sources, documents, conversion), options.output)
    _tell(conversion, legacy)
    return ExitCode.FINDINGS if options.strict and any(note.lost for note in conversion.notes) else ExitCode.DONE


def _legacy_in(document: Document) -> list[Resource]:
    return [each for each in resources_of(document) if is_legacy(each.value)]


def _stream(sources: Sequence[Source], documents: Sequence[list[Document]], conversion: Conversion) -> str:
    """What is not legacy as it was written, then the new objects in the line breaks of the first file."""
    writer = StreamWriter(sources[0].newline if sources else "\n")
    for group in documents:
        is_first = True
        for separator, text in _kept(group):
            joins = writer.pieces and is_first and "-" not in separator
            writer.add(separator or "---" + writer.newline if joins else separator, text)
            is_first = False
    for value in conversion.values:
        begins = not writer.text.strip()
        writer.add("" if begins else "---" + writer.newline, dump(value).replace("\n", writer.newline))
    return writer.text


def _kept(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    """Separator and text of what stays: documents without legacy objects, and Lists without their legacy items."""
    for document in documents:
        gone = {each.path for each in _legacy_in(document)}
        if not gone:
            yield document.separator, document.text
        elif () not in gone and len(gone) < len(resources_of(document)):
            yield document.separator, emit(document, _without(document.value, gone, ())).text


def _without(value: JSONValue, gone: set[tuple[str | int, ...]], path: tuple[str | int, ...]) -> JSONValue:
    """A List, which may hold Lists, without the objects at the paths in `gone`."""
    if not isinstance(value, dict) or not isinstance(items := value.get("items"), list):
        return value
    places = [((*path, "items", index), item) for index, item in enumerate(items)]
    return {**value, "items": [_without(item, gone, place) for place, item in places if place not in gone]}


def _write(text: str, output: str | None) -> None:
    if output is None or output == STDIN:
        write_stdout([text])
    else:
        write_atomic(output, text)


def _tell(conversion: Conversion, legacy: Sequence[Resource]) -> None:
    """Notes with the place of the field they are about, then the counts."""
    for note in sorted(conversion.notes, key=lambda note: note.index):
        sys.stderr.write(f"{_place(note, legacy)}: {'not carried' if note.lost else 'note'}: {note}\n")
    if not legacy:
        sys.stderr.write("nothing to convert: no RouteRule, DestinationPolicy, EgressRule or Ingress of Istio found.\n")
        return
    lost = sum(note.lost for note in conversion.notes)
    sys.stderr.write(
        f"{_count(len(legacy), 'legacy object')} became {_count(len(conversion.values), 'object')} of today; "
        f"{_count(lost, 'thing') if lost else 'nothing'} could not be carried.\n"
    )


def _place(note: Note, legacy: Sequence[Resource]) -> str:
    start = legacy[note.index].span(note.path).start
    return f"{legacy[note.index].document.source.name}:{start.line}:{start.column}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
