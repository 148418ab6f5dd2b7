"""Writes `meshctl/analyze/schema/data/` and `cel_rules.py` from published schemas.

    python -m tools.crd_tables --crds FOLDER --openapi SWAGGER.json

FOLDER holds the three CRD bundles named in `bundles.py`; SWAGGER.json is `api/openapi-spec/swagger.json` of the
Kubernetes module (`go mod download -json k8s.io/kubernetes@v1.35.4` says where it lies). A second run changes nothing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from tools.crd_tables.tables import build

_SCHEMA = Path(__file__).parents[2] / "meshctl" / "analyze" / "schema"


def main(arguments: list[str]) -> None:
    """Builds everything anew; files of kinds that are gone are removed."""
    parser = argparse.ArgumentParser(prog="python -m tools.crd_tables", description="Make the packaged field tables.")
    parser.add_argument("--crds", type=Path, required=True, help="folder with the CRD bundles")
    parser.add_argument("--openapi", type=Path, required=True, help="swagger.json of Kubernetes")
    options = parser.parse_args(arguments)
    files, rules = build(options.crds, json.loads(options.openapi.read_text(encoding="utf-8")))
    data = _SCHEMA / "data"
    data.mkdir(exist_ok=True)
    for stale in {path.name for path in data.glob("*.json")} - set(files):
        (data / stale).unlink()
    for name, text in files.items():
        (data / name).write_text(text, encoding="utf-8")
    module = _SCHEMA / "cel_rules.py"
    module.write_text(rules, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(module)], check=True)
    sys.stderr.write(f"{len(files)} tables, {sum(map(len, files.values())) // 1024} KiB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
