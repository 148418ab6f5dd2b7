"""The four verbs of `meshctl iptables`."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from meshctl.cli.exit_codes import ExitCode
from meshctl.cli.interception.wanted import RESOLV_CONF, WantedRules, arguments_of, has_global_ipv6
from meshctl.intercept.question import Question, ask
from meshctl.intercept.restore import restore_text
from meshctl.intercept.ruleset import build

if TYPE_CHECKING:
    from meshctl.intercept.flags import Arguments
    from meshctl.intercept.ruleset import RuleSet
    from meshctl.intercept.walk import Step, Verdict

_HEADINGS = {"v4": "# IPv4, for iptables-restore --noflush", "v6": "# IPv6, for ip6tables-restore --noflush"}


def run_render(wanted: WantedRules, *, only: str, output: str) -> int:
    """Write the rules in restore format, or as JSON.

    Raises:
        MeshctlError: an argument is not allowed, or a file cannot be read.
    """
    rules = build(arguments_of(wanted).settings)
    chosen = {version: tables for version, tables in rules.tables.items() if only in {"both", version.value}}
    if output == "json":
        _write_json(rules, set(chosen))
        return ExitCode.DONE
    for version, tables in chosen.items():
        heading = f"{_HEADINGS[version.value]}\n" if only == "both" else ""
        sys.stdout.write(heading + restore_text(tables))
    return ExitCode.DONE


def _write_json(rules: RuleSet, versions: set[object]) -> None:
    import json

    listed = [
        {"version": version.value, "table": table.name, "chain": rule.chain, "rule": str(rule), "why": rule.why}
        for version, tables in rules.tables.items()
        if version in versions
        for table in tables
        for rule in table.rules
    ]
    sys.stdout.write(json.dumps(listed, indent=2) + "\n")


def run_explain(wanted: WantedRules, question: Question, *, output: str) -> int:
    """Answer where a connection goes and which rule decides.

    Raises:
        MeshctlError: an argument is not allowed, or a file cannot be read.
    """
    settings = arguments_of(wanted).settings
    if wanted.ipv6 is None and ":" in question.destination:
        settings = replace(settings, ipv6=True)
    rules = build(settings)
    verdict = ask(rules, question)
    if output == "json":
        _write_verdict_json(question, verdict)
    else:
        _write_verdict_text(question, verdict)
    return ExitCode.DONE


def _answer(verdict: Verdict) -> str:
    if verdict.outcome == "proxy":
        return f"passes the proxy, port {verdict.to_port}"
    return "is dropped" if verdict.outcome == "dropped" else "does not pass the proxy"


def _write_verdict_text(question: Question, verdict: Verdict) -> None:
    lines = [f"{question}: {_answer(verdict)}"]
    if verdict.decisive is None:
        lines.append("  no rule applies")
    else:
        lines.append(f"  decided by {verdict.decisive.table}: {verdict.decisive.rule}")
        if verdict.decisive.rule.why:
            lines.append(f"  because {verdict.decisive.rule.why}")
    if len(verdict.steps) > 1:
        lines.append("  rules that applied on the way:")
        lines += [f"    {step.table}: {step.rule}" for step in verdict.steps]
    sys.stdout.write("\n".join(lines) + "\n")


def _write_verdict_json(question: Question, verdict: Verdict) -> None:
    import json

    answer = {
        "question": str(question),
        "passesProxy": verdict.captured,
        "outcome": verdict.outcome,
        "port": verdict.to_port,
        "decidedBy": None if verdict.decisive is None else _step(verdict.decisive),
        "steps": [_step(step) for step in verdict.steps],
    }
    sys.stdout.write(json.dumps(answer, indent=2) + "\n")


def _step(step: Step) -> dict[str, str]:
    return {"table": step.table, "chain": step.rule.chain, "rule": str(step.rule), "why": step.rule.why}


def run_apply(wanted: WantedRules) -> int:
    """Put the rules in place, as far as the arguments let it; the exit status.

    Raises:
        MeshctlError: an argument is not allowed, iptables is not there or refused, or validation failed.
    """
    from meshctl.cli.interception import kernel

    arguments = arguments_of(_surrounded(wanted))
    rules, run = build(arguments.settings), arguments.run
    if run.dry_run:
        for tables in rules.tables.values():
            sys.stdout.write(restore_text(tables))
        return ExitCode.DONE
    if run.cleanup_only:
        kernel.clean(rules, variant=run.iptables_binary)
        return ExitCode.DONE
    if not run.skip_rule_apply:
        changed = kernel.apply(rules, variant=run.iptables_binary)
        for version, was in changed.items():
            _tell(f"{version}: {'rules put in place' if was else 'rules in place already'}")
    return _validate(rules, arguments) if run.run_validation else ExitCode.DONE


def _validate(rules: RuleSet, arguments: Arguments) -> int:
    from meshctl.cli.interception.kernel import Iptables, in_place

    for version, tables in rules.tables.items():
        if not in_place(Iptables(version=version, variant=arguments.run.iptables_binary), tables):
            _tell(f"{version}: the rules are not in place")
            return ExitCode.FINDINGS
        _tell(f"{version}: the rules are in place")
    return ExitCode.DONE


def run_clean(wanted: WantedRules) -> int:
    """Take the rules away that the arguments stand for, and every chain an interception left behind.

    Raises:
        MeshctlError: an argument is not allowed, iptables is not there or refused.
    """
    from meshctl.cli.interception import kernel

    arguments = arguments_of(_surrounded(wanted))
    kernel.clean(build(arguments.settings), variant=arguments.run.iptables_binary)
    return ExitCode.DONE


def _surrounded(wanted: WantedRules) -> WantedRules:
    """With what this machine says where no flag does: IPv6 addresses, and DNS servers if they are to be captured."""
    ipv6 = has_global_ipv6() if wanted.ipv6 is None else wanted.ipv6
    captures = any(word in {"--redirect-dns", "--redirect-dns=true"} for word in wanted.arguments)
    needs_servers = captures and not wanted.dns_servers and wanted.resolv_conf is None
    return replace(wanted, ipv6=ipv6, resolv_conf=RESOLV_CONF if needs_servers else wanted.resolv_conf)


def _tell(text: str) -> None:
    sys.stderr.write(f"meshctl: {text}\n")
