"""What `import meshctl` promises: its names, its documented example, and a package that answers calls."""

from __future__ import annotations

import doctest
import subprocess
import sys

import pytest

import meshctl


def test_the_documented_example_gives_what_it_shows() -> None:
    failed, tried = doctest.testmod(meshctl)
    assert (failed, tried) == (0, 4)


@pytest.mark.parametrize("name", meshctl.__all__)
def test_every_promised_name_is_there(name: str) -> None:
    assert getattr(meshctl, name) is not None


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nope'"):
        _ = meshctl.nope


@pytest.mark.parametrize(
    "script",
    [
        "from meshctl import inject",
        "import meshctl.injection.engine; from meshctl import inject",
        "from meshctl import inject; inject(''); import meshctl.injection.engine; from meshctl import inject",
        "import meshctl; inject = meshctl.inject",
        "from meshctl.offline.text import inject_text as inject",
    ],
)
def test_inject_can_be_called_however_it_was_imported(script: str) -> None:
    use = "done = inject('kind: Pod\\nspec: {containers: [{name: a}]}\\n'); assert 'istio-proxy' in done.text"
    subprocess.run([sys.executable, "-c", f"{script}\n{use}"], check=True)


def test_importing_the_package_loads_nothing_slow() -> None:
    script = (
        "import sys, meshctl\n"
        "slow = {'typer', 'ruamel.yaml', 'jsonpatch', 'kubernetes', 'fastapi', 'asyncio', 'meshctl.injection'}\n"
        "sys.exit(', '.join(slow & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
