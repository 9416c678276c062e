# Two commands do all on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8050
export PORT

.PHONY: run test check format clean

run: $(VENV)/.runtime
	bin/build-browser-code $(BIN)/python
	$(BIN)/python -m data build
	exec $(BIN)/gunicorn app:server

test: $(VENV)/.development
	bin/ensure-system chromium,chromium-browser,google-chrome:chromium redis-server:redis-server nginx:nginx-light
	bin/build-browser-code $(BIN)/python
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m data build
	$(BIN)/python -m pytest

format: $(VENV)/.development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/.runtime: requirements.txt constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.development: $(VENV)/.runtime requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
