# The two commands of a fresh machine: `make serve` and `make test`. Both set up .venv themselves.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV := .venv/bin/uv
RUN := .venv/bin
STAMP := .venv/.ready

.PHONY: serve test lint format check golden evaluate bench fuzz clean

serve: $(STAMP)
	$(RUN)/zeren serve --load source_docs/

test: $(STAMP)
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/pytest -n 2

lint: $(STAMP)
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy

format: $(STAMP)
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

evaluate: $(STAMP)
	$(RUN)/zeren evaluate tests/gold --documents source_docs --documents ../shared/corpus --baseline tests/gold/baseline.json

# The HTTP API against its own description, with many more requests than `make test` sends.
fuzz: $(STAMP)
	ZEREN_FUZZ_EXAMPLES=300 $(RUN)/pytest -n 2 tests/service/test_description_holds.py

bench: $(STAMP)
	$(RUN)/zeren bench

# Writes the pages that the tests hold in step with the program; it fails, so that the diff is read.
golden: $(STAMP)
	$(RUN)/pytest tests/graph/test_competency.py tests/graph/test_ontology_page.py --golden -q

clean:
	rm -rf .venv build dist

$(STAMP): pyproject.toml uv.lock
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新版本，请先安装。"; exit 1; }
	test -x $(RUN)/python || $(PYTHON) -m venv .venv
	test -x $(UV) || $(RUN)/python -m pip install --quiet uv
	UV_PROJECT_ENVIRONMENT=.venv $(UV) sync --frozen --quiet
	touch $(STAMP)
