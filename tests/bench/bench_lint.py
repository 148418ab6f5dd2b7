"""Linting: one file as a whole process, a repository of 2,000 files against only parsing it, memory, and growth."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.bench.measure import Row, interleaved, print_table, process

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = 2_000
GROWTH = (500, 1_000, 2_000, 4_000, 8_000)
LARGEST_GROWTH = 1.2
ROUNDS = 3

ROUTES = """\
# Who gets the new cart.
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: cart-{number}
  namespace: shop-{space}
spec:
  hosts: [cart-{number}]
  http:
  - match:
    - headers: {{x-version: {{exact: v2}}}}
      uri: {{prefix: /cart}}
    route:
    - destination: {{host: cart-{number}, subset: v2}}
  - route:
    - destination: {{host: cart-{number}, subset: v1}}
      weight: 90
    - destination: {{host: cart-{number}, subset: v2}}
      weight: 10
    timeout: 3s
    retries: {{attempts: 2, perTryTimeout: 1s, retryOn: "5xx,reset"}}
"""
RULE = """\
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {{name: cart-{number}, namespace: shop-{space}}}
spec:
  host: cart-{number}
  trafficPolicy:
    loadBalancer: {{simple: LEAST_REQUEST}}
    connectionPool: {{tcp: {{maxConnections: 100}}}}
  subsets:
  - {{name: v1, labels: {{version: v1}}}}
  - {{name: v2, labels: {{version: v2}}}}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {{name: cart-{number}, namespace: shop-{space}, labels: {{app: cart-{number}}}}}
spec:
  selector: {{app: cart-{number}}}
  ports:
  - {{name: http, port: 80, targetPort: 8080}}
"""
WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: cart-{number}-{version}, namespace: shop-{space}}}
spec:
  selector: {{matchLabels: {{app: cart-{number}, version: {version}}}}}
  template:
    metadata:
      labels: {{app: cart-{number}, version: {version}, sidecar.istio.io/inject: "true"}}
      annotations: {{traffic.sidecar.istio.io/excludeOutboundPorts: "3306"}}
    spec:
      containers:
      - name: cart
        image: registry.example.com/shop/cart:1.{number}
        ports: [{{containerPort: 8080, name: http}}]
        resources: {{requests: {{cpu: 100m, memory: 128Mi}}}}
"""
POLICY = """\
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {{name: cart-{number}, namespace: shop-{space}}}
spec:
  selector: {{matchLabels: {{app: cart-{number}}}}}
  rules:
  - to: [{{operation: {{methods: [GET, POST], paths: [/cart*]}}}}]
"""
# Files of one service, in which some hold two documents; two services in five have a policy.
SERVICE_FILES = (ROUTES + "---\n" + RULE, SERVICE, WORKLOAD, WORKLOAD.replace("{version}", "v2"))
SERVICES_PER_NAMESPACE = 20
PARSE = """\
import gc, sys
from pathlib import Path
from meshctl.manifests.documents import read_documents
from meshctl.manifests.sources import read_source
gc.disable()
kept = [read_documents(read_source(str(path))) for path in sorted(Path(sys.argv[1]).rglob("*.yaml"))]
print(sum(map(len, kept)))
"""


def run(_root: Path | None = None) -> None:
    """Print all four."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _one_file(folder)
        _repository(folder / "repository")
        _growth(folder)


def generate(folder: Path, files: int) -> Path:
    """A repository of that many files: services with routes, policies and two versions, in namespaces of twenty."""
    (folder / ".git").mkdir(parents=True)
    for number in range(files // len(SERVICE_FILES)):
        space = number // SERVICES_PER_NAMESPACE
        target = folder / f"shop-{space}"
        target.mkdir(exist_ok=True)
        for index, text in enumerate(_texts(number)):
            filled = text.format(number=number, space=space, version="v1")
            (target / f"cart-{number}-{index}.yaml").write_text(filled, "utf-8")
    return folder


def _texts(number: int) -> list[str]:
    first, *others = SERVICE_FILES
    return [first, *others[:-1], others[-1] + "---\n" + POLICY if number % 5 < 2 else others[-1]]


def _one_file(folder: Path) -> None:
    path = folder / "routes.yaml"
    path.write_text(ROUTES.format(number=1, space=1), "utf-8")
    medians = interleaved(
        {"typer": process("-c", "import typer"), "lint": process("-m", "meshctl", "lint", str(path))}, rounds=15
    )
    rows = [
        Row(name="python -c 'import typer'", seconds=medians["typer"], baseline=medians["typer"]),
        Row(name="lint, one file", seconds=medians["lint"], baseline=medians["typer"], aim="under 2.5 times"),
    ]
    print_table("lint, whole processes", "import typer", rows)


def _repository(folder: Path) -> None:
    generate(folder, FILES)
    documents = sum(path.read_text("utf-8").count("apiVersion:") for path in folder.rglob("*.yaml"))
    lint = process("-m", "meshctl", "lint", str(folder))
    medians = interleaved({"parse": process("-c", PARSE, str(folder)), "lint": lint}, rounds=ROUNDS)
    rows = [
        Row(name="only parsing", seconds=medians["parse"], baseline=medians["parse"]),
        Row(name="lint", seconds=medians["lint"], baseline=medians["parse"], aim="under 2.5 times"),
    ]
    print_table(f"{FILES} files, {documents} documents", "parsing", rows)
    print(f"peak memory of the largest process: {_peak(folder) / 1e6:.0f} MB")


def _peak(folder: Path) -> int:
    """Bytes; measured by the linter itself, as this process has had larger children."""
    program = (
        "import resource, sys; from meshctl.cli.main import main; main(); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "lint", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    return int(done.stderr.split()[-1]) * 1024


def _growth(folder: Path) -> None:
    """Processor time of lint and its children for ever more files: a file must not cost more for their number."""
    print(f"\n{'growth':<14}{'CPU s':>8}{'ms a file':>12}{'of the first':>14}   aim: at most {LARGEST_GROWTH} times")
    first = 0.0
    for files in GROWTH:
        lint = process("-m", "meshctl", "lint", str(generate(folder / str(files), files)))
        seconds = median(_processor_seconds(lint) for _ in range(ROUNDS))
        first = first or seconds / files
        print(f"{files:>6} files  {seconds:>8.2f}{seconds / files * 1e3:>12.2f}{seconds / files / first:>14.2f}")


def _processor_seconds(action: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    action()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
