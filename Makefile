# build: set up everything and build the example into dist/.  test: set up everything and run every test.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
# Debian's packages that a fresh machine lacks; installed only when what they bring is missing.
APT := DEBIAN_FRONTEND=noninteractive $(if $(filter 0,$(shell id -u)),,sudo) apt-get

.PHONY: build test matrix browsers fuzz lint types check-dist lock clean

build: $(VENV)/installed
	$(BIN)/oneflow-snippet build --config examples/acme.yaml --out dist

test: $(VENV)/test-ready tests/node_modules/.package-lock.json tests/sites/node_modules/.package-lock.json browsers
	@{ command -v hugo && command -v jekyll; } > /dev/null || { $(APT) update && $(APT) install -y --no-install-recommends hugo jekyll; }
	$(BIN)/python -m pytest --ignore tests/e2e
	$(BIN)/python -m pytest tests/e2e --numprocesses 2 --matrix=check

# Every figure of benchmarks/RESULTS.md, written anew.
bench: $(VENV)/test-ready benchmarks/node_modules/.package-lock.json
	@command -v chromium > /dev/null || { $(APT) update && $(APT) install -y chromium; }
	$(BIN)/python -m benchmarks

# The scenarios in every engine, and what came of them: docs/browser-matrix.md.
matrix: $(VENV)/test-ready tests/node_modules/.package-lock.json browsers
	$(BIN)/python -m pytest tests/e2e --numprocesses 2 -m scenario --matrix=write

browsers:
	@{ command -v chromium && command -v firefox-esr && command -v Xvfb && ls /usr/lib/*/webkit2gtk-4.1/MiniBrowser; } > /dev/null 2>&1 || \
		{ $(APT) update && $(APT) install -y chromium firefox-esr libwebkit2gtk-4.1-0 xvfb; }

# Goes on until it is stopped, or for FUZZ_SECONDS.
fuzz: $(VENV)/test-ready tests/node_modules/.package-lock.json
	$(BIN)/python -m pytest tests/compiler -m fuzz --hypothesis-profile fuzz \
		--fuzz-seconds $(or $(FUZZ_SECONDS),0)

lint: $(VENV)/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/test-ready
	$(BIN)/mypy

check-dist: $(VENV)/installed
	$(BIN)/oneflow-snippet build --config examples/acme.yaml --out dist --check --diff

# The exact versions that tests run with, for every machine.
lock: $(VENV)/test-ready
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links \
		--no-emit-trusted-host --extra mkdocs --extra sphinx \
		--output-file requirements/dev.txt pyproject.toml requirements/dev.in

clean:
	rm -rf $(VENV) tests/node_modules tests/sites/node_modules

$(VENV)/bin/python:
	@python3 -c 'import ensurepip' 2> /dev/null || { $(APT) update && $(APT) install -y python3-venv; }
	python3 -m venv $(VENV)

$(VENV)/installed: pyproject.toml requirements/dev.txt $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --use-pep517 --constraint requirements/dev.txt --editable .
	touch $@

$(VENV)/test-ready: requirements/dev.txt $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --use-pep517 --requirement requirements/dev.txt
	touch $@

# No package needs its install script, and some would fetch something.
tests/node_modules/.package-lock.json: tests/package-lock.json
	npm ci --prefix tests --ignore-scripts --no-audit --no-fund
	touch $@

tests/sites/node_modules/.package-lock.json: tests/sites/package-lock.json
	npm ci --prefix tests/sites --ignore-scripts --no-audit --no-fund
	touch $@
