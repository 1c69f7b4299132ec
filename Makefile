# Anju 安居. Paths stay relative and quoted, so a folder with spaces works.
SHELL := /bin/sh
PY ?= python3
export ANJU_MODE ?= demo
export PORT ?= 8000
households ?= 310

.PHONY: help run test reset flask browser contracts check words static bench lock clean

help: ## Show this help
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-9s %s\n", $$1, $$2}'
	@echo
	@echo "  Everything else goes through flask, for example:"
	@echo "    make flask do='daily --on 2026-03-03'"
	@echo "    .venv/bin/flask --app portal.app --help"

.venv/installed-run: requirements/run.txt
	@echo "Setting up .venv (first time only)…"
	@test -x .venv/bin/python || "$(PY)" -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch .venv/installed-run

.venv/installed-test: .venv/installed-run requirements/test.txt
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch .venv/installed-test

.venv/installed-ci: .venv/installed-test requirements/ci.txt
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/ci.txt
	@touch .venv/installed-ci

run: .venv/installed-run ## Set up everything and serve a seeded demo on http://127.0.0.1:8000
	@exec .venv/bin/python seed.py --if-empty --households $(households) --serve $(PORT)

test: .venv/installed-test ## Set up everything and run the tests (SQLite; no browser, no server)
	@ANJU_MODE=test .venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(only)
	@echo "Left out by marker: PostgreSQL, kill -9, browser, contract and the longest page tests; .ci/run does them."

reset: ## Forget the demo's data; the next run starts afresh
	@rm -rf instance
	@echo "instance/ is gone; 'make run' starts afresh."

flask: .venv/installed-run ## Run any flask command: make flask do='worker --until-empty'
	@.venv/bin/python -m flask --app portal.app $(do)

browser: .venv/installed-ci ## Click the journeys in Chromium
	@ANJU_MODE=test .venv/bin/python -m pytest -m browser tests/browser $(only)

contracts: .venv/installed-ci ## Try both OpenAPI documents with 2,000 cases
	@ANJU_MODE=test .venv/bin/python -m pytest -m contracts tests/contracts $(only)

check: .venv/installed-ci ## Ruff, mypy, import contracts, words
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m ruff format --check .
	@.venv/bin/python -m mypy
	@.venv/bin/lint-imports
	@ANJU_MODE=test .venv/bin/python -m flask --app portal.app words check

words: .venv/installed-run ## Merge the translations' parts into messages.po and .mo
	@ANJU_MODE=test .venv/bin/python -m flask --app portal.app words merge

static: ## Rebuild CSS and JS from static/src (needs Node; the result is committed)
	@sh static/src/build.sh

bench: .venv/installed-test ## Run the benchmarks (ratios against a comparator in the same run)
	@for file in benchmarks/bench_*.py; do ANJU_MODE=test .venv/bin/python "$$file" $(only); done

lock: .venv/installed-ci ## Renew the lock files
	@.venv/bin/python -m pip install --quiet pip-tools
	@for name in run test ci; do .venv/bin/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --allow-unsafe --strip-extras -o requirements/$$name.txt requirements/$$name.in; done

clean: ## Remove .venv and everything that can be made again
	@rm -rf .venv instance .mypy_cache .ruff_cache .pytest_cache .hypothesis
