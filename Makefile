# SidePro: `make run` runs everything on this machine, `make test` tests it.
# Needs make and Python 3.11 to 3.13 only; name another one with `make PYTHON=python3.12 run`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --require-hashes

.NOTPARALLEL:
.PHONY: help run front test check bench evaluate screens torture lock clean

help:
	@echo "make run      install what is needed, start the stores and the server, follow the logs"
	@echo "make front    rebuild the front end on every change, beside a running \`make run\`"
	@echo "make test     check style and types, and run all tests"
	@echo "make check    check style and types only"
	@echo "make bench    measure the server against a bare one (ONLY=chat or ONLY=lighthouse measures that only)"
	@echo "make evaluate measure how well projects are recommended"
	@echo "make screens  take the pictures of docs/screens from the demo data"
	@echo "make torture  have people chat while everything breaks, for MINUTES=10, from SEED= if given"
	@echo "make lock     pin the dependencies of setup.cfg (UPGRADE=--upgrade takes the newest)"
	@echo "make clean    remove what was installed and built; the data in var/ stays"

# The front end: built by the machine's node, or by the one in .venv.
FRONT := static/dist/.built
FRONT_SOURCES := $(shell find static -maxdepth 1 -type f; find static/src static/public static/build)
NODE_IS_NEW := const [major, minor] = process.versions.node.split(".").map(Number); \
	process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1)
WITH_NODE := { node -e '$(NODE_IS_NEW)' 2>/dev/null && command -v npm >/dev/null; } \
	|| export PATH="$(CURDIR)/$(BIN):$$PATH";

run: $(VENV)/.embedded $(FRONT)
	@$(BIN)/python -m sidepro dev

test: check $(FRONT)
	@$(BIN)/python -m tests.browser.install
	@$(WITH_NODE) cd static && npm test
	$(BIN)/python -m pytest -n 3 || { [ $$? -eq 1 ] && $(ALONE); }

# What failed beside others is asked once more with the machine to itself (docs/adr/0017).
ALONE := $(BIN)/python -m pytest --last-failed --last-failed-no-failures none

front: static/node_modules/.installed
	@$(WITH_NODE) cd static && npm run dev

check: $(VENV)/.test static/node_modules/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@$(WITH_NODE) cd static && npm run lint && npm run check

bench: $(VENV)/.test $(FRONT)
	@$(if $(filter lighthouse,$(ONLY)),:,$(BIN)/python -m tests.benchmarks $(if $(ONLY),--only '$(ONLY)'))
	@$(if $(ONLY),:,$(BIN)/python -m tests.benchmarks.stories)
	@$(if $(ONLY),:,$(BIN)/python -m tests.benchmarks.images)
	@$(if $(ONLY),:,$(BIN)/python -m tests.benchmarks.similarities)
	@$(if $(filter-out lighthouse,$(ONLY)),:,$(BIN)/python -m tests.browser.install)
	@$(if $(filter-out lighthouse,$(ONLY)),:,$(BIN)/python -m tests.benchmarks.lighthouse)

screens: $(VENV)/.test $(FRONT)
	@$(BIN)/python -m tests.browser.install
	@$(BIN)/python -m tests.screens

torture: $(VENV)/.test
	@$(BIN)/python -m tests.faults --minutes $(or $(MINUTES),10) $(if $(SEED),--seed $(SEED))

evaluate: $(VENV)/.test
	@$(BIN)/python -m tests.evaluation

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null \
		|| { echo "SidePro needs Python 3.11 to 3.13, and there is no $(PYTHON) here." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; (3, 11) <= v < (3, 14) or sys.exit("SidePro needs \
	Python 3.11 to 3.13, and $(PYTHON) is %d.%d: name another one, as in make PYTHON=python3.12 run." % v[:2])'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "$(PYTHON) can't make environments: install python3-venv." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.embedded: requirements-embedded.txt $(VENV)/.made
	$(INSTALL) -r $<
	@touch $@

$(VENV)/.test: requirements-test.txt $(VENV)/.made
	$(INSTALL) -r $<
	@touch $@ $(VENV)/.embedded

static/node_modules/.installed: static/package-lock.json | $(VENV)/.embedded
	@echo "Installing what the front end is built with."
	@$(WITH_NODE) cd static && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

static/dist/.built: static/node_modules/.installed $(FRONT_SOURCES)
	@echo "Building the front end."
	@$(WITH_NODE) cd static && npm run build
	@touch $@

# uv has a place of its own, so that what pins the dependencies isn't one of them.
build/uv/bin/uv: | $(VENV)/.made
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv

COMPILE := build/uv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command 'make lock' $(UPGRADE) setup.cfg

lock: build/uv/bin/uv
	$(COMPILE) -o requirements.txt
	$(COMPILE) --extra tasks -c requirements.txt -o requirements-tasks.txt
	$(COMPILE) --extra embedded --extra tasks -c requirements-tasks.txt -o requirements-embedded.txt
	$(COMPILE) --extra embedded --extra tasks --extra test -c requirements-embedded.txt -o requirements-test.txt

clean:
	rm -rf $(VENV) build static/dist static/node_modules tests/benchmarks/lighthouse/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Cleaned. Data, if any, is still in var/."
