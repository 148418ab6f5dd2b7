"""Changes by path: the text they give, and what is refused."""

from __future__ import annotations

import pytest

from meshctl.errors import ManifestError
from meshctl.manifests.changes import Change, Delete, InsertItem, RenameKey, SetValue, change_document
from meshctl.manifests.documents import Document, read_documents
from meshctl.manifests.emit import Emitted
from meshctl.manifests.sources import Source

SERVICE = """\
apiVersion: v1 # old
kind: Service
spec:
  ports:
  # web
  - nmae: foo # typo
    port: 80
  - "name": bar
    port: 90 # extra
"""


def document(text: str = SERVICE) -> Document:
    return read_documents(Source(name="f.yaml", text=text))[0]


def changed(*changes: Change) -> str:
    found = change_document(document(), changes)
    assert found.spliced
    return found.text


def test_a_value_is_set_in_place() -> None:
    assert changed(SetValue(path=("spec", "ports", 1, "port"), value=91)) == SERVICE.replace("90", "91")


def test_a_new_key_is_added() -> None:
    found = changed(SetValue(path=("spec", "ports", 0, "appProtocol"), value="http"))
    assert found == SERVICE.replace("port: 80\n", "port: 80\n    appProtocol: http\n")


def test_a_key_is_renamed_and_nothing_else() -> None:
    assert changed(RenameKey(path=("spec", "ports", 0, "nmae"), name="name")) == SERVICE.replace("nmae", "name")


def test_a_renamed_key_keeps_its_quotes() -> None:
    found = changed(RenameKey(path=("spec", "ports", 1, "name"), name="yes"))
    assert found == SERVICE.replace('"name"', '"yes"')


def test_an_item_is_put_in_and_one_taken_out() -> None:
    found = changed(
        Delete(path=("spec", "ports", 0)),
        InsertItem(path=("spec", "ports", 2), value={"name": "new"}),
        InsertItem(path=("spec", "ports", 1), value={"name": "middle"}),
    )
    assert found == (
        "apiVersion: v1 # old\nkind: Service\nspec:\n  ports:\n"
        '  - name: middle\n  - "name": bar\n    port: 90 # extra\n  - name: new\n'
    )


def test_paths_are_those_of_the_document_as_it_was_read() -> None:
    found = changed(
        RenameKey(path=("spec", "ports", 0, "nmae"), name="name"),
        SetValue(path=("spec", "ports", 0, "nmae"), value="http-foo"),
        Delete(path=("spec", "ports", 1, "port")),
        SetValue(path=("apiVersion",), value="v2"),
    )
    expected = SERVICE.replace("nmae: foo", "name: http-foo").replace("v1", "v2").replace("    port: 90 # extra\n", "")
    assert found == expected


def test_no_change_gives_the_very_text() -> None:
    assert change_document(document(), []) == Emitted(text=SERVICE, spliced=True)


def test_a_key_that_came_through_an_alias_is_written_out() -> None:
    found = change_document(document("a: &a {x: 1}\nb: *a\n"), [RenameKey(path=("b", "x"), name="y")])
    assert found.text == "a: {y: 1}\nb: {x: 1}\n" or document(found.text).value == {"a": {"x": 1}, "b": {"y": 1}}


def test_a_taken_name_is_refused_with_its_place() -> None:
    with pytest.raises(ManifestError, match="cannot be renamed: there is a key 'port' beside it") as caught:
        change_document(document(), [RenameKey(path=("spec", "ports", 0, "nmae"), name="port")])
    assert str(caught.value.place) == "f.yaml:6:5"


@pytest.mark.parametrize(
    "change",
    [
        Delete(path=("spec", "nothing")),
        Delete(path=("spec", "ports", 2)),
        Delete(path=("kind", "x")),
        Delete(path=()),
        SetValue(path=("spec", "ports", 5), value=1),
        SetValue(path=("nothing", "below"), value=1),
        InsertItem(path=("spec", "ports", 3), value=1),
        InsertItem(path=("spec",), value=1),
        RenameKey(path=("spec", "nothing"), name="x"),
        RenameKey(path=("spec", "ports", 0), name="x"),
    ],
)
def test_a_path_that_leads_nowhere_is_an_error(change: Change) -> None:
    with pytest.raises(ManifestError, match=r"no field .* to change"):
        change_document(document(), [change])
