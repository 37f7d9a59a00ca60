# `make demo` and `make test` set everything up themselves; both need only Python 3.11+, git and make.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
# Parts, while working on them: `make lint LAYERS=transforms`, `make unit TESTS=tests/cli`.
LAYERS ?= codemods phases transforms
TESTS ?= tests

.PHONY: help install demo test format lint types contracts docs reference pictures unit
.PHONY: test-real test-faults test-laws test-fuzz replay clean
.PHONY: bench bench-movers bench-large bench-monolith bench-safety bench-dashboard bench-lint bench-all

help:  ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint,lsp,docs]'
	$(BIN)/python -m compileall -q $(LAYERS)
	touch $@

# pip compiles what it installs; an editable installation is measured as it would be otherwise.
.PHONY: compiled
compiled: $(VENV)/installed
	$(BIN)/python -m compileall -q $(LAYERS)

install: $(VENV)/installed  ## a virtual environment with everything

demo: $(VENV)/installed  ## cut the example monolith in seven phases, and roll it all back
	$(BIN)/python examples/demo.py

test: lint types contracts unit  ## everything CI checks

format: $(VENV)/installed
	$(BIN)/ruff check --fix $(LAYERS) tests benchmarks docs/generators examples/demo.py
	$(BIN)/ruff format $(LAYERS) tests benchmarks docs/generators examples/demo.py

lint: $(VENV)/installed
	$(BIN)/ruff check $(LAYERS) tests benchmarks docs/generators examples/demo.py
	$(BIN)/ruff format --check $(LAYERS) tests benchmarks docs/generators examples/demo.py
	$(BIN)/fixit --quiet test rezone.codemods.rules
	$(BIN)/fixit --quiet lint $(LAYERS)

# mypy does not follow the import hook of an editable install: it gets a path of links.
types: $(VENV)/installed
	@mkdir -p build/links/rezone
	@for layer in codemods phases transforms; do ln -sfn ../../../$$layer build/links/rezone/$$layer; done
	MYPYPATH=build/links $(BIN)/mypy -p rezone.codemods -p rezone.phases -p rezone.transforms

contracts: $(VENV)/installed
	$(BIN)/lint-imports --no-cache

docs: $(VENV)/installed  ## the documents as a site, in build/site
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

reference: $(VENV)/installed  ## write the pages of the reference that are made from the code
	$(BIN)/python docs/generators

pictures: $(VENV)/installed  ## make the pictures of the dashboard anew; needs Chromium, takes minutes
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pillow>=10'
	$(BIN)/python docs/generators/pictures.py

unit: $(VENV)/installed
	$(BIN)/python -m pytest -n 2 -m "not real or smoke" $(TESTS)

test-real: $(VENV)/installed  ## migrate real packages from PyPI and run their own tests
	$(BIN)/python -m pytest -m real tests/end_to_end

test-faults: $(VENV)/installed  ## kill it, fill the disk, cut the power: at every operation on the file system
	REZONE_FAULTS=all $(BIN)/python -m pytest -n 2 tests/faults

test-laws: $(VENV)/installed  ## ten thousand generated programs: moved, run, compared, undone
	HYPOTHESIS_PROFILE=laws $(BIN)/python -m pytest -n 2 tests/laws

# What the newest Python on this machine knows is fuzzed under that Python.
NEWEST ?= $(shell for v in 15 14 13 12; do for p in python3.$$v $(HOME)/.pyenv/versions/3.$$v.*/bin/python; do \
	$$p -c 'import venv' 2>/dev/null && echo $$p && break 2; done; done)

test-fuzz: $(VENV)/installed  ## the standard library and hypothesmith's sources, under this Python and the newest
	REZONE_FUZZ=all $(BIN)/python -m pytest -n 2 -s tests/fuzz
	@test -n "$(NEWEST)" || { echo "no Python newer than 3.11 found: NEWEST=/path/to/python"; exit 1; }
	$(NEWEST) -m venv build/newest
	build/newest/bin/python -m pip install --quiet --disable-pip-version-check . pytest pytest-xdist hypothesmith
	REZONE_FUZZ=all build/newest/bin/python -m pytest -n 2 -s tests/fuzz

replay: $(VENV)/installed  ## replay commits in which people moved modules, and compare
	$(BIN)/python tests/end_to_end/replay.py

bench: compiled  ## three moves in Django against ast.parse of all its files
	$(BIN)/python benchmarks/django.py

bench-movers: compiled  ## the same moves by every mover on PyPI, and what Django's tests say; an hour
	$(BIN)/python benchmarks/movers.py

bench-dashboard: compiled  ## the page of a migration of 3,000 files: made, and opened in Chromium
	$(BIN)/python benchmarks/dashboard.py

bench-large: compiled  ## a tree of 42,000 files; fetches 150 MB once
	$(BIN)/python benchmarks/large.py

bench-monolith: compiled  ## seven phases of the example, and libcst's runner beside migrate
	$(BIN)/python benchmarks/monolith.py

bench-safety: compiled  ## what proof, checks and forced writes cost
	$(BIN)/python benchmarks/safety_cost.py

bench-lint: compiled  ## what the lint rules add to Fixit
	$(BIN)/python benchmarks/linting.py

bench-all: bench bench-monolith bench-safety bench-dashboard bench-lint bench-large bench-movers  ## every benchmark

clean:
	rm -rf .venv build .scratch
