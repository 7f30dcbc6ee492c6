# The tasks of this project. A newcomer needs two: make run, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready

.DEFAULT_GOAL := help
.PHONY: help run test bench faults setup lint format model readings lock clean

help: ## List the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUN_READY) ## Start the demo: console, worker, phones; nothing leaves this machine
	@$(BIN)/prs-checkin demo

test: $(DEV_READY) ## Run all tests, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

faults: $(DEV_READY) ## Kill processes at every step, 2,000 times; SEED=n KILLS=n to choose
	$(BIN)/python -m tests.faults $(if $(SEED),--seed $(SEED)) $(if $(KILLS),--kills $(KILLS))

setup: $(DEV_READY) ## Only prepare the environment

lint: $(DEV_READY) ## Check style, types and layering
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(DEV_READY) ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV_READY) ## Measure speed and memory beside the floor of this machine (ONLY=a for one point)
	$(BIN)/python -m tests.bench $(ONLY)

model: $(DEV_READY) ## Make the statistical layer anew from the corpus
	$(BIN)/python -m bot.training

readings: $(DEV_READY) ## Measure the reading of replies, write docs/readings-figures.md
	$(BIN)/python -m bot.training.figures

lock: $(DEV_READY) ## Renew the lock files (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra second-look pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra second-look --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## Remove environment, demo data and caches
	rm -rf $(VENV) var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV):
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; give it as: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements.lock pyproject.toml | $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_READY): requirements-dev.lock pyproject.toml | $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(RUN_READY)
