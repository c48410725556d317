# The commands of the project; `make` alone lists them. Each sets up what is missing first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin
SETUP := $(PYTHON) scripts/setup.py
OUT ?= out
NAME ?=
ARGS ?=

.PHONY: help run setup test check test-hard build bench tour i18n lock opencart-bridge
.DEFAULT_GOAL := help

help:  ## this list
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/make \1|\2/p' Makefile | column -t -s '|'

run:  ## start Kolli (without a display: the tour)
	@$(SETUP) run
	@$(VENV)/python scripts/run.py --out $(OUT)/tour $(ARGS)

setup:  ## set up everything that run, test and check need
	@$(SETUP) test

test:  ## all tests, off screen (ARGS="-k packing" for some)
	@$(SETUP) test
	@$(VENV)/python scripts/test.py $(ARGS)

check:  ## format, style, types and import rules
	@$(SETUP) test
	$(VENV)/ruff format --check
	$(VENV)/ruff check
	$(VENV)/mypy
	$(VENV)/lint-imports

test-hard:  ## the long harnesses: kills, power cuts, histories (ARGS="-k kill" for one)
	@$(SETUP) test
	$(VENV)/python -m pytest -m hard -o timeout=0 -s $(ARGS)

build:  ## the program people get, in dist/kolli
	@$(SETUP) build
	$(VENV)/pyinstaller --noconfirm --log-level WARN build.spec
	QT_QPA_PLATFORM=offscreen dist/kolli/kolli --data build/shop doctor
	QT_QPA_PLATFORM=offscreen dist/kolli/kolli tour --out $(OUT)/tour-built
	@du -sh dist/kolli

bench:  ## one figure beside its floor: make bench NAME=scan
	@$(SETUP) bench
	@if [ -z "$(NAME)" ]; then echo "make bench NAME=one of:"; ls benchmarks | sed -n '/^common/d; s/^\([a-z].*\)\.py$$/  \1/p'; else \
	$(VENV)/python -m benchmarks.$(NAME) $(ARGS); fi

tour:  ## the whole program, driven; pictures and papers in out/tour
	@$(SETUP) run
	$(VENV)/python -m desktop tour --out $(OUT)/tour $(ARGS)

opencart-bridge:  ## our module for OpenCart shops, as zips in dist/opencart-bridge
	@$(SETUP) run
	@$(VENV)/python scripts/opencart_bridge.py

i18n:  ## bring resources/i18n up to date with the texts in the code
	@$(SETUP) test
	$(VENV)/python scripts/i18n.py

lock:  ## make the lock files again from pyproject.toml (ARGS=--upgrade for newer versions)
	@$(SETUP) test
	$(VENV)/python scripts/lock.py $(ARGS)
