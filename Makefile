# EinAmt. `make help` lists what there is.
# Needs python3 (3.11 or newer) and make; each target installs what it lacks into .venv.

PYTHON ?= python3
PORT ?= 8000
CITY ?= berlin
# More words for the tool behind a target: make test ARGS="-k booking", make check ARGS=types
ARGS ?=

EINAMT := .venv/bin/einamt
DEV_PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check format bench bench-full lock messages screenshot

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what einamt needs to run
	@$(PYTHON) -m tools.setup run

run: setup ## Start the city at http://127.0.0.1:8000 (PORT=8000 CITY=berlin)
	@exec $(EINAMT) run --port $(PORT) --city $(CITY)

setup-dev:
	@$(PYTHON) -m tools.setup dev

test: setup-dev ## Run the tests, on SQLite and on PostgreSQL
	@$(DEV_PYTHON) -m tools.provision postgres chromium openid clamav
	@$(DEV_PYTHON) -m tools.test $(ARGS)

check: setup-dev ## Check format, lint, types, floors, migrations and translations
	@$(DEV_PYTHON) -m tools.check $(ARGS)

format: setup-dev ## Format the code and apply safe corrections
	@.venv/bin/ruff check --quiet --fix-only . && .venv/bin/ruff format .

bench: setup-dev ## Run the benchmarks, at most 10 minutes
	@$(DEV_PYTHON) -m tools.provision postgres
	@EINAMT_BENCH=quick $(DEV_PYTHON) -m tools.bench $(ARGS)

bench-full: setup-dev ## Run the benchmarks at full length
	@$(DEV_PYTHON) -m tools.provision postgres
	@EINAMT_BENCH=full $(DEV_PYTHON) -m tools.bench $(ARGS)

screenshot: setup-dev ## Take the README's picture of the home page
	@$(DEV_PYTHON) -m tools.provision chromium
	@$(DEV_PYTHON) -m tools.screenshot

messages: setup-dev ## Collect the texts to translate into the English catalogue
	@$(DEV_PYTHON) -m tools.translations update

lock: setup-dev ## Write the lock files in requirements/ (ARGS=--upgrade for newer versions)
	@$(DEV_PYTHON) -m tools.lock $(ARGS)
