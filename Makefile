# Two commands serve a newcomer: `make chat` and `make test`. Each sets up what it needs by itself.
PYTHON ?= python3
VENV := .venv
BENCH := .venv-bench
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: chat test lint types imports unit format data bench clean campaign-fuzz campaign-births campaign-partitions campaign-kill bench-turns

chat: $(VENV)/.run
	@$(BIN)/saju-bot chat

test: lint types imports unit

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

unit: $(VENV)/.dev
	$(BIN)/pytest -q -n 2

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Rebuilds the tables of solar terms and lunar months from their sources.
data: $(VENV)/.dev
	$(BIN)/python -m core.saju.data.build

# Measures the engine beside the published ones, in one run; the peers get an environment of their own.
bench: $(BENCH)/.ready
	@$(BENCH)/bin/python -m tests.benchmarks.bench_engine

clean:
	rm -rf $(VENV) $(BENCH) build *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "saju-bot needs Python 3.11 or newer; name it with: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	@echo "Setting up $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml | $(VENV)/bin/python
	@$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	@$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.run

# Too long for every day. A million odd lines; 200,000 births against other formulas. COUNT and SEED may be given.
campaign-fuzz: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.fuzz_births $(or $(COUNT),1000000) $(SEED)

campaign-births: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.property_births $(or $(COUNT),200000) $(SEED)

$(BENCH)/.ready: pyproject.toml
	@echo "Setting up $(BENCH) (once)"
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/pip install --quiet --editable .
	@touch $@

# A million rows, months made and dropped under four writers; the server's data lie under TMPDIR.
campaign-partitions: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.rotate_partitions $(or $(COUNT),1000000)

# Twenty times kill -9 of a MariaDB under sixteen writers.
campaign-kill: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.kill_mariadb $(or $(COUNT),20)

# Turns a second beside the bare driver's, on MariaDB and SQLite.
bench-turns: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks.turns
