"""The valid manifests of `tests/data/valid`: no check of ours may say a word about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from meshctl.analyze.schema import find_kind

if TYPE_CHECKING:
    from meshctl.analyze.schema import Channel, KindSchema

_FOLDER = Path(__file__).parent / "data" / "valid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One document of a file; `experimental` if its file name says that it needs that channel of the Gateway API."""

    file: str
    number: int
    experimental: bool
    resource: dict[str, Any]

    @property
    def id(self) -> str:
        """`httproute.yaml#2`."""
        return f"{self.file}#{self.number}"

    def kind(self, channel: Channel = "any") -> KindSchema:
        """The schema of the resource in a channel."""
        found = find_kind(self.resource["apiVersion"], self.resource["kind"], channel)
        assert found is not None, f"{self.id}: no schema in channel {channel}"
        return found


@cache
def valid_samples() -> tuple[Sample, ...]:
    """Every document of every file, in the order of the names."""
    return tuple(
        Sample(file=path.name, number=number, experimental=path.stem.endswith("-experimental"), resource=resource)
        for path in sorted(_FOLDER.glob("*.yaml"))
        for number, resource in enumerate(YAML(typ="safe", pure=True).load_all(path), start=1)
    )
