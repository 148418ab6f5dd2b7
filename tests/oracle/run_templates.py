"""Compares random templates with real Go: `python -m tests.oracle.run_templates --seed 7 --count 20000`."""

import argparse
import itertools

from tests.go_oracle import ask
from tests.unit.gotemplate.cases import disagreements
from tests.unit.gotemplate.random_templates import random_cases

BATCH = 1000


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--show", type=int, default=20, help="how many disagreements to print")
    chosen = options.parse_args()
    cases = random_cases(chosen.seed, chosen.count)
    found, errors = [], 0
    while batch := list(itertools.islice(cases, BATCH)):
        answers = ask(case.request() for case in batch)
        errors += sum("error" in answer for answer in answers)
        found += disagreements(batch, answers)
    print("\n".join(found[: chosen.show]))
    print(f"seed {chosen.seed}: {chosen.count} templates, {errors} of them errors in Go, {len(found)} disagreements")
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
