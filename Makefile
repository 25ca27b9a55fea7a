SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: always help setup run web test test-busy faults soak coverage test-browser lighthouse pictures generators lint format migrate revision docs contracts contracts-check conformance bench lock psql reset

# The arguments of all targets. They are assigned, so that only make's command line changes them: a shell
# may export HOST (conda does) or PORT for other programs.
HOST := 127.0.0.1
PORT := 8000
args :=
count := 3
seconds :=
BASE :=
m :=
only :=
quick :=
tools :=

BIN := .venv/bin
READY := .venv/.ready

# A shell, a container, a git hook or another project may have set variables for the tools used here.
# They must change neither what is installed nor what is run, so the tools do not get them. What stays
# says where packages come from, and how.
MIRRORS := UV_CACHE_DIR UV_CONCURRENT_% UV_CONFIG_FILE UV_CREDENTIALS_DIR UV_DEFAULT_INDEX \
  UV_EXTRA_INDEX_URL UV_FIND_LINKS UV_HTTP_% UV_INDEX UV_INDEX_% UV_INSECURE_HOST UV_KEYRING_PROVIDER \
  UV_LINK_MODE UV_NATIVE_TLS UV_NO_CACHE UV_NO_CONFIG UV_OFFLINE UV_SYSTEM_CERTS \
  PIP_CACHE_DIR PIP_CERT PIP_CLIENT_CERT PIP_CONFIG_FILE PIP_DEFAULT_TIMEOUT PIP_EXTRA_INDEX_URL \
  PIP_FIND_LINKS PIP_INDEX_URL PIP_KEYRING_PROVIDER PIP_NO_CACHE_DIR PIP_NO_INDEX PIP_PROXY \
  PIP_RETRIES PIP_TIMEOUT PIP_TRUSTED_HOST \
  npm_config_//% npm_config_@% npm_config_fetch_% NPM_CONFIG_FETCH_% \
  $(addprefix npm_config_,registry userconfig globalconfig cache cafile proxy https_proxy noproxy \
  strict_ssl offline prefer_offline) $(addprefix NPM_CONFIG_,REGISTRY USERCONFIG GLOBALCONFIG CACHE \
  CAFILE PROXY HTTPS_PROXY NOPROXY STRICT_SSL OFFLINE PREFER_OFFLINE)
unexport $(filter-out $(MIRRORS),$(filter UV_% PIP_% npm_config_% NPM_CONFIG_%,$(.VARIABLES)))
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH PYTHONEXECUTABLE PYTHONPLATLIBDIR PYTHONSAFEPATH \
  PYTHONOPTIMIZE PYTHONINSPECT PYTHONWARNINGS PYTHONIOENCODING PYTHONCASEOK
unexport PYTEST_PLUGINS PYTEST_DISABLE_PLUGIN_AUTOLOAD ALEMBIC_CONFIG MYPYPATH MYPY_CONFIG_FILE_DIR \
  COVERAGE_FILE COVERAGE_RCFILE COVERAGE_PROCESS_START
unexport NODE_ENV NODE_OPTIONS NODE_PATH $(filter VITE_%,$(.VARIABLES))
unexport GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_COMMON_DIR GIT_OBJECT_DIRECTORY \
  GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_NAMESPACE
unexport BASH_ENV ENV SHELLOPTS BASHOPTS POSIXLY_CORRECT CDPATH GLOBIGNORE GREP_OPTIONS \
  $(filter BASH_FUNC_%,$(.VARIABLES))
# Reports contain letters that the encoding of a terminal may lack.
export PYTHONUTF8 := 1

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Both scripts return at once if nothing is missing. `bash`, since a checkout may lack executable bits.
$(READY): always
	@bash scripts/setup

node_modules/.ready: $(READY) always
	@bash scripts/node-setup $(node_option)

contracts contracts-check web test-browser lighthouse pictures: node_option := --required

setup: $(READY) node_modules/.ready ## Install the locked dependencies

run: $(READY) ## Serve the web app and the API, reloaded on changes; takes PORT=8001 and HOST=0.0.0.0
	@# With a used port, the server only says so. What a failed build says is said.
	@(exec 3<>"/dev/tcp/$(HOST)/$(PORT)") 2>/dev/null || bash scripts/web-build || true
	@exec $(BIN)/stylipp serve --reload --host "$(HOST)" --port "$(PORT)"

web: setup ## Work on the web app: Vite with hot reload on port 5173, with the API on PORT=8000
	@exec $(BIN)/python scripts/web_dev.py --port "$(PORT)"

test: setup ## Run all tests that are not slow; args="-k register" goes to pytest
	@$(BIN)/pytest $(args)

test-busy: setup ## Run those tests three times beside two busy loops per core; count=5, args= as above
	@bash scripts/test-busy $(count) $(args)

faults: setup ## Run the fault-injection tests and all other slow tests: about 25 minutes
	@$(BIN)/pytest -n0 -m "fault or slow" -s $(args)

soak: setup ## Run a load test of five minutes: no errors, stable memory and connections; seconds=60
	@SOAK_SECONDS="$(seconds)" $(BIN)/pytest -n0 -s apps/backend/tests/faults/soak.py

coverage: setup ## List the branches that no test runs, in files with the most of them first
	@$(BIN)/coverage erase
	-@$(BIN)/coverage run -m pytest $(args)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

test-browser: setup ## Test the web app, the client and /docs in Chromium; args='--test-name-pattern "a|b"'
	@bash scripts/test-browser $(args)

lighthouse: setup ## Rate the web app with Lighthouse; fails below performance 98 or any other 100
	@bash scripts/test-browser lighthouse

pictures: setup ## Take the pictures of README.md
	@bash scripts/test-browser pictures

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
	@bash scripts/contracts write

contracts-check: setup ## List what breaks clients of a revision: make contracts-check BASE=main
	@bash scripts/contracts compare "$(BASE)"

conformance: setup ## Test the API against its OpenAPI document: 1,000 requests per operation
	@CONFORMANCE_EXAMPLES=1000 $(BIN)/pytest -n0 -s apps/backend/tests/conformance

bench: $(READY) ## Compare speed with other frameworks (25 min); only=me,login for parts, quick=1 for one round
	@$(BIN)/python bench/bench.py $(if $(only),--only $(only)) $(if $(quick),--quick)

lock: ## Upgrade uv.lock to the newest versions allowed
	@env -u UV_DEFAULT_INDEX -u UV_INDEX_URL -u UV_INDEX bash scripts/setup lock --upgrade
	@bash scripts/check-lock

psql: $(READY) ## Open psql on the database
	@$(BIN)/python scripts/psql.py

reset: $(READY) ## Delete the local database with everything in it, and the photos (asks first)
	@$(BIN)/python scripts/reset.py
