SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test test-busy faults soak coverage test-browser generators lint format migrate revision docs contracts contracts-check conformance bench lock psql reset

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
	@scripts/node-setup $(node_option)

contracts contracts-check test-browser: node_option := --required

setup: $(READY) node_modules/.ready ## Install the locked dependencies

run: $(READY) ## Serve the API and reload it on changes; takes PORT=8001 and HOST=0.0.0.0
	@exec $(BIN)/stylipp serve --reload --host "$(HOST)" --port "$(PORT)"

test: setup ## Run all tests that are not slow; args="-k register" goes to pytest
	@$(BIN)/pytest $(args)

test-busy: setup ## Run those tests three times beside two busy loops per core; count=5, args= as above
	@scripts/test-busy $(or $(count),3) $(args)

faults: setup ## Run the fault-injection tests and all other slow tests: about four minutes
	@$(BIN)/pytest -n0 -m "fault or slow" -s $(args)

soak: setup ## Run a load test of five minutes: no errors, stable memory and connections; seconds=60
	@SOAK_SECONDS="$(seconds)" $(BIN)/pytest -n0 -s apps/backend/tests/faults/soak.py

coverage: setup ## List the branches that no test runs, in files with the most of them first
	@$(BIN)/coverage erase
	-@$(BIN)/coverage run -m pytest $(args)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

test-browser: setup ## Test the docs page and the client in Chromium; SCREENSHOTS=folder saves screenshots
	@scripts/test-browser $(args)

generators: setup ## Try the clients that other generators make; tools="folders" with what you installed
	@TOOLS="$(tools)" $(BIN)/pytest -n0 -q apps/backend/tests/generators.py $(args)

lint: setup ## Run all checks: style, types, spelling, imports, migrations, lock file, generated files
	@$(BIN)/python scripts/lint.py

format: $(READY) ## Format the code
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/black --quiet .

migrate: $(READY) ## Apply the migrations that are missing
	@$(BIN)/stylipp migrate

revision: $(READY) ## Generate a migration from the models: make revision m="add wardrobes"
	@test -n "$(m)" || { echo 'Describe the migration: make revision m="add wardrobes"'; exit 1; }
	@$(BIN)/stylipp migrate
	@cd apps/backend && ../../$(BIN)/alembic revision --autogenerate -m "$(m)"
	@$(BIN)/ruff check --fix --quiet apps/backend/alembic/versions
	@$(BIN)/black --quiet apps/backend/alembic/versions

docs: $(READY) ## Write .env.example and the table of settings in docs/operations.md from the settings
	@$(BIN)/python scripts/settings_table.py

contracts: setup ## Regenerate openapi.json, the TypeScript types and the form schemas from the contracts
	@scripts/contracts write

contracts-check: setup ## List what breaks clients of a revision: make contracts-check BASE=main
	@scripts/contracts compare "$(BASE)"

conformance: setup ## Test the API against its OpenAPI document: 1,000 requests per operation
	@CONFORMANCE_EXAMPLES=1000 $(BIN)/pytest -n0 -s apps/backend/tests/conformance

bench: $(READY) ## Compare speed with other frameworks (15 min); only=me,login for parts, quick=1 for one round
	@$(BIN)/python bench/bench.py $(if $(only),--only $(only)) $(if $(quick),--quick)

lock: ## Upgrade uv.lock to the newest versions allowed
	@env -u UV_DEFAULT_INDEX -u UV_INDEX_URL -u UV_INDEX scripts/setup lock --upgrade
	@scripts/check-lock

psql: $(READY) ## Open psql on the database
	@$(BIN)/python scripts/psql.py

reset: $(READY) ## Delete the local database and everything in it (asks first)
	@$(BIN)/python scripts/reset.py
