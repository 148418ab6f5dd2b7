"""What a run of the linter may be told beside the facts of the set: what to report, how gravely, and what not.

Values only; the reading of `.meshctl.yaml`, `pyproject.toml` and flags belongs to the command line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from meshctl.model.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshctl.analyze.findings import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class PathIgnore:
    """Codes or rules that are not reported for files matching a glob."""

    pattern: str
    selectors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LintSettings(Settings):
    """Settings of one run; the defaults are those of a plain `meshctl lint`.

    Selectors are codes, code prefixes, rule slugs, rule subjects or `ALL`. `suppress` holds pairs of selector and glob
    over `Kind namespace/name`.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    path_ignores: tuple[PathIgnore, ...] = ()
    suppress: tuple[tuple[str, str], ...] = ()
