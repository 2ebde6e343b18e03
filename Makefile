# Porchlight: the few commands that a person needs.
#
#   make serve   a sample community on this machine, reached with ssh
#   make test    every check and every test
#   make help    the rest
#
# Each sets up its own virtual environment in .venv first, which takes a minute the first time and nothing after that.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# The Python to build with; empty: the first of the usual names that is new enough.
PYTHON ?=
# Files of tests that run at the same time: one more than cores, since many of them wait for a terminal, and no more than 5.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1); if [ "$$n" -gt 4 ]; then n=4; fi; expr $$n + 1)
# Where the sample community listens, and where it is kept.
LISTEN ?= 127.0.0.1:2222
DATA ?= var/demo

.DEFAULT_GOAL := help
.PHONY: help setup serve test check format bench clients pins

help:
	@echo 'make serve    make a sample community and serve it on $(LISTEN)'
	@echo 'make test     set up, check and test everything'
	@echo 'make setup    only build the virtual environment in $(VENV)'
	@echo 'make check    ruff, mypy and the import contracts'
	@echo 'make format   let ruff format the code'
	@echo 'make bench    measure the hub beside a bare SSH server'
	@echo 'make pins     choose the versions in constraints.txt anew'

setup: $(READY)

# The build backend is installed first, from the pins, so that nothing that is not pinned takes part.
$(READY): pyproject.toml constraints.txt
	@set -e; \
	python='$(PYTHON)'; \
	if [ -z "$$python" ]; then \
	  for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	    if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$each; break; fi; \
	  done; \
	fi; \
	if [ -z "$$python" ]; then \
	  echo 'Porchlight needs Python 3.11 or later: install it, or name it with make PYTHON=/path/to/python3.' >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	  echo "Porchlight needs Python 3.11 or later, and $$python is not that: name another with make PYTHON=/path/to/python3." >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
	  echo "$$python cannot make a virtual environment: install its venv module (Debian, Ubuntu: apt-get install python3-venv)." >&2; exit 1; \
	fi; \
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  echo 'Setting up in $(VENV); this takes a minute the first time.'; \
	  "$$python" -m venv --clear $(VENV); \
	fi; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt hatchling editables; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -c constraints.txt -e '.[dev]'; \
	touch $(READY)

serve: setup
	@exec $(BIN)/porchlight demo --serve --listen $(LISTEN) --data $(DATA)

test: clients check
	$(BIN)/pytest -n $(WORKERS) --dist loadfile

check: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: setup
	@exec $(BIN)/python -m tests.bench

# The end-to-end tests come in with other people's clients: OpenSSH, PuTTY's plink and Dropbear's dbclient.
clients:
	@missing=''; \
	command -v ssh >/dev/null && command -v ssh-keygen >/dev/null || missing="$$missing openssh-client"; \
	command -v plink >/dev/null && command -v puttygen >/dev/null || missing="$$missing putty-tools"; \
	command -v dbclient >/dev/null && command -v dropbearconvert >/dev/null || missing="$$missing dropbear-bin"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing the SSH clients that the tests use:$$missing"; \
	  DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; \
	  { apt-get install -qq -y --no-install-recommends $$missing || \
	    { apt-get update -qq && apt-get install -qq -y --no-install-recommends $$missing; }; } >/dev/null || \
	    { echo "The tests need these packages, and installing them failed:$$missing" >&2; exit 1; }; \
	else \
	  echo "The tests use more SSH clients than this machine has; please install (Debian, Ubuntu: apt-get install)$$missing" >&2; \
	  exit 1; \
	fi

# Chosen with the oldest Python that is supported, in an environment that is thrown away; the file holds names and
# versions only, so that it fits any index.
pins:
	@set -e; \
	place=$$(mktemp -d); \
	trap 'rm -rf "$$place"' EXIT; \
	python3.11 -m venv "$$place"; \
	"$$place/bin/pip" install --quiet --upgrade pip; \
	"$$place/bin/pip" install --quiet --upgrade '.[dev]'; \
	{ echo '# The exact versions that the checks and tests were run with. Made by `make pins`; do not edit.'; \
	  "$$place/bin/pip" freeze --exclude porchlight-hub; } > constraints.txt.new; \
	mv constraints.txt.new constraints.txt; \
	wc -l constraints.txt
