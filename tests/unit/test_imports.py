"""No circle between files: not at run time, and not for the type checker alone either."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path, modules: set[str]) -> set[str]:
    """What a file imports: at its top, inside functions and under TYPE_CHECKING."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom) and node.module]
    names = {(node.module or "", alias.name) for node in nodes for alias in node.names}
    found = {f"{module}.{name}" if f"{module}.{name}" in modules else module for module, name in names}
    return (found & modules) - {module_name(path)}


@pytest.mark.parametrize("package", ["meshctl", "webhook"])
def test_no_two_files_import_each_other_on_any_way(package: str) -> None:
    paths = {module_name(path): path for path in sorted((ROOT / package).rglob("*.py"))}
    graph = {name: imported(path, set(paths)) for name, path in paths.items()}

    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))

    assert sorted(order) == sorted(paths)
