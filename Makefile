# One command for each thing one does here; `make help` lists them.
# Every step runs only when what it depends on has changed.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON := .venv/bin/python

SYNCED := .venv/.synced
SYNCED_DEV := .venv/.synced-dev
COMPILED := .venv/.compiled
MODULES := widget/node_modules/.package-lock.json
BUILT := widget/dist/.built
SOURCES := $(shell find actions connectors -name '*.py')
WIDGET_SOURCES := $(shell find widget -type f -not -path '*/node_modules/*' -not -path '*/dist/*')

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: install
install: $(SYNCED) $(COMPILED) $(BUILT) ## install what `make run` needs

.PHONY: run
run: install ## start everything on this machine: http://127.0.0.1:8000/
	@$(PYTHON) -m connectors.stack run

.PHONY: train
train: $(SYNCED) ## train the guide, if its data has changed
	@$(PYTHON) -m connectors.stack train

.PHONY: shell
shell: $(SYNCED) ## talk to the guide in this terminal
	@$(PYTHON) -m connectors.stack shell

.PHONY: validate
validate: $(SYNCED) ## check the designers' data: domain, NLU, rules, stories, catalog, knowledge
	TF_CPP_MIN_LOG_LEVEL=3 $(PYTHON) -W ignore -m connectors.nlu.validate
	$(PYTHON) -m connectors.nlu.translations
	$(PYTHON) -m connectors.catalog --check
	$(PYTHON) -m connectors.knowledge --check

.PHONY: eval-nlu
eval-nlu: $(SYNCED_DEV) ## measure understanding by language, see docs/understanding.md
	@$(PYTHON) -W ignore -m bench.nlu

.PHONY: faults
faults: $(SYNCED_DEV) ## kill everything, in turn and at random, while people talk: FAULTS="--seconds 60 --seed 7"
	@$(PYTHON) -W ignore -m tests.faults $(FAULTS)

.PHONY: pictures
pictures: $(SYNCED_DEV) $(BUILT) ## take screenshots of all that people see, into results/pictures and docs/images
	@CHROMIUM=$$(bin/chromium) $(PYTHON) -W ignore -m tests.pictures $(PICTURES)

.PHONY: bench-start
bench-start: $(SYNCED) $(BUILT) ## measure the start, beside stock Rasa
	@$(PYTHON) -m bench.start

.PHONY: bench-turns
bench-turns: $(SYNCED_DEV) ## measure the time of a turn, beside stock Rasa
	@SQLALCHEMY_SILENCE_UBER_WARNING=1 $(PYTHON) -W ignore -m bench.turns

.PHONY: bench-rooms
bench-rooms: $(SYNCED_DEV) ## measure rooms under load, beside three peers
	@$(PYTHON) -W ignore -m bench.rooms

.PHONY: bench
bench: bench-start bench-turns bench-rooms eval-nlu ## run every measurement

.PHONY: lint
lint: $(SYNCED_DEV) $(MODULES) ## check style and types
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	bin/npm run check

.PHONY: test
test: $(SYNCED_DEV) $(COMPILED) $(BUILT) ## run every check and test
	@bin/test

# Compiled when installed, for machines where Python is told to keep no bytecode: else each process
# of each start compiles all it imports.
$(SYNCED): pyproject.toml uv.lock
	bin/uv sync --frozen --no-dev --inexact --compile-bytecode
	@touch $@

$(SYNCED_DEV): pyproject.toml uv.lock
	bin/uv sync --frozen --compile-bytecode
	@touch $(SYNCED) $@

$(COMPILED): $(SOURCES) | $(SYNCED)
	@$(PYTHON) -m compileall -q actions connectors
	@touch $@

$(MODULES): widget/package-lock.json | $(SYNCED)
	bin/npm ci
	@touch $@

$(BUILT): $(MODULES) $(WIDGET_SOURCES)
	bin/npm run build
	@touch $@
