# make run    set up what is missing and open the app
# make test   the same set-up, then lint, types, import rules and all tests; WORKERS=8 on a machine of eight cores
# make sabotage  every proof in every torch of which a mechanism is broken; takes half an hour
# make browser   the served app and the page of statistics in a real Chromium (CHROMIUM=/usr/bin/chromium)
# make cluster   the slow tests of torchrun, and those of Ray, which it installs
# make anki      the same histories in a real Anki, which it installs in .venv-anki: figures, there and back, the fit
# make bench-anki  what these figures take over half a million reviews, beside Anki's graphs
# make screenshots  every screen as a picture; SCENES="note flags" draws only these, and review the README's too

PYTHON   ?= python3
PIP_ARGS ?=
BIN      := .venv/bin
WORKERS  ?= 3

.PHONY: run test lint format types imports pytest sabotage cluster browser anki
.PHONY: bench bench-anki bench-proofs soak screenshots clean

run: .venv/run
	@$(BIN)/studyapp

test: lint types imports pytest

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: .venv/test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: .venv/test
	$(BIN)/mypy

imports: .venv/test
	$(BIN)/lint-imports

pytest: .venv/test
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup

soak: .venv/test
	$(BIN)/python -m benchmarks.soak

sabotage: .venv/test
	$(BIN)/pytest -n 2 -m sabotage

cluster: .venv/test
	$(BIN)/pip install --disable-pip-version-check $(PIP_ARGS) -e ".[ray]"
	$(BIN)/pytest -m cluster

browser: .venv/test
	$(BIN)/pip install --disable-pip-version-check $(PIP_ARGS) -e ".[serve]" playwright
	$(BIN)/pytest -m browser

anki: .venv/test .venv-anki/done
	$(BIN)/pytest -m anki

bench: .venv/test
	$(BIN)/python -m benchmarks

bench-anki: .venv/test .venv-anki/done
	$(BIN)/python -m benchmarks anki

bench-proofs: .venv/test
	$(BIN)/python -m benchmarks proofs keys ending

screenshots: .venv/test
	$(BIN)/python -m benchmarks.screenshots $(SCENES)

clean:
	rm -rf .venv .venv-anki .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build

# Each file below .venv or .venv-anki marks a finished set-up; it is made again when what it installs has changed.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "studyapp needs Python 3.11 or newer; $(PYTHON) is older. Name another: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run: requirements.txt pyproject.toml | .venv/bin/pip
	$(BIN)/pip install --disable-pip-version-check $(PIP_ARGS) -r requirements.txt
	$(BIN)/pip install --disable-pip-version-check $(PIP_ARGS) --no-deps -e .
	@touch $@

.venv/test: requirements-dev.txt .venv/run
	$(BIN)/pip install --disable-pip-version-check $(PIP_ARGS) -r requirements-dev.txt
	@touch $@

.venv-anki/done: requirements-anki.txt
	$(PYTHON) -m venv .venv-anki
	.venv-anki/bin/pip install --disable-pip-version-check $(PIP_ARGS) -r requirements-anki.txt
	@touch $@
