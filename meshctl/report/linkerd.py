"""The report that `linkerd inject` and `linkerd uninject` print, for scripts that read it.

An empty line, warnings (with `verbose` also the checks that found nothing), an empty line if there were any, one line a
document, an empty line.

Source: linkerd/linkerd2 cli/cmd/inject.go, cli/cmd/uninject.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meshctl.report.injection import Outcome

_OK, _WARNING = "\u221a", "\u203c"
_ANNOTATABLE: Final = frozenset({"namespace", "service"})
_WORKLOADS: Final = frozenset(
    {
        "cronjob",
        "daemonset",
        "deployment",
        "job",
        "pod",
        "replicaset",
        "replicationcontroller",
        "statefulset",
    }
)
# Slug of what was found, the sentence when it was, the sentence when it was not.
_CHECKS: Final = (
    ("host_network_enabled", '"hostNetwork: true" detected in {names}', "pods do not use host networking"),
    (
        "sidecar_already_exists",
        "known 3rd party sidecar detected in {names}",
        "pods do not have a 3rd party proxy or initContainer already injected",
    ),
    (
        "injection_disable_annotation_present",
        '"linkerd.io/inject: disabled" annotation set on {names}',
        "pods are not annotated to disable injection",
    ),
    ("unsupported", "no supported objects found", "at least one resource can be injected or annotated"),
    ("udp_ports_enabled", '{names} {verb} "protocol: UDP"', "pod specs do not include UDP ports"),
)
_AUTOMOUNT: Final = (
    'pods do not have automountServiceAccountToken set to "false" or service account token projection is enabled'
)


def write_inject(outcomes: Iterable[Outcome], stream: TextIO, *, verbose: bool = False) -> None:
    """The report of an injection in which nothing failed."""
    outcomes = list(outcomes)
    lines = [line for check in _CHECKS if (line := _check(*check, outcomes, verbose=verbose))]
    if verbose:
        lines.append(f"{_OK} {_AUTOMOUNT}")
    _write(stream, [*lines, *([""] if lines else []), *map(_inject_line, outcomes)])


def write_uninject(outcomes: Iterable[Outcome], stream: TextIO) -> None:
    """The report of a removal."""
    _write(stream, [_uninject_line(outcome) for outcome in outcomes])


def write_errors(outcomes: Iterable[Outcome], stream: TextIO) -> None:
    """What stands in place of a report where documents failed: a heading and a line each, the last without its end."""
    failed = [_error_line(outcome) for outcome in outcomes if outcome.status == "failed"]
    stream.write("\n".join(["Error transforming resources:", *failed]))


def _write(stream: TextIO, lines: Sequence[str]) -> None:
    stream.write("\n" + "".join(f"{line}\n" for line in lines) + "\n")


def _check(slug: str, found: str, nothing: str, outcomes: list[Outcome], *, verbose: bool) -> str | None:
    if slug == "unsupported":
        supported = any(each.kind.lower() in _WORKLOADS | _ANNOTATABLE for each in outcomes)
        names = [] if supported else ["all"]
    else:
        names = [_name(outcome) for outcome in outcomes if slug in outcome.noted]
    if names:
        told = found.format(names=", ".join(names), verb="uses" if len(names) == 1 else "use")
        return f"{_WARNING} {told}"
    return f"{_OK} {nothing}" if verbose else None


def _name(outcome: Outcome) -> str:
    return f"{outcome.kind.lower()}/{outcome.name}"


def _inject_line(outcome: Outcome) -> str:
    if outcome.status == "empty" or outcome.kind in {"", "(no kind)"}:
        return 'document missing "kind" field, skipped'
    kind = outcome.kind.lower()
    if outcome.status in {"injected", "annotated"}:
        return f'{kind} "{outcome.name}" {"injected" if kind in _WORKLOADS else "annotated"}'
    return f'{kind} "{outcome.name}" skipped'


def _uninject_line(outcome: Outcome) -> str:
    if outcome.status == "empty" or outcome.kind in {"", "(no kind)"}:
        return 'document missing "kind" field, skipped'
    return f'{outcome.kind.lower()} "{outcome.name}" {"uninjected" if outcome.status == "uninjected" else "skipped"}'


def _error_line(outcome: Outcome) -> str:
    if outcome.kind == "(no manifest)" or outcome.detail.startswith("--"):
        return outcome.detail
    return f"failed to inject {_name(outcome)}: {outcome.detail}"
