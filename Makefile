# Two commands are enough on a fresh Debian 12: `make demo` and `make test`.
# Each sets up what it needs (as root or with sudo) and says what it does.

PYTHON := .venv/bin/python
OUT ?= out/$@
P ?= padron

.PHONY: help setup demo test check unit visit bench messages clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## system packages and .venv, only what is missing
	@image-build/setup.sh kiosk build bench test

demo: setup  ## the kiosk with its simulated world; open the page it names
	@.venv/bin/kiosk-bench

test: setup check unit  ## everything that CI checks

check:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

unit:
	$(PYTHON) -m pytest

visit: setup  ## a scripted visit on the real screen: make visit P=padron OUT=dir
	@$(PYTHON) -m agent.bench.visit P=$(P) OUT=$(OUT)

bench: setup  ## the figures, as JSON
	@$(PYTHON) -m tests.bench

messages:  ## collect the sentences to translate into flows/locale
	.venv/bin/pybabel -q extract -k plural:1,2 --no-location --sort-output -o out/kiosk.pot flows agent
	for locale in ca@valencia en; do \
	    .venv/bin/pybabel -q update -D kiosk -i out/kiosk.pot --no-fuzzy-matching --omit-header \
	        -o flows/locale/$$locale/LC_MESSAGES/kiosk.po -l en; done

clean:
	rm -rf out var build .pytest_cache .mypy_cache .ruff_cache .hypothesis
