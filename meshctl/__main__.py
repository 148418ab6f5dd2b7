"""`python -m meshctl`."""

from meshctl.cli.main import run

run()
