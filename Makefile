# Everything a newcomer or a developer runs. `make` alone prints the targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL: # two cores are busy with one cargo; and `make test` ends with pytest

UV_VERSION := 0.13.9
PYTHON := $(shell command -v python3)
ENV := .venv
BIN := $(ENV)/bin
JS := tests/e2e/js
WEB := dashboard
PAGE := abutre/adapters/web/static/index.html

export VIRTUAL_ENV := $(CURDIR)/$(ENV)
export PATH := $(CURDIR)/$(BIN):$(PATH)
export UV_NO_PROGRESS := 1
export UV_PYTHON_DOWNLOADS := never

ENGINE := abutre/_core.abi3.so
WEB_SOURCES := $(shell find $(WEB) -maxdepth 1 -type f ! -name '*.tsbuildinfo' ! -name next-env.d.ts) \
	$(shell find $(WEB)/src $(WEB)/scripts -type f)
RUST_SOURCES := Cargo.toml Cargo.lock rust-toolchain.toml \
	$(shell find core_rs -name target -prune -o -path core_rs/fuzz -prune -o \( -name '*.rs' -o -name Cargo.toml \) -print)

.PHONY: help
help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: serve
serve: dev dashboard ## Set up, then run the bot with its dashboard; flags go in ARGS, as in: make serve ARGS="--port 9000"
	@abutre serve $(ARGS)

.PHONY: test
test: dev dashboard $(ENV)/.programs $(JS)/node_modules/.installed lint types imports rust web ## Set up, then check everything, as CI does
	pytest --numprocesses auto --maxprocesses 4 --dist worksteal

.PHONY: dev
dev: $(ENGINE) ## Set up the environment in .venv and build the Rust engine into it

.PHONY: dashboard
dashboard: $(PAGE) ## Build the dashboard into the package

.PHONY: web
web: dev dashboard $(ENV)/.programs ## Check and test the dashboard, in a browser too
	cd $(WEB) && npm run --silent check && npm run --silent test && npm run --silent again && npm run --silent e2e

.PHONY: screenshots
screenshots: dev dashboard $(ENV)/.programs ## Take pictures of every page and state into dashboard/screenshots
	cd $(WEB) && SCREENSHOTS=1 npm run --silent e2e

.PHONY: bench-dashboard
bench-dashboard: dev dashboard $(ENV)/.programs ## Measure the page: sizes, emit to screen, processor, memory over five minutes
	cd $(WEB) && BENCH=1 npm run --silent e2e -- --reporter=list

.PHONY: dist
dist: dev dashboard ## Build wheel and source distribution, dashboard included, into dist
	maturin build --quiet --release --locked --out dist
	maturin sdist --out dist

.PHONY: lint
lint: dev ## Check style and format of Python and Rust
	ruff check
	ruff format --check
	cargo fmt --check
	cargo clippy --quiet --locked --workspace --all-targets -- -D warnings

.PHONY: types
types: dev ## Check types, and the engine against its stub
	mypy
	python -m mypy.stubtest --mypy-config-file pyproject.toml abutre._core

.PHONY: imports
imports: dev ## Check who imports whom
	lint-imports

.PHONY: rust
rust: ## Test the engine in Rust, and see that its fuzz target builds
	cargo test --quiet --locked
	cargo check --quiet --locked --manifest-path core_rs/fuzz/Cargo.toml

.PHONY: bench
bench: dev ## Measure the engine in Rust and through Python, tick to purchase, start-up after a year, an old simulator
	cargo bench --quiet --locked --bench engine
	python -m tests.benchmarks.border
	python -m tests.benchmarks.latency
	python -m tests.benchmarks.start_up
	python -m tests.benchmarks.simulator

.PHONY: bench-fanout
bench-fanout: dev ## Measure up to 1,000 dashboards, next to raw aiohttp and stock python-socketio
	python -m tests.benchmarks.fanout

.PHONY: schema
schema: dev ## Write the published contract into schema/, after a change of the wire's models
	python -m abutre.adapters.web.contract schema

SEEDS := 100
.PHONY: simulate
simulate: dev ## Play simulated worlds in search of lost money, as in: make simulate SEEDS=1000
	python -m tests.simulation --seeds $(SEEDS)

DAYS := 90
.PHONY: soak
soak: dev ## Replay ninety days through a real bot: memory, files, start-up, retention; make soak DAYS=10
	python -m tests.crash.soak --days $(DAYS)

.PHONY: fmt
fmt: dev ## Format Python and Rust, mend what can be mended by itself
	ruff check --fix-only
	ruff format
	cargo fmt

.PHONY: clean
clean: ## Remove whatever was built or installed here; data directories stay
	rm -rf $(ENV) target core_rs/fuzz/target dist $(ENGINE) $(JS)/node_modules $(WEB)/node_modules $(WEB)/.next $(WEB)/out $(dir $(PAGE)) .*_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian cuts ensurepip out of python3 and into a package of its own.
$(ENV)/.uv-$(UV_VERSION):
	@if [ -z "$(PYTHON)" ] || ! "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
		echo "python3 3.11 or newer is missing: apt-get install python3 python3-venv, then run this again" >&2; exit 1; fi
	@if ! "$(PYTHON)" -c 'import ensurepip' 2>/dev/null; then \
		if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
			echo "python3 cannot make environments: apt-get install python3-venv, then run this again" >&2; exit 1; fi; \
		apt-get update -q && apt-get install -qy python3-venv; fi
	"$(PYTHON)" -m venv $(ENV)
	pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

$(ENV)/.synced: $(ENV)/.uv-$(UV_VERSION) pyproject.toml uv.lock
	uv sync --quiet --frozen
	@touch $@

# What tests start themselves. Debian's own PostgreSQL cluster is not needed, so it is not made.
$(ENV)/.programs: | $(ENV)/.uv-$(UV_VERSION)
	@missing=(); \
	compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || missing+=(postgresql); \
	for program in redis-server chromium; do command -v $$program >/dev/null || missing+=($$program); done; \
	if [ $${#missing[@]} != 0 ]; then \
		if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
			echo "the tests need more: apt-get install $${missing[*]}, then run this again" >&2; exit 1; fi; \
		install -D -m 644 /dev/stdin /etc/postgresql-common/createcluster.d/abutre.conf \
			<<<"create_main_cluster = false"; \
		apt-get update -q && apt-get install -qy --no-install-recommends "$${missing[@]}"; fi
	@touch $@

# After the sync, which takes out what it does not know. Release, because a debug build is of no use to a bot;
# without the dashboard, because that needs Node, and whoever works on the bot need not have it.
$(ENGINE): $(ENV)/.synced $(RUST_SOURCES)
	@if ! command -v cargo >/dev/null; then \
		echo "cargo is missing: install Rust 1.88 or newer (https://rustup.rs), then run this again" >&2; exit 1; fi
	ABUTRE_WITHOUT_DASHBOARD=1 maturin develop --quiet --release --uv
	@touch $@

$(JS)/node_modules/.installed: $(JS)/package.json $(JS)/package-lock.json
	@if ! command -v npm >/dev/null; then \
		echo "npm is missing: apt-get install nodejs npm, then run this again" >&2; exit 1; fi
	npm ci --prefix $(JS) --no-audit --no-fund --silent
	@touch $@

$(WEB)/node_modules/.installed: $(WEB)/package.json $(WEB)/package-lock.json
	@if ! command -v npm >/dev/null; then \
		echo "npm is missing: apt-get install nodejs npm, then run this again" >&2; exit 1; fi
	PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix $(WEB) --no-audit --no-fund --silent
	@touch $@

# The types are checked here too, so that a contract that has changed cannot be built over.
$(PAGE): $(WEB)/node_modules/.installed $(WEB_SOURCES) schema/asyncapi.yaml schema/openapi.json
	cd $(WEB) && node scripts/types.mjs --check && npm run --silent build >/dev/null
	@touch $@
