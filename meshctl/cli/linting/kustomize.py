"""Files that belong to Kustomize: the kustomizations themselves, and the patches they name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from meshctl.errors import InputError
from meshctl.manifests.documents import read_documents
from meshctl.manifests.sources import read_source
from meshctl.model.fields import JSONObject, mapping, sequence, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FILE_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_GROUP = "kustomize.config.k8s.io/"


def is_kustomization(value: JSONObject) -> bool:
    """Whether a document is a kustomization or component of Kustomize itself."""
    return text(value.get("apiVersion")).startswith(_GROUP) and value.get("kind") in ("Kustomization", "Component")


def patch_files(names: Iterable[str]) -> set[str]:
    """Those of the files that a kustomization in their folder, or in the one above it, names as a patch."""
    by_path = {os.path.normpath(name): name for name in names}
    own = {Path(folder) for folder in {os.path.dirname(path) for path in by_path}}  # noqa: PTH120  thousands of names
    folders = own | {folder.parent for folder in own}
    patches = {path for folder in folders for path in _patches_in(folder)}
    return {name for path, name in by_path.items() if path in patches}


def _patches_in(folder: Path) -> Iterator[str]:
    for file in (folder / name for name in _FILE_NAMES):
        if not file.is_file():
            continue
        for patch in _patches(_value_of(file)):
            yield os.path.normpath(folder / patch)


def _value_of(file: Path) -> JSONObject:
    try:
        documents = read_documents(read_source(str(file)))
    except InputError:
        return {}
    values = (mapping(document.value) for document in documents)
    return next((value for value in values if value), {})


def _patches(kustomization: JSONObject) -> Iterator[str]:
    """Paths of patches; an inline patch is told by its line breaks."""
    for field in ("patchesStrategicMerge", "patches", "patchesJson6902"):
        for entry in sequence(kustomization.get(field)):
            path = text(entry) or text(mapping(entry).get("path"))
            if path and "\n" not in path:
                yield path
