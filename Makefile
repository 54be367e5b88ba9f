# make serve    index the bundled sample (or SITE=...) and answer on http://127.0.0.1:8000
# make test     the whole suite
# make explore  the tests that make up their examples, with new ones; make test takes the same ones each time
# make check    style, types and layers
# make bench    speed and memory
# make eval     retrieval on the labelled sets in DATA, written into docs/evaluation.md (hours on two cores)

PYTHON ?= python3
SITE ?= sample
DATA ?= ../shared/data
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
INSTALLED := .venv/installed
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: install serve test explore browser check bench eval
.DELETE_ON_ERROR:

install: $(INSTALLED)

# torch comes first and alone: a resolver that meets it as somebody's dependency may take a far larger build.
$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt torch==2.13.0
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

# A site of which some pages failed (status 3) is served all the same.
serve: install
	$(BIN)/askdocs sync $(SITE) || [ $$? -eq 3 ]
	$(BIN)/askdocs serve --host $(HOST) --port $(PORT)

# By file, so that what a file's tests share is made once.
test: install browser
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

explore: install
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile -m hypothesis --hypothesis-profile explore

# What the web pages are tested in; it is installed where there is none.
browser: install
	$(BIN)/python -m tests.web.install

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install browser
	$(BIN)/python -m tests.benchmarks.speed
	$(BIN)/python -m tests.benchmarks.ingest
	$(BIN)/python -m tests.benchmarks.http $(wildcard $(DATA))
	$(BIN)/python -m tests.benchmarks.pages
	$(BIN)/python -m tests.benchmarks.workers

eval: install
	$(BIN)/python -m tests.benchmarks.retrieval $(DATA)
