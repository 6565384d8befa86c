# make run, make test: all that is needed is Python 3.11+, make and a network of package registries.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
PARALLEL := -n 2 --dist worksteal
PYTHON_CODE := src tests bench tools hatch_build.py
NPM := $(BIN)/python tools/npm.py web
WEB := web/node_modules/.made
PAGE := $(shell find web/src web/public -type f) $(wildcard web/.npmrc web/*.html web/*.json web/*.js web/*.ts)
KERNEL := $(wildcard src/digitscope/engine/*.[ch]) tools/build_kernel.py tools/compilers.py

KILLS ?= 1000
SECONDS ?= 600

.DEFAULT_GOAL := help
.PHONY: help run test web check format slow browser peers kernel bench networks samples gallery screens golden hashes contract constraints kill faults fuzz release-check clean

help:  ## what there is to make
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/run  ## set up, read the sample images, open the lab
	@$(BIN)/digitscope read --samples --pictures
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/digitscope lab; \
	  else echo "The lab opens where a person sits: $(BIN)/digitscope"; fi

test: $(VENV)/check web  ## set up, and run the tests
	$(PYTEST) $(PARALLEL) tests src --doctest-modules

web: $(WEB)  ## the front end's own tests
	$(NPM) test

check: $(VENV)/check $(WEB)  ## linters, types, then the tests
	$(BIN)/ruff check $(PYTHON_CODE)
	$(BIN)/ruff format --check $(PYTHON_CODE)
	$(BIN)/mypy
	$(NPM) run check
	$(MAKE) test

format: $(VENV)/check $(WEB)  ## put the code into its usual shape
	$(BIN)/ruff check --fix $(PYTHON_CODE)
	$(BIN)/ruff format $(PYTHON_CODE)
	$(NPM) run format

slow: $(VENV)/check $(WEB)  ## the long tests: kill loops, fuzzing, all of the lab
	$(PYTEST) $(PARALLEL) tests -m slow

browser: $(VENV)/check $(WEB)  ## the long tests of the lab in a browser
	$(PYTEST) $(PARALLEL) tests/browser -m slow

peers: $(VENV)/peers  ## outputs, gradients and training against PyTorch and others
	$(PYTEST) tests -m peers

kernel: $(VENV)/compilers  ## the kernel under other compilers, sanitizers, and on ARM
	$(PYTEST) $(PARALLEL) tests -m compilers

bench: $(VENV)/peers  ## measure: speed beside all peers, reading, other people's digits, the lab
	$(BIN)/digitscope bench --output bench/results
	$(BIN)/python bench/many.py
	$(BIN)/python bench/grid_search.py
	$(BIN)/python bench/start.py
	$(BIN)/python bench/reading.py
	$(BIN)/python bench/handwriting.py
	$(BIN)/python bench/lab.py
	$(BIN)/python bench/knobs.py

networks: $(VENV)/check  ## make the shipped networks again from MNIST's training images
	$(BIN)/python tools/make_networks.py

kill: $(VENV)/check  ## kill training a thousand times: nothing lost, the same bits (KILLS=1000)
	PYTHONPATH=tests $(BIN)/python -m hardening.kill --kills $(KILLS)

faults: $(VENV)/check  ## every operation of storage fails, the power goes, checkpoints are damaged
	PYTHONPATH=tests $(BIN)/python -m hardening.faults

fuzz: $(VENV)/check  ## hostile images, networks, data sets, checkpoints, messages (SECONDS=600 each, TARGETS="idx csv" for these alone)
	PYTHONPATH=tests $(BIN)/python -m hardening.fuzz --seconds $(SECONDS) $(TARGETS)

release-check: $(VENV)/check  ## build sdist and wheel, install the wheel on a bare machine, use it
	$(BIN)/python tools/release_check.py

samples: $(VENV)/check  ## make the sample images again
	$(BIN)/python tools/make_samples.py

gallery: $(VENV)/check  ## draw the gallery again
	$(BIN)/python tools/make_gallery.py

screens: $(VENV)/check  ## take the pictures of the lab again, with Chromium
	$(BIN)/python tools/make_screens.py

golden: $(VENV)/peers  ## make the golden file again with PyTorch in float64
	$(BIN)/python tools/make_golden.py

hashes: $(VENV)/check  ## write anew what the kernel gives, bit for bit
	$(BIN)/python tools/make_hashes.py

contract: $(VENV)/check  ## write the numbers again that the front end is held to
	$(BIN)/python tools/make_contract.py

constraints: $(VENV)/check  ## settle all versions anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --no-header --no-annotate --python-version 3.11 --extra check --extra compilers --extra peers --quiet --upgrade pyproject.toml -o constraints.txt

clean:  ## forget the set-up
	rm -rf $(VENV) web/node_modules src/digitscope/_static src/digitscope/engine/_kernel.* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "digitscope needs Python 3.11 or newer; say which: make run PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run: $(VENV)/made pyproject.toml constraints.txt hatch_build.py $(PAGE) $(KERNEL)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/check: $(VENV)/made pyproject.toml constraints.txt hatch_build.py $(PAGE) $(KERNEL)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[check]'
	@touch $@ $(VENV)/run

$(VENV)/peers: $(VENV)/check
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[peers]'
	@touch $@

$(VENV)/compilers: $(VENV)/check
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[compilers]'
	@touch $@

$(WEB): $(VENV)/check web/package.json web/package-lock.json
	$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
