# Everything a newcomer types. `make demo` shows the product, `make test` proves it; both install what they need.

PYTHON ?= python3
UV := .tools/bin/uv
BIN := .venv/bin
FRONT := src/zhenyu/frontend
DIST := $(FRONT)/static/dist/main.js
export PATH := $(CURDIR)/$(BIN):$(PATH)
# The tests start a hundred programs: each would compile Django and us anew where the machine forbids keeping bytecode.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test quick check install build system-packages bench lock format clean

demo: install $(DIST)
	@exec $(BIN)/zhenyu demo

test: install $(DIST) system-packages
	$(MAKE) check

# The tests that need no database, browser or other program: under a minute, while you work.
quick: install
	$(BIN)/pytest -n 2 -m pure

# What CI runs and what you run before a commit.
check:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint src --check --lint --quiet
	cd $(FRONT) && npm run --silent check
	$(BIN)/pytest -n 2

install: .venv/installed

.venv/installed: requirements/dev.txt pyproject.toml
	@test -x $(UV) || $(PYTHON) -m venv .tools || { echo "需要 Python 的 venv 模块：apt-get install python3-venv"; exit 1; }
	@test -x $(UV) || .tools/bin/pip install --quiet uv==0.13.9
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	VIRTUAL_ENV=.venv $(UV) pip sync --quiet --require-hashes --compile-bytecode requirements/dev.txt
	VIRTUAL_ENV=.venv $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

build: $(DIST)

$(DIST): $(shell find $(FRONT)/src $(FRONT)/package-lock.json $(FRONT)/vite.config.ts -type f 2>/dev/null) | install
	cd $(FRONT) && npm ci --silent --no-audit --no-fund && npm run --silent build

# Browser tests drive Debian's Chromium; layout tests open the Word file in LibreOffice; PDF files are made with Chinese type.
system-packages:
	@sh tests/system_packages.sh

# With the peers the benchmarks compare themselves with.
bench: install
	VIRTUAL_ENV=.venv $(UV) pip install --quiet --require-hashes -r requirements/bench.txt
	$(BIN)/python -m benchmarks

# Names and hashes only: a lock that works with whatever registry a machine uses.
lock:
	$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url --extra dev pyproject.toml -o requirements/dev.txt
	$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements/runtime.txt
	$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url --extra bench -c requirements/dev.txt pyproject.toml -o requirements/bench.txt

format:
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd $(FRONT) && npm run --silent format

clean:
	rm -rf .venv .tools build $(FRONT)/static $(FRONT)/build $(FRONT)/node_modules
