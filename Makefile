# `make demo` and `make test` do all of their own set-up: a virtual environment in .venv, an install, and a run.
# They need Python 3.11 or newer and a package index; nothing else. `make test` installs Chromium where it can (Debian,
# as root or with sudo), and skips the tests that need it where it cannot.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROFILE ?= dev

.PHONY: demo test test-cluster lint types layers browser unit bench bench-reading bench-page pictures docs clean

demo: $(VENV)/.demo
	$(BIN)/holdfire demo holdfire-demo

test: $(VENV)/.dev lint types layers browser unit

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

layers: $(VENV)/.dev
	$(BIN)/lint-imports

browser:
	@scripts/install-debian browser

unit: $(VENV)/.dev
	$(BIN)/pytest -n auto --ignore tests/cluster

# A real Ray of two nodes and a real Spark of two executors on this machine; one after the other, since some are killed.
test-cluster: $(VENV)/.cluster
	@scripts/install-debian java
	$(BIN)/pytest -n 0 tests/cluster --durations=5

bench: $(VENV)/.bench bench-reading
	$(BIN)/python -m bench.assess --rows 1000000 --json
	$(BIN)/python -m bench.matching --records 130000 --json
	$(BIN)/python -m bench.matching_articles --json
	$(BIN)/python -m bench.engines --rows 1000000 --json

bench-reading: $(VENV)/.bench
	$(BIN)/python -m bench.reading --json

bench-page: $(VENV)/.bench browser
	$(BIN)/python -m bench.page

pictures: $(VENV)/.dev browser
	$(BIN)/python -m bench.pictures

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "holdfire needs Python 3.11 or newer, found " + sys.version)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: $(VENV)/bin/python pyproject.toml constraints.txt hatch_build.py basemap/package-lock.json
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml constraints.txt hatch_build.py basemap/package-lock.json
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@ $(VENV)/.demo

# Older versions of pip stumble over what the rivals ask of lxml.
$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=24'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	touch $@

$(VENV)/.cluster: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[ray,spark]'
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
