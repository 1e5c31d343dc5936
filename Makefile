# make run: the main job · make test: all tests · both set themselves up in .venv
PYTHON ?= python3
BIN := .venv/bin
SHARED ?= ../shared
OUT ?= out

.PHONY: run test setup lint score model browser docs clean notebooks fuzz mutation audit

# What is compiled is compiled anew where a source changed; POLICYTEXT_PURE=1 leaves all in Python.
SOURCES := pyproject.toml hatch_build.py $(if $(POLICYTEXT_PURE),,$(wildcard src/policytext/*.py))

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

setup: .venv/.ready

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "policytext needs Python 3.11 or later: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv

.venv/.library: $(SOURCES) | .venv/pyvenv.cfg
	$(PIP) '.[fast,docx,pdf,xlsx]'
	touch $@

.venv/.ready: $(SOURCES) | .venv/pyvenv.cfg
	$(PIP) '.[dev]'
	touch $@ .venv/.library

run: .venv/.library
	$(BIN)/policytext extract corpus/articles -o $(OUT) --force

test: setup
	$(BIN)/python -m pytest -n auto

# Figures against reference annotations: the project's own, and the shared ones where they are there.
score: setup
	$(BIN)/python bench/gate.py
	@if [ -f $(SHARED)/gold/dev.jsonl ]; then \
	  $(BIN)/policytext extract $(SHARED)/gold/dev.jsonl -o out/dev.jsonl --force --quiet && \
	  $(BIN)/python $(SHARED)/score/score.py out/dev.jsonl $(SHARED)/gold/dev.jsonl; \
	else echo "No shared reference annotations beside this checkout: only the project's own were scored."; fi

lint: setup
	$(BIN)/ruff check src tests bench hatch_build.py
	$(BIN)/ruff format --check src tests bench hatch_build.py
	$(BIN)/mypy

# Inputs of strangers to every public function, ten million in all (some twenty minutes); FUZZ=100000 for fewer.
FUZZ ?= 10000000
SEED ?= 1
fuzz: setup
	$(BIN)/python fuzz/run.py --inputs $(FUZZ) --seed $(SEED)

# How many small faults the tests notice (some ten minutes).
mutation: setup
	$(BIN)/python bench/mutation.py

# Known weaknesses and licences of all that the library brings with it. Without a network: ADVISORIES=a copy of
# PyPA's advisory-database.
audit: setup
	$(BIN)/python bench/licences.py
ifdef ADVISORIES
	$(BIN)/python bench/advisories.py $(ADVISORIES)
	$(BIN)/python bench/advisories.py $(ADVISORIES) --lowest
else
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/python -m pip_audit --skip-editable
endif

clean:
	rm -rf .venv out build dist
	find src -name '*.so' -delete

model: setup
	$(BIN)/policytext themes train corpus/themes -o src/policytext/data/themes.npz --card corpus/themes/MODEL.md

# The explorer in a real browser: Debian's Chromium, a Chinese font and Playwright's driver, then its tests.
# Screenshots are left in out/screenshots.
browser: setup
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,browser]'
	$(BIN)/python -m pytest tests/test_browser.py

# The reference page from the docstrings.
docs: setup
	$(BIN)/python docs/make_reference.py

# Runs the notebooks and stores their outputs.
notebooks: setup
	$(BIN)/python notebooks/execute.py
