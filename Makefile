# `make` shows the targets. Each one does its own set-up.
PYTHON ?= python3
BIN := .venv/bin
TESTS ?= tests

.PHONY: help demo test check unit lint types contracts bench profile accuracy train faults scale fuzz hostile image docs clean

help:  ## show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/runtime: requirements/runtime.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/runtime requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: .venv/runtime  ## run the main job on a sample mailbox and show what was stored
	$(BIN)/raccolta demo

test: check  ## everything: real Dovecot, PostgreSQL, Tesseract and LibreOffice, which it installs through apt if it may
	tests/install-services
	$(BIN)/pytest -q -n auto --dist loadscope --ignore=tests/unit --ignore=tests/architecture $(TESTS)

check: lint types contracts unit  ## format, lint, types, import contracts, and the tests that need no server

lint: .venv/dev
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .

types: .venv/dev
	$(BIN)/mypy

contracts: .venv/dev
	$(BIN)/lint-imports --no-cache >/tmp/raccolta-contracts.$$$$ 2>&1 && rm -f /tmp/raccolta-contracts.$$$$ || { cat /tmp/raccolta-contracts.$$$$; rm -f /tmp/raccolta-contracts.$$$$; exit 1; }

unit: .venv/dev  ## the tests that need no server
	$(BIN)/pytest -q -n auto tests/unit tests/architecture

faults: .venv/dev  ## the long run of the fault rig
	FAULTS=long $(BIN)/pytest -s tests/faults

scale: .venv/dev  ## the long runs past one machine: workers killed over 20,000 mails; two hosts, one cut off (needs root)
	$(BIN)/python -m tests.scale.killed
	$(BIN)/python -m tests.scale.hosts

fuzz: .venv/dev  ## spoil specimens and read them for SECONDS (600), beginning with SEED; finds go to build/fuzz
	nice $(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),600) --seed $(or $(SEED),5973)

hostile: .venv/dev  ## take in mails made to harm and print what became of each; ENGINE=postgresql for the other engine
	$(BIN)/python -m tests.hostile --engine $(or $(ENGINE),sqlite) $(FOLDER)

.venv-peers/done: requirements/peers.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/peers.txt
	@touch $@

bench: .venv/dev .venv-peers/done  ## every bar of speed in one run, met or not; then text and ticks beside other readers
	$(BIN)/python -m tests.bench $(BENCH)
	$(BIN)/python -m tests.bench.text

profile: .venv/dev  ## where the time of reading and of storing goes, to build/reading.prof and build/storing.prof
	$(BIN)/python -m tests.bench.profile

accuracy: .venv/dev  ## what is right on the labelled corpus, against the committed scoreboard
	$(BIN)/python -m tests.accuracy $(ADOPT) $(ACCURACY)

train: .venv/dev  ## teach the models anew from the labelled texts: the same bytes every time
	$(BIN)/python -m tests.learning

image: .venv/dev  ## replay the Dockerfile's install lines in a clean Debian root (needs root and debootstrap)
	.ci/replay-dockerfile

clean:  ## remove what was built
	rm -rf .venv .venv-peers build raccolta-demo *.egg-info

docs: .venv/dev  ## write the tables and the picture of the documentation anew (the picture needs Graphviz)
	$(BIN)/python docs/fill.py
	$(BIN)/python docs/draw_data_model.py
