# make demo    set up, then run the invented stories of examples/ through the whole pipeline
# make test    set up, then run the tests
# make test-long  the long forms of tests: more kills, more orders, more generated documents and examples
# make test-servers  the tests that need real servers: fetches and starts them (needs Java 17 and Maven)
# make test-containers  the image and deploy/compose.yaml in real containers (as root; needs docker.io, debootstrap, Go)
# make chaos   the long form: 30 kills under load, a store that is away for a minute; writes chaos-report.json
# make chaos-embedded  200 kills of the commands of one machine, log, store and ledger lost; writes chaos-embedded.json
# make fuzz    throw generated documents at every parser, five minutes each, and print what comes of them, five more
# make docs    write the pages of docs/ that are made from the code
# make gold    what extraction is worth on the labelled stories, with 95 % intervals; what comes of whole events
# make check   lint, types, and the borders between the packages
# make bench   measure the pipeline on 20,000 generated updates
# make clean   remove what the other targets made
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2])' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# what is compiled is kept, whoever asks: a test run starts some hundred interpreters
export PYTHONDONTWRITEBYTECODE :=
READY := .venv/.ready
# a process more than cores: some tests wait
PARALLEL = --numprocesses $(shell $(BIN)/python -c 'import os; print(min(8, (os.cpu_count() or 1) + 1))') --dist worksteal
# more than a core each, for tests on servers mostly wait
SHARED := --numprocesses 4 --dist loadgroup --no-loadscope-reorder
ON_SERVERS := tests/chaos tests/deploy tests/eventlog tests/notify tests/page tests/schemas tests/servers tests/services tests/sinks tests/streams/test_faust_app.py

.PHONY: demo test test-long test-servers test-containers chaos chaos-embedded fuzz docs gold check bench clean requirements

demo: $(READY)
	$(BIN)/newsroom demo

test: $(READY)
	$(BIN)/python -m pytest $(PARALLEL)

test-long: $(READY)
	NEWSROOM_TEST_EXAMPLES=all $(BIN)/python -m pytest $(PARALLEL) -m "(long or hypothesis) and not servers"

test-servers: $(READY)
	NEWSROOM_TEST_SERVERS=1 $(BIN)/python -m pytest $(SHARED) -m "servers and not long" $(ON_SERVERS)

test-containers: $(READY)
	$(BIN)/python -m pytest -s --tb=short --maxfail=5 -m containers tests/containers

chaos: $(READY)
	NEWSROOM_TEST_SERVERS=1 NEWSROOM_TEST_CHAOS_KILLS=30 NEWSROOM_TEST_STORE_AWAY_SECONDS=60 \
		NEWSROOM_TEST_CHAOS_REPORT=chaos-report.json $(BIN)/python -m pytest -s tests/chaos tests/services/test_trouble.py

chaos-embedded: $(READY)
	$(BIN)/python -m tests.chaos.embedded --kills 200 --seed 1 --jobs 2 --report chaos-embedded.json

fuzz: $(READY)
	$(BIN)/python -m tests.fuzz.fuzzing --seconds 300
	$(BIN)/python -m tests.fuzz.printing --seconds 300

docs: $(READY)
	$(BIN)/python -m tests.docs.generate

gold: $(READY)
	$(BIN)/python -m tests.gold.report
	$(BIN)/python -m tests.gold.events
	$(BIN)/python -m tests.gold.pairs

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks.pipeline

$(READY): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "newsroom needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

requirements:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --output-file requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --extra plot --output-file requirements/plot.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --group dev --output-file requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--group build --output-file requirements/build.txt

clean:
	rm -rf .venv dist fuzz-findings .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache newsroom-data
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
