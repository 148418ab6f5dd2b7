from __future__ import annotations

import pytest

from meshctl.manifests.documents import Document, read_documents
from meshctl.manifests.resources import missing_kind, resources_of
from meshctl.manifests.sources import Source


def document(text: str) -> Document:
    return read_documents(Source(name="f.yaml", text=text))[0]


def identities(text: str) -> list[tuple[str, str, str, str | None, object]]:
    return [(one.api_version, one.kind, one.name, one.namespace, one.path) for one in resources_of(document(text))]


def test_a_document_is_a_resource() -> None:
    text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n"
    assert identities(text) == [("apps/v1", "Deployment", "web", "shop", ())]
    found = resources_of(document(text))[0]
    assert (found.group, found.version) == ("apps", "v1")


def test_the_items_of_a_list_are_resources_of_their_own() -> None:
    text = """
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Pod, metadata: {name: a}}
- apiVersion: v1
  kind: List
  items:
  - {apiVersion: v1, kind: Service, metadata: {generateName: b-}}
- {metadata: {name: nothing}}
"""
    assert identities(text) == [
        ("v1", "Pod", "a", None, ("items", 0)),
        ("v1", "Service", "b-", None, ("items", 1, "items", 0)),
    ]


def test_items_of_a_typed_list_take_its_kind() -> None:
    text = "apiVersion: x.io/v1\nkind: GatewayList\nitems:\n- metadata: {name: a}\n- {kind: Other, apiVersion: v1}\n"
    assert identities(text) == [
        ("x.io/v1", "Gateway", "a", None, ("items", 0)),
        ("v1", "Other", "", None, ("items", 1)),
    ]


def test_places_are_looked_up_below_the_resource() -> None:
    text = "kind: List\napiVersion: v1\nitems:\n- kind: Pod\n  metadata:\n    name: a\n"
    found = resources_of(document(text))[0]
    assert found.span(("metadata", "name")).start[:2] == (6, 11)
    assert found.key_span(("metadata", "name")).start[:2] == (6, 5)
    assert found.span().start[:2] == (4, 3)


def test_names_written_as_numbers_are_text() -> None:
    assert identities("kind: Pod\nmetadata: {name: 12, namespace: true}\n") == [("", "Pod", "12", "true", ())]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("- 1\n", "1:1", "the document is a list"),
        ("\n\ntext\n", "3:1", "the document is a text"),
        ("12\n", "1:1", "a number or boolean"),
        ("null\n", "1:1", "the document is null"),
        ("a: 1\n", "1:1", "the document has no kind"),
        ("a: 1\nkind: [x]\n", "2:7", "the kind is not a text"),
    ],
)
def test_what_is_no_resource_is_explained(text: str, place: str, words: str) -> None:
    assert resources_of(document(text)) == []
    fault = missing_kind(document(text))
    assert fault is not None
    assert words in str(fault)
    assert str(fault.place) == f"f.yaml:{place}"


def test_nothing_is_missing_in_a_resource_or_an_empty_document() -> None:
    assert missing_kind(document("kind: Pod\n")) is None
    assert missing_kind(document("# nothing\n")) is None
