"""Many odd bodies through the application: `python -m tests.bench.fuzz_webhook [bodies]` prints what they came to."""

from __future__ import annotations

import logging
import sys
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings

from tests.webhook.fuzzing import BODIES, fault_in
from tests.webhook.support import client
from webhook.configuration import load_configuration
from webhook.settings import Settings


def main() -> int:
    """1 when an answer was not well-formed or a fault of ours."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    outcomes: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    logging.disable(logging.CRITICAL)
    with client(injector=load_configuration({}, Settings())) as (http, _):

        @settings(
            max_examples=count,
            deadline=None,
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(body=BODIES)
        def one(body: bytes) -> None:
            answer = http.post("/inject", body, {"content-type": "application/json"})
            fault = fault_in(answer, body)
            if fault:
                faults[fault] += 1
            allowed = answer.status_code == 200 and answer.json()["response"]["allowed"]
            patch = allowed and "patch" in answer.json()["response"]
            outcomes[
                f"HTTP {answer.status_code}" + (" patched" if patch else " allowed" if allowed else " refused")
            ] += 1

        one()
    for outcome, number in sorted(outcomes.items()):
        print(f"{number:>8}  {outcome}")
    print(f"{sum(faults.values()):>8}  answers that are not well-formed or faults of ours")
    for fault, number in faults.most_common(20):
        print(f"{number:>8}  {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
