SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test test-busy faults soak test-browser lint format migrate revision contracts contracts-check conformance bench lock psql reset

HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
READY := .venv/.ready

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): uv.lock pyproject.toml packages/schemas/pyproject.toml apps/backend/pyproject.toml .python-version scripts/setup
	@scripts/setup sync --locked
	@touch $@

node_modules/.ready: package-lock.json packages/api-client/package.json
	@scripts/node-setup

setup: $(READY) node_modules/.ready ## Install everything that uv.lock and package-lock.json name

run: $(READY) ## Serve the API with reload; PORT=8001 HOST=0.0.0.0 are honoured
	@exec $(BIN)/stylipp serve --reload --host "$(HOST)" --port "$(PORT)"

test: setup ## Run all tests; args="-k register" goes to pytest
	@$(BIN)/pytest $(args)

test-busy: setup ## Run all tests beside two busy loops per core, count=3 times; args= as above
	@scripts/test-busy $(or $(count),3) $(args)

faults: setup ## Break everything that can break, and run what is slow: about four minutes, one table
	@$(BIN)/pytest -n0 -m "fault or slow" -s $(args)

soak: $(READY) ## Load for 5 minutes: no error, memory and connections flat; seconds=60
	@$(BIN)/python bench/soak.py $(seconds)

test-browser: setup ## Try the docs page and the client in Chromium; SCREENSHOTS=folder keeps pictures
	@scripts/test-browser $(args)

lint: setup ## Check style, types, import rules, lock files, and that generated files are fresh
	$(BIN)/ruff check .
	$(BIN)/black --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@$(BIN)/python scripts/lint_migrations.py
	@$(BIN)/python scripts/settings_table.py --check
	$(BIN)/hadolint infra/Dockerfile
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec infra/compose.yaml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/ci.yml
	@scripts/check-lock
	@scripts/contracts check

format: $(READY) ## Put the code in order
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/black --quiet .

migrate: $(READY) ## Bring the database to the newest migration
	@$(BIN)/stylipp migrate

revision: $(READY) ## Write a migration from the models: make revision m="add wardrobes"
	@test -n "$(m)" || { echo 'Say what it does: make revision m="add wardrobes"'; exit 1; }
	@$(BIN)/stylipp migrate
	@cd apps/backend && ../../$(BIN)/alembic revision --autogenerate -m "$(m)"
	@$(BIN)/ruff check --fix --quiet apps/backend/alembic/versions
	@$(BIN)/black --quiet apps/backend/alembic/versions

contracts: setup ## Regenerate openapi.json and the TypeScript types from the Python contracts
	@scripts/contracts write

contracts-check: setup ## Say what breaks for clients of a revision: make contracts-check BASE=main
	@scripts/contracts compare "$(BASE)"

conformance: setup ## Check the running API against its document, thoroughly: 1,000 requests an operation
	@CONFORMANCE_EXAMPLES=1000 $(BIN)/pytest -n0 -s apps/backend/tests/conformance

bench: $(READY) ## Measure speed beside peers (15 min); only=me,login runs parts, quick=1 one short try
	@$(BIN)/python bench/bench.py $(if $(only),--only $(only)) $(if $(quick),--quick)

lock: ## Update uv.lock to the newest versions that fit
	@env -u UV_DEFAULT_INDEX -u UV_INDEX_URL -u UV_INDEX scripts/setup lock --upgrade
	@scripts/check-lock

psql: $(READY) ## Open a prompt on the database
	@$(BIN)/python scripts/psql.py

reset: $(READY) ## Delete the local database and everything in it (asks first)
	@$(BIN)/python scripts/reset.py
