# Two commands need nothing but Python 3.11 or newer with pip and venv:
#   make demo    crawl the sample newsroom and show what an archive is
#   make test    run every check; make test-quick those that take no minute
# Another Python: make test PYTHON=/path/to/python3.12

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# Crawls wait: twice as many at a time as there are cores; without them as many. A file stays in one
# process, which makes what its tests share once. The files that take longest come first.
PYTEST := $(BIN)/python -m pytest --dist loadfile --no-loadscope-reorder
CORES := $$(getconf _NPROCESSORS_ONLN)

.PHONY: help demo test test-quick bench fuzz soak docs docs-current pictures pins setup clean
.DELETE_ON_ERROR:

help:
	@echo "make demo          crawl the sample newsroom on this machine, show the archive it gives"
	@echo "make test          lint, format, types and tests"
	@echo "make test-quick    the same without crawls, clusters, browsers and long searches for mistakes"
	@echo "make bench         measure saving, reading again and crawling; with CORPORA=FOLDER reading too"
	@echo "make fuzz          read damaged pages for a minute, with FOLDER=PAGES MINUTES=60 longer;"
	@echo "                   then look for inputs that break a promise of the tests, each time elsewhere"
	@echo "make soak          kill crawls and all that writes, fuzz for an hour (MINUTES=60), watch memory over 5,000 pages"
	@echo "make docs          build the documentation site in build/docs; needs no network"
	@echo "make docs-current  write the generated parts of docs/ again"
	@echo "make pictures      take the pictures of docs/screenshots again; needs Chromium"
	@echo "make pins          take the newest packages into constraints.txt"
	@echo "make clean         remove what these commands made"

demo: $(READY)
	@$(BIN)/python fixtures/demo.py

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST) -n $$((2 * $(CORES)))

test-quick: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST) -n $(CORES) -m 'not slow' --hypothesis-profile quick

bench: $(READY)
	$(BIN)/python benchmarks/archive.py
	$(BIN)/python benchmarks/reparse.py
	$(BIN)/python benchmarks/crawl.py
	$(if $(CORPORA),$(BIN)/python benchmarks/extraction.py '$(CORPORA)')

fuzz: $(READY)
	nice $(BIN)/python benchmarks/fuzz.py '$(or $(FOLDER),fixtures)' --minutes $(or $(MINUTES),1)
	nice $(PYTEST) -n $(CORES) -m 'hypothesis and not slow' --hypothesis-profile search

soak: $(READY)
	nice $(BIN)/python benchmarks/soak.py --kills $(or $(KILLS),100)
	nice $(BIN)/python benchmarks/kills.py --kills $(or $(KILLS),200)
	nice $(BIN)/python benchmarks/fuzz.py '$(or $(FOLDER),fixtures)' --minutes $(or $(MINUTES),60)
	nice $(BIN)/python benchmarks/crawl.py --memory --pages 5000

# The variable hides an advertisement for the next version.
docs: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "The site is in build/docs. To search it, serve it: python3 -m http.server --directory build/docs"

docs-current: $(READY)
	$(BIN)/cog -I docs -r docs/*.md

pictures: $(READY)
	NEWSCLIP_SCREENSHOTS=docs/screenshots $(BIN)/python -m pytest -q tests/newsclip/test_browse_chromium.py

# The newest packages that pyproject.toml allows become the pinned ones.
pins:
	PYTHON='$(PYTHON)' .ci/pin

setup: $(READY)

# Made again when the pins change, when the folder was moved (programs in .venv name it), or when
# another Python is asked for.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
else ifneq ($(if $(PYTHON),$(shell $(PYTHON) -V 2>&1)),$(if $(PYTHON),$(shell $(BIN)/python -V 2>&1)))
.PHONY: $(READY)
endif

$(READY): pyproject.toml constraints.txt
	@PYTHON='$(PYTHON)' .ci/setup

clean:
	rm -rf $(VENV) demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
