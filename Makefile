# SPDX-License-Identifier: Apache-2.0
# The only task runner. `make` alone lists what there is.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
# What is handed on to the command behind a target: make demo ARGS=--once
ARGS ?=
# Test processes at once.
WORKERS ?= 2
# Days of the simulation: how many, and the first seed.
SEEDS ?= 10000
FROM ?= 0
# Lowest branch coverage of core and subjects, in percent, that passes.
COVERAGE_MIN ?= 100

.PHONY: help ready ready-browser ready-database demo test test-deep simulate lint format bench docs screens catalogues look clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

ready: ## Set up .venv from uv.lock (every target below does this first)
	@tools/bootstrap

ready-browser: ready ## Fetch what the browser tests need: Chromium, fonts, axe-core
	@tools/browser

ready-database: ready ## Fetch what tests on PostgreSQL need: Debian's server
	@tools/database

demo: ready ## Run two nodes through the story (ARGS=--once: exit after it)
	$(BIN)/comity demo $(ARGS)

# --dist worksteal: each process runs neighbours, so that what tests share, above all nodes that are
# served and browsers, is made once and rarely twice; who is done first takes of what is left.
test: lint ready-browser ready-database ## Lint, then every test with few examples
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term:skip-covered \
	  --cov-fail-under=$(COVERAGE_MIN) $(ARGS)

test-deep: lint ready-browser ready-database simulate ## Lint, SEEDS simulated days, then every test with wide bounds, on all cores
	$(BIN)/pytest -n auto --dist worksteal --hypothesis-profile=deep -m "deep or not deep" $(ARGS)

simulate: ready ## Run SEEDS days of real nodes under all faults, from seed FROM on, on all cores
	$(BIN)/python -m tests.simulation.nodes.running $(FROM) $(SEEDS) $(ARGS)

lint: ready ## Style, types and import directions
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: ready ## Rewrite the files in the project's format
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

bench: ready ## Measure against the floors of the same machine
	$(BIN)/python -m bench $(ARGS)

docs: ready ## Check the pages: links, decisions, reasons of dependencies
	$(BIN)/pytest -q tests/house/test_docs.py $(ARGS)

screens: ready-browser ## Take the pictures in docs/screens anew, with the tests of every page
	COMITY_SCREENS="$(CURDIR)/docs/screens" $(BIN)/pytest -q tests/browser/test_every_page.py \
	  tests/browser/test_first_run.py $(ARGS)

catalogues: ready ## Bring the catalogues and the command reference up to date with the code
	$(BIN)/python -m tools.catalogues
	$(BIN)/python -m tools.command_reference

look: ## Build the desk's style sheet and script anew (needs node and npm; the result is committed)
	cd look && npm ci --ignore-scripts --no-audit --no-fund
	node look/build.mjs

clean: ## Remove what is made here: environment, caches, demo nodes
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* demo-nodes look/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
