"""Our SARIF against the official schema, which the Go module of go-sarif carries as a string."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.unit.report.test_formats import CLEAN, RESULT, written

MODULE = "github.com/owenrumney/go-sarif/v3@v3.3.1"


def official_schema() -> dict[str, Any]:
    go = shutil.which("go")
    if go is None:
        pytest.skip("needs Go to fetch the module that carries the SARIF schema")
    done = subprocess.run([go, "mod", "download", "-json", MODULE], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip("the module that carries the SARIF schema cannot be fetched")
    text = Path(json.loads(done.stdout)["Dir"], "pkg/report/v210/sarif/schema.go").read_text("utf-8")
    found = re.search(r"const schema = `(.*?)`", text, re.DOTALL)
    assert found
    schema: dict[str, Any] = json.loads(found[1])
    return schema


@pytest.mark.oracle
def test_sarif_is_valid_against_the_official_schema() -> None:
    schema = official_schema()
    assert schema["title"].startswith("Static Analysis Results Format (SARIF) Version 2.1.0")
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)

    for result in (RESULT, CLEAN):
        log = json.loads(written("sarif", result))
        validator.validate(log)
        assert len(log["runs"][0]["results"]) == len(result.findings)
    del log["runs"][0]["tool"]
    assert not validator.is_valid(log)
