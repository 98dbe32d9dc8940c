# What a person does with this project. `make` alone lists it. Nothing is installed twice.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PY := .venv/bin/python
NODE_STAMP := node_modules/.installed-package-lock.json
COMPILE := $(PY) -m piptools compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# Each file of bench/ that measures; bare_agent is what bench.voice compares with.
BENCHES := $(filter-out bench.bare_agent,$(subst /,.,$(basename $(wildcard bench/[a-z]*.py))))

.PHONY: help setup environment node livekit test check format bench run migrate migration requirements

help: ## list what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

setup: environment node livekit ## install what developing and testing need

environment:
	@bash launch/venv.sh requirements-dev.txt

node:
	@if ! command -v npm >/dev/null; then \
		echo "– no npm: tests of the page and of Supabase are skipped; install Node 20 or newer (nodejs.org)"; \
	elif ! cmp -s package-lock.json $(NODE_STAMP); then \
		PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund && cp package-lock.json $(NODE_STAMP); \
	fi

livekit: environment
	@$(PY) -m launch.livekit_server

test: setup ## run all tests
	$(PY) -m pytest

check: setup ## what must be clean before a commit: format, lint, types, tests, coverage
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m pytest --cov --cov-fail-under=90

format: environment ## format and mend what can be mended by itself
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: setup ## measure: every bench one after the other
	@for name in $(BENCHES); do echo "== $$name"; $(PY) -m $$name; done

run: ## start the assistant
	@./start_backend.sh

migrate: node ## bring a Supabase project's tables up to date: make migrate PROJECT=<ref or postgresql:// address>
	@if [ -z "$${PROJECT:-}" ]; then \
		echo "Which project? Its reference (Settings, General) or its database's address (Connect):"; \
		echo "  make migrate PROJECT=abcdefghijklmnopqrst      after: npx supabase login"; \
		echo "  make migrate PROJECT='postgresql://postgres:…@db.….supabase.co:5432/postgres'"; \
		exit 2; \
	fi
	@mkdir -p .cache/migrate/supabase && ln -sfn ../../../migrations/supabase .cache/migrate/supabase/migrations
	@node_modules/.bin/supabase db push --remote="$$PROJECT" --workdir .cache/migrate --include-all

migration: environment ## draft the migrations of a change in tables.py: make migration NAME=shopping
	@[ -n "$(NAME)" ] || { echo "How is it called? make migration NAME=shopping"; exit 2; }
	@$(PY) -m migrations.draft "$(NAME)"

requirements: environment ## pin again after a change of pyproject.toml
	CUSTOM_COMPILE_COMMAND="make requirements" $(COMPILE) -o requirements.txt pyproject.toml
	CUSTOM_COMPILE_COMMAND="make requirements" $(COMPILE) --extra dev --extra redis -o requirements-dev.txt pyproject.toml
