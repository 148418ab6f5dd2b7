"""Published injection cases through HTTP: review in, patch out, the patch laid over the pod that was sent."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import jsonpatch

from meshctl.manifests.sources import Source
from meshctl.offline.session import run_source
from tests.conformance.comparison import difference
from tests.conformance.istio_inject import BUILT_IN, PUBLISHED, _comparable, _workloads, as_pod, settings_for
from tests.conformance.model import Result, checked, read_cases
from tests.webhook.support import Client, client, patch_of
from webhook.configuration import EngineInjector, configuration_files, load_configuration
from webhook.files import write_set
from webhook.reload import Reloader
from webhook.settings import Settings
from webhook.telemetry import Telemetry

Case = dict[str, Any]
HEADERS = {"content-type": "application/json"}

# What the three configurations of the table of changed configurations stand for.
CONFIGURATIONS: dict[str, dict[str, bytes]] = {
    "good": {"config": b"policy: enabled\ntemplates: {sidecar: ''}\n", "values": b"{}"},
    "values only": {"values": b"{}"},
    "config is not a mapping": {"config": b"text", "values": b"{}"},
}


class Check(NamedTuple):
    """One case of a set, not yet run."""

    set: str
    case: str
    run: Callable[[], str | None]


def run(root: Path) -> Iterator[Result]:
    """The results of all checks."""
    for check in checks(root):
        yield checked(check.set, check.case, check.run)


def checks(root: Path) -> Iterator[Check]:
    """Every case marked for the webhook with both template sets, then against the command line."""
    folder = root / "istio-inject"
    cases = [case for case in read_cases(folder / "index.json") if "webhook" in case["paths"]]
    for case in (case for case in cases if not case.get("expect_error")):
        for templates in (BUILT_IN, PUBLISHED):
            yield Check(f"istio-inject HTTP ({templates})", case["name"], partial(check_case, folder, case, templates))
        if "cli" in case["paths"]:
            yield Check("istio-inject CLI = HTTP", case["name"], partial(check_same_pod, folder, case))


def check_same_pod(folder: Path, case: Case) -> str | None:
    """What differs between the pod that HTTP gives and the one that the command line writes."""
    text = (folder / case["input"]).read_text("utf-8")
    written = run_source(Source(name=case["name"], text=text), settings_for(folder, case, PUBLISHED)).text
    return _check_pods(folder, case, PUBLISHED, written)


def check_case(folder: Path, case: Case, templates: str) -> str | None:
    """What differs between the patched pod and the published one."""
    return _check_pods(folder, case, templates, (folder / case["expected"]).read_text("utf-8"))


def check_http(folder: Path, case: Case) -> str | None:
    """What differs between our answer to one request and the published one."""
    wanted = case["expected"]
    request = case["in"]
    body = b"" if not request["body"] else _body(request)
    settings = replace(settings_for(folder, {}, PUBLISHED), revision="default")
    with client(injector=EngineInjector(settings)) as (http, _):
        answer = http.post("/inject", body, {"content-type": request["content_type"]})
    if answer.status_code != wanted["status"]:
        return f"status {answer.status_code}, expected {wanted['status']}"
    if "allowed" not in wanted:
        return None
    response = answer.json()["response"]
    if response["allowed"] is not wanted["allowed"]:
        return f"allowed is {response['allowed']}"
    return "a patch where none was expected" if "patch" in wanted and response.get("patch") else None


def check_watch(_folder: Path, case: Case) -> str | None:
    """Whether a change of the configuration's files is taken over or leaves the one before in place."""
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(config_dir=Path(place))
        files = configuration_files(settings)
        reloader = Reloader("configuration", files, lambda found: load_configuration(found, settings), Telemetry())
        write_set(Path(place), CONFIGURATIONS["good"])
        reloader.load()
        before = reloader.current
        for name in CONFIGURATIONS["good"]:
            (Path(place) / name).unlink()
        write_set(Path(place), CONFIGURATIONS[case["in"]])
        taken = reloader.load()
    found = "applied" if taken and reloader.current is not before else "kept previous"
    return None if found == case["expected"] else f"{found}, expected {case['expected']}"


def _check_pods(folder: Path, case: Case, templates: str, expected: str) -> str | None:
    annotations = case.get("namespace_annotations", {})
    settings = replace(settings_for(folder, case, templates), revision="default")
    injector = EngineInjector(settings, lambda namespace: annotations.get(namespace, {}))
    before, after = _workloads((folder / case["input"]).read_text("utf-8")), _workloads(expected)
    with client(injector=injector) as (http, _):
        found = (_check_pod(http, one, other) for one, other in zip(before, after, strict=True))
        return next((mismatch for mismatch in found if mismatch), None)


def _check_pod(http: Client, before: Case, after: Case) -> str | None:
    sent: Any
    sent, namespace = as_pod(before)
    wanted, _ = as_pod(after)
    answer = http.post("/inject", json.dumps(_review(sent, namespace)), HEADERS).json()
    if not answer["response"]["allowed"]:
        return f"refused: {answer['response']['status']['message']}"
    operations: Any = patch_of(answer) or []
    got = jsonpatch.JsonPatch(operations).apply(sent)
    return difference(_comparable(got), _comparable(wanted))


def _body(request: Mapping[str, Any]) -> bytes:
    pod = dict(request["pod"])
    if "inject=false" in request["body"]:
        pod["metadata"] = {**pod["metadata"], "annotations": {"sidecar.istio.io/inject": "false"}}
    return json.dumps(_review(pod, "default", request["review_version"])).encode()


def _review(pod: Mapping[str, Any], namespace: str, version: str = "v1") -> Case:
    request = {"uid": "u-1", "namespace": namespace, "operation": "CREATE", "object": pod}
    return {"apiVersion": f"admission.k8s.io/{version}", "kind": "AdmissionReview", "request": request}
