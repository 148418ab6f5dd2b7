"""Writes down what Go makes of the template cases: `python -m tests.oracle.record_templates`.

The recordings in tests/golden/gotemplate/*.jsonl are what the default test run compares with, so that it needs no Go.
"""

import json

from tests.go_oracle import ask
from tests.unit.gotemplate.cases import GOLDEN, expression_cases, template_cases, without_addresses


def record(name, cases):
    cases = list(cases)
    answers = ask(case.request() for case in cases)
    lines = []
    for case, answer in zip(cases, answers, strict=True):
        answer = {key: without_addresses(text) for key, text in answer.items()}
        head = {"text": case.text} if name == "expressions" else {"name": case.name}
        lines.append(json.dumps({**head, **answer}, ensure_ascii=False) + "\n")
    (GOLDEN / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    print(f"{name}: {len(lines)} cases, {sum('error' in answer for answer in answers)} of them errors")


if __name__ == "__main__":
    record("expressions", expression_cases())
    record("templates", template_cases())
