# Two commands do all set-up: `make demo` runs the main job, `make test` runs the tests.
# Both make their own virtual environment in .venv; nothing outside this folder is touched.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CONFORMANCE ?= ../shared/conformance
PYTEST_ARGS ?= -n 2

.PHONY: help install demo test lint types docs docs-write contracts conformance oracle e2e mutation soak fuzz bench check clean

help:  ## show the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

install: $(STAMP)

demo: $(STAMP)  ## inject examples/ and show the diff and the report
	@$(BIN)/python tools/demo.py

test: $(STAMP)  ## run all tests
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(STAMP)  ## linters and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMP)  ## strict types
	@$(BIN)/mypy

contracts: $(STAMP)  ## who may import whom
	@$(BIN)/lint-imports --no-cache

docs: $(STAMP)  ## generated reference is fresh (`make docs-write` refreshes it)
	@$(BIN)/python -m meshctl.docgen --check

docs-write: $(STAMP)  ## write the generated reference
	@$(BIN)/python -m meshctl.docgen

conformance: $(STAMP)  ## published cases: passed/total per set (CONFORMANCE=folder for another one)
	@$(BIN)/python -m tests.conformance --root $(CONFORMANCE)

oracle: $(STAMP)  ## compare afresh with real Go programs (needs Go)
	@$(BIN)/python -m pytest $(PYTEST_ARGS) -m oracle tests

e2e: $(STAMP)  ## a real API server, a real Envoy, real network namespaces (needs Go, root)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,preview]'
	@$(BIN)/python -m pytest -m e2e tests

mutation: $(STAMP)  ## which changes of the code no test notices, per room; hours (ROOM='webhook.*' for one)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,mutation]'
	@$(BIN)/mutmut run $(ROOM)
	@$(BIN)/mutmut results --all true | $(BIN)/python tools/mutation_score.py

soak: $(STAMP)  ## 100,000 reviews and a list of faults against the webhook
	@$(BIN)/python -m tests.bench.soak_webhook

fuzz: $(STAMP)  ## strange reviews against the webhook
	@$(BIN)/python -m tests.bench.fuzz_webhook

bench: $(STAMP)  ## medians and ratios against baselines of the same run
	@$(BIN)/python -m tests.bench

check: test lint types contracts docs conformance  ## what CI runs, without the long runs

clean:  ## remove what was built
	rm -rf $(VENV) .cache dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
