# Everything a person needs: make demo, make test; the rest for those who work on the house.
PYTHON ?= python3
VENV ?= .venv
EXTRAS ?= dev
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
REPORTS ?= reports

.PHONY: demo test lint types unit bench docs serve fuzz clean

demo: $(STAMP)  ## solve every shipped scenario and write a report for each
	$(BIN)/python -m countermove.demo $(REPORTS)

test: lint types unit  ## everything that must hold

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(STAMP)
	$(BIN)/mypy

unit: $(STAMP)
	$(BIN)/python -m pytest -n auto -q

bench: $(STAMP)  ## measure what the README claims; writes benchmarks/results.md
	$(BIN)/python -m benchmarks

docs: $(STAMP)  ## build the documentation, strictly
	$(BIN)/python -m docs.build site

serve: $(STAMP)
	$(BIN)/countermove serve

fuzz: $(STAMP)  ## mutate documents ten thousand times
	CM_FUZZ_CASES=10000 $(BIN)/python -m pytest -q tests/document/test_fuzz.py

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[$(EXTRAS)]"
	touch $(STAMP)

clean:
	rm -rf $(VENV) $(REPORTS) site build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
