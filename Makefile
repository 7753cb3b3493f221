# Two commands serve a newcomer: `make chat` and `make test`. Each sets up what it needs by itself.
PYTHON ?= python3
VENV := .venv
BENCH := .venv-bench
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

CAMPAIGNS := births flood fuzz kill kill-daemon months partitions plaintext restore rotation tamper
.PHONY: chat test lint types imports unit format data clean bench bench-telegram bench-turns $(CAMPAIGNS:%=campaign-%)

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

# Benchmarks: each prints a table and compares within one run.

# The engine beside the published ones, which get an environment of their own.
bench: $(BENCH)/.ready
	@$(BENCH)/bin/python -m tests.benchmarks.bench_engine

$(BENCH)/.ready: pyproject.toml
	@echo "Setting up $(BENCH) (once)"
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/pip install --quiet --editable .
	@touch $@

# Our daemon beside a bare echo bot, on the same double.
bench-telegram: $(VENV)/.dev
	@$(BIN)/python -m tests.benchmarks.telegram_throughput

# Turns a second beside the bare driver's, on MariaDB and SQLite.
bench-turns: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks.turns

# Campaigns: too long for every day, seeded, each ends with one line. COUNT, SEED and ON (mariadb or sqlite) may be given.

# Births against other formulas.
campaign-births: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.property_births $(or $(COUNT),200000) $(SEED)

# Any line that a birth could come in.
campaign-fuzz: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.fuzz_births $(or $(COUNT),1000000) $(SEED)

# People who stream answers at once, under the service's limits.
campaign-flood: $(VENV)/.dev
	$(BIN)/python -m tests.bot.telegram.crowd $(or $(COUNT),200)

# kill -9 of a MariaDB under sixteen writers.
campaign-kill: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.kill_mariadb $(or $(COUNT),20)

# kill -9 of the daemon at every step of a journey in Telegram, at four moments each.
campaign-kill-daemon: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.kill_daemon

# Two daemons through simulated months.
campaign-months: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.months $(or $(DAYS),365) $(or $(KEEP),3) $(or $(ON),mariadb)

# Months made and dropped under four writers; the server's data lie under TMPDIR.
campaign-partitions: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.rotate_partitions $(or $(COUNT),1000000)

# Planted births, names and words, looked for everywhere while they live, after expiry and after /delete.
campaign-plaintext: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.plaintext --people $(or $(COUNT),1000) --seed $(or $(SEED),1) --database $(or $(ON),sqlite)

# Rows backed up and restored.
campaign-restore: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.restore --rows $(or $(COUNT),1000000) --database $(or $(ON),mariadb)

# Keys rotated under many people, killed five times.
campaign-rotation: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.rotation --people $(or $(COUNT),100000) --seed $(or $(SEED),1) --database $(or $(ON),mariadb)

# Flipped bits, swaps and truncations of ciphertexts.
campaign-tamper: $(VENV)/.dev
	$(BIN)/python -m tests.campaigns.tamper --count $(or $(COUNT),10000) --seed $(or $(SEED),1) --database $(or $(ON),sqlite)
