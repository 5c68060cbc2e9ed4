# The verbs of this project: `make help` lists them. Everything lives in .venv and var; nothing else is touched.

VENV := .venv
IN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
WORKERS ?= 3
unexport PYTHONDONTWRITEBYTECODE  # what many processes import is compiled once
PYTEST = $(IN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help run test check format messages lock clean benchmarks growth statements understanding chaos chaos-short simulate simulate-mutants browser venv installed installed-for-tests

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-16s %s\n", $$1, $$2 }'

run: installed ## start the shop (PORT=8000, SHOP_DATA_DIR=var/)
	@exec $(IN)/shop run

test: installed-for-tests ## the whole default suite
	@$(PYTEST) -n $(WORKERS) --dist worksteal -rs $(ARGS)

check: installed-for-tests ## format, lint, types, dependency rule, rules of the house
	@$(IN)/ruff format --check .
	@$(IN)/ruff check .
	@$(IN)/mypy
	@$(IN)/lint-imports --no-cache
	@$(PYTEST) tests/architecture tests/flows/test_catalogs.py tests/flows/test_graph.py

messages: installed-for-tests ## collect the texts of flows/ and pages into each language, renew the graph of the dialogues
	@$(IN)/python -m flows.catalogs
	@$(IN)/python -m flows.graph

format: installed-for-tests ## put the code in form
	@$(IN)/ruff format .
	@$(IN)/ruff check --fix .

# -- the slow suites ---------------------------------------------------------------------------------------------------

benchmarks: DATABASE ?= postgres
benchmarks: installed-for-tests ## how fast it is beside its floors (ONLY=throughput DATABASE=postgres QUICK=1 ARGS=...)
	@$(IN)/python -m tests.benchmarks $(ONLY) --database $(DATABASE) $(if $(QUICK),--quick) $(ARGS)

statements: BUYERS ?= 100
statements: installed-for-tests ## what each turn of one story costs, and how many statements (BUYERS=100)
	@$(IN)/python -m tests.benchmarks.turns $(BUYERS)

understanding: SPLIT ?= test
understanding: installed-for-tests ## what is understood of our own labelled messages (SPLIT=dev, LANGUAGE_OF=fr)
	@$(IN)/python -m tests.benchmarks.understanding --split $(SPLIT) $(if $(LANGUAGE_OF),--language $(LANGUAGE_OF))

browser: installed-for-tests ## the pages in a real Chromium, every button of them (ARGS=...)
	@$(PYTEST) tests/browser/test_*.py tests/browser/long_*.py $(ARGS)

growth: installed-for-tests ## plans and search against a large past; what grows with the shop (DATABASE=sqlite, FULL=1)
	@$(PYTEST) -q tests/integrations/store/long_*.py
	@$(IN)/python -m tests.benchmarks.growth $(if $(filter postgres,$(DATABASE)),postgres,sqlite)

chaos: SECONDS ?= 120
chaos: SEED ?= 1
chaos: DATABASE ?= both
chaos: installed-for-tests ## break everything under load, and look at the books (SECONDS=3600 SEED=1 DATABASE=both)
	@$(PYTEST) -q tests/chaos/long_*.py
	@$(IN)/python -m tests.chaos $(SECONDS) $(SEED) $(DATABASE) $(if $(PATIENT),--patient) $(if $(ONLY),--only=$(ONLY))

chaos-short: SEED ?= 1
chaos-short: installed-for-tests ## the same for two minutes: half a minute of faults on each database (SEED=1)
	@$(IN)/python -m tests.chaos 30 $(SEED) both

simulate: SEEDS ?= 300
simulate: FROM ?= 0
simulate: installed-for-tests ## days of faults in virtual time, replayed from numbers (SEEDS=300 FROM=0, or SEED=7)
	@$(IN)/python -m tests.simulation $(if $(SEED),--seed $(SEED),--seeds $(SEEDS) --from $(FROM))

simulate-mutants: SEEDS ?= 200
simulate-mutants: installed-for-tests ## plant every bug there, and see how soon it is caught (SEEDS=200)
	@$(IN)/python -m tests.simulation --mutants --seeds $(SEEDS)

# -- the environment ---------------------------------------------------------------------------------------------------

LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

lock: ## renew both lock files (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: see https://docs.astral.sh/uv/"; exit 1; }
	@$(LOCK) --upgrade pyproject.toml -o requirements.lock
	@$(LOCK) --upgrade --extra dev -c requirements.lock pyproject.toml -o tests/requirements.lock

clean: ## remove the environment and the caches, keep the shop's data
	@rm -rf $(VENV) .ruff_cache .mypy_cache .import_linter_cache .hypothesis *.egg-info
	@find bot domain flows integrations tests -name __pycache__ -type d -prune -exec rm -rf {} +

venv:
	@test -n "$(PYTHON)" || { echo "This shop needs Python 3.11 or newer: install it, or name it with PYTHON=..."; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "$(PYTHON) is not Python 3.11 or newer: name another one with PYTHON=..."; exit 1; }
	@$(IN)/python -c '' 2>/dev/null || "$(PYTHON)" -m venv --clear $(VENV) \
		|| { echo "Python's venv module does not work here: on Debian or Ubuntu, install python3-venv."; exit 1; }

# What was installed is known by the contents of its lock files, so that a second run does nothing. The lock of the
# tests holds everything that the shop's own lock holds, in the same versions.
installed: venv
	@test "$$(cat $(VENV)/installed 2>/dev/null)" = "$$($(call fingerprint,requirements.lock))" \
		|| $(call install,requirements.lock,installed)

installed-for-tests: venv
	@test "$$(cat $(VENV)/installed-for-tests 2>/dev/null)" = "$$($(call fingerprint,tests/requirements.lock))" \
		|| { $(call install,tests/requirements.lock,installed-for-tests) \
		&& $(call fingerprint,requirements.lock) > $(VENV)/installed; }

PIP = $(IN)/python -m pip install --quiet --disable-pip-version-check --no-input
fingerprint = cat $(1) pyproject.toml | cksum
define install
{ echo "Installing what $(1) names: a minute, once." \
		&& rm -f $(VENV)/installed $(VENV)/installed-for-tests \
		&& $(PIP) --require-hashes -r $(1) \
		&& $(PIP) --no-deps --no-build-isolation -e . \
		&& $(call fingerprint,$(1)) > $(VENV)/$(2); }
endef
