# Two commands do all on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8050
export PORT

.PHONY: run test bench fuzz load sbom audit format clean

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
	$(BIN)/python -m pytest -n 2 --dist worksteal

# Measures, and the long form of the slow tests: nothing else should run meanwhile.
bench: $(VENV)/.development
	$(BIN)/python -m pytest -m slow
	$(BIN)/python -m benchmarks.data_layer
	$(BIN)/python -m benchmarks.pages
	bin/ensure-system wrk:wrk
	$(BIN)/python -m benchmarks.press_day --seconds 10
	$(BIN)/python -m benchmarks.press_day --seconds 10 --projects 1400

# Every property — callbacks, addresses, selections, measures, importers — with forty times the examples, other ones each
# time; FUZZ=400 for a night.
FUZZ ?= 40
fuzz: $(VENV)/.development
	FUZZ=$(FUZZ) $(BIN)/python -m pytest -m hypothesis -n 2 --dist worksteal

# A press day on this machine, loopback only, then bursts of costly requests, an edition added and workers killed under load, and an hour of memory:
# SECONDS=300 SOAK=3600 for the long form. docs/performance.md keeps the tables.
SECONDS ?= 20
SOAK ?= $(SECONDS)
load: $(VENV)/.development
	bin/ensure-system wrk:wrk
	$(BIN)/python -m benchmarks.press_day --seconds $(SECONDS)
	$(BIN)/python -m benchmarks.bursts --seconds 10
	$(BIN)/python -m benchmarks.endurance --seconds $(SECONDS) --soak-seconds $(SOAK)

sbom: $(VENV)/.tools
	$(BIN)/python bin/runtime-pins | $(VENV)/tools/bin/cyclonedx-py requirements --pyproject pyproject.toml \
		--mc-type application --output-reproducible -o sbom.cdx.json -

audit: $(VENV)/.tools
	$(BIN)/python bin/runtime-pins > $(VENV)/runtime.txt
	$(VENV)/tools/bin/pip-audit -r $(VENV)/runtime.txt --no-deps --disable-pip --progress-spinner off -f json 2>/dev/null \
		| $(BIN)/python bin/audit

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

# Tools that no test needs, in an environment of their own.
$(VENV)/.tools: $(VENV)/.runtime
	$(PYTHON) -m venv $(VENV)/tools
	$(VENV)/tools/bin/python -m pip install --quiet --disable-pip-version-check cyclonedx-bom==7.5.0 pip-audit==2.10.1
	touch $@

clean:
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
