"""What `meshctl lint` does with its flags."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshctl.analyze.findings import Severity
from meshctl.analyze.settings import LintSettings
from meshctl.cli.exit_codes import ExitCode
from meshctl.cli.linting.delivery import deliver, diff_text, parse_outputs, write_fixed
from meshctl.cli.linting.session import LintInput, LintRun, baseline_text, lint, lint_and_fix
from meshctl.errors import ManifestError, Place, UsageError
from meshctl.manifests.documents import read_documents
from meshctl.manifests.sources import STDIN, STDIN_NAME, Source, read_source, write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshctl.cli.linting.configuration import LintConfiguration
    from meshctl.k8s.types import JSONValue

_THRESHOLDS = {**{each.value: each for each in Severity}, "never": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """The flags of one run as given; None and empty where the user said nothing."""

    paths: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    complete: bool | None = None
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    namespace: str | None = None
    istio_namespace: str | None = None
    mesh_config_file: str | None = None
    mesh_networks_file: str | None = None
    clusters: tuple[str, ...] = ()
    suppress: tuple[str, ...] = ()
    baseline: str | None = None
    write_baseline: str | None = None
    roots: tuple[str, ...] = ()
    quiet: bool = False
    colour: str = "auto"


def run_lint(flags: Flags, configuration: LintConfiguration) -> int:
    """Lint, fix if asked, report; the exit status.

    Raises:
        UsageError: flags that do not go together or do not parse.
        InputError: a file of settings cannot be read.
    """
    outputs = parse_outputs(flags.formats, flags.outputs)
    threshold = _threshold(flags.fail_on or configuration.fail_on or Severity.WARNING.value)
    if flags.diff and not flags.fix:
        raise UsageError("--diff without --fix", remedy="add --fix")
    if flags.unsafe_fixes and not flags.fix:
        raise UsageError("--unsafe-fixes without --fix", remedy="add --fix")
    settings = _settings(flags, configuration)
    given = _input(flags, configuration)
    if flags.write_baseline:
        return _write_baseline(given, settings, flags.write_baseline)
    if flags.fix:
        run = _fix(given, settings, flags)
        # Standard output carries the fixed text or the diff.
        stream = sys.stderr if flags.diff or STDIN in given.paths else sys.stdout
    else:
        run, stream = lint(given, settings), sys.stdout
    deliver(run, outputs, stream=stream, quiet=flags.quiet, colour=flags.colour)
    if run.has_faults:
        return ExitCode.INPUT
    return ExitCode.FINDINGS if threshold is not None and run.result.reaches(threshold) else ExitCode.DONE


def _fix(given: LintInput, settings: LintSettings, flags: Flags) -> LintRun:
    run, changed, applied = lint_and_fix(given, settings, unsafe=flags.unsafe_fixes)
    if flags.diff:
        before = {name: read_source(name).text for name in changed if name != STDIN_NAME}
        sys.stdout.write(diff_text(before, {name: changed[name] for name in before}))
    elif STDIN in given.paths:
        write_fixed({**{name: run.texts[name] for name in run.texts if name == STDIN_NAME}, **changed})
    else:
        write_fixed(changed)
    if applied:
        verb = "would be fixed" if flags.diff else "fixed"
        sys.stderr.write(f"{_count(applied, 'finding')} {verb} in {_count(len(changed), 'file')}.\n")
    return run


def _write_baseline(given: LintInput, settings: LintSettings, path: str) -> int:
    run = lint(given, settings)
    write_atomic(path, baseline_text(run.result.findings))
    sys.stderr.write(f"{_count(len(run.result.findings), 'finding')} recorded in {path}.\n")
    return ExitCode.INPUT if run.has_faults else ExitCode.DONE


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _threshold(name: str) -> Severity | None:
    if name not in _THRESHOLDS:
        raise UsageError(f"--fail-on {name}", remedy=f"choose one of {', '.join(_THRESHOLDS)}")
    return _THRESHOLDS[name]


def _input(flags: Flags, configuration: LintConfiguration) -> LintInput:
    clusters = dict(_pairs("--cluster", flags.clusters, "east=manifests/east"))
    return LintInput(
        paths=flags.paths or (() if clusters else (".",)),
        clusters=clusters,
        roots=(*configuration.roots, *flags.roots),
        exclude=configuration.exclude,
        mesh_networks_file=flags.mesh_networks_file or configuration.mesh_networks_file,
        baseline=flags.baseline or configuration.baseline,
    )


def _settings(flags: Flags, configuration: LintConfiguration) -> LintSettings:
    mesh_config_file = flags.mesh_config_file or configuration.mesh_config_file
    namespace = configuration.namespace if flags.namespace is None else flags.namespace
    return LintSettings(
        complete=configuration.complete if flags.complete is None else flags.complete,
        default_namespace=namespace,
        istio_namespace=flags.istio_namespace or configuration.istio_namespace,
        cluster_domain=configuration.cluster_domain,
        externals=configuration.externals,
        mesh_config=_mesh_config(mesh_config_file) if mesh_config_file else {},
        select=_split(flags.select) or configuration.select,
        ignore=_split(flags.ignore) + configuration.ignore,
        severities=configuration.severities,
        path_ignores=configuration.path_ignores,
        suppress=tuple(_pairs("--suppress", flags.suppress + configuration.suppress, "IST0102=Namespace foo")),
    )


def _split(values: Iterable[str]) -> tuple[str, ...]:
    """Values of a repeatable flag, which may also be given in one, separated by commas."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _pairs(flag: str, values: Iterable[str], example: str) -> list[tuple[str, str]]:
    pairs = []
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals or not name or not rest:
            raise UsageError(f"{flag} {value}", remedy=f'write it as "{example}"')
        pairs.append((name, rest))
    return pairs


def _mesh_config(path: str) -> dict[str, JSONValue]:
    """The mesh configuration in a file: bare, or in the key `mesh` of a ConfigMap."""
    documents = [each for each in read_documents(read_source(path)) if not each.is_empty]
    value = documents[0].value if documents else {}
    if isinstance(value, dict) and value.get("kind") == "ConfigMap":
        return _embedded_mesh_config(value, path)
    if not isinstance(value, dict):
        raise ManifestError("the mesh configuration is not a mapping", place=Place(path), remedy="give its YAML")
    return value


def _embedded_mesh_config(config_map: dict[str, JSONValue], path: str) -> dict[str, JSONValue]:
    data = config_map.get("data")
    text = data.get("mesh") if isinstance(data, dict) else None
    if not isinstance(text, str):
        raise ManifestError("the ConfigMap has no key mesh", place=Place(path), remedy="give the ConfigMap istio")
    values = [document.value for document in read_documents(Source(name=f"{path} (mesh)", text=text))]
    return next((value for value in values if isinstance(value, dict)), {})
