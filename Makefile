# What a newcomer types: `make run` to look, `make test` to check. Neither needs root.
PORT ?= 8000
WORKERS ?= 2
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV := .venv
PY := $(VENV)/bin/python
VENDOR := kiosk/static/vendor
LOCKED := $(VENDOR)/package.json $(VENDOR)/package-lock.json
FOR_TESTS := $(foreach folder,decoders app,tests/$(folder)/package.json tests/$(folder)/package-lock.json)

.PHONY: run test test-slow lint bench wheel clean chromium

run: $(VENV)/.run
	$(VENV)/bin/kiosk demo --serve --port $(PORT)

# In the files' own order: xdist would begin with those that hold many tests, and end with the few long ones on one core.
test: $(VENV)/.test chromium
	$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not slow" $(ARGS)

test-slow: $(VENV)/.test chromium
	$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m slow $(ARGS)

lint: $(VENV)/.test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

bench: $(VENV)/.test
	@missed=0; for bench in tests/benchmarks/*.py; do case "$$bench" in */_*|*/conftest.py|*'*.py') continue;; esac; \
	echo "== $$bench"; PYTHONPATH=. $(PY) "$$bench" || missed=1; done; exit $$missed

wheel: $(VENV)/.run
	$(PY) -m pip wheel --quiet --no-deps --wheel-dir dist .
	@ls dist/*.whl

clean:
	rm -rf $(VENV) dist build $(VENDOR)/*/ tests/*/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The stamps make a second start quick: they are older than their sources only when something has changed.
$(VENV)/.run: pyproject.toml $(LOCKED) kiosk/frontend.py | $(PY)
	@echo "Installing into $(VENV) (the first time takes a minute or two) …"
	$(PY) -m pip install --quiet --editable .
	$(PY) .ci/frontend.py
	@touch $@

$(VENV)/.test: $(VENV)/.run $(FOR_TESTS)
	$(PY) -m pip install --quiet --editable '.[test]'
	$(PY) .ci/frontend.py --tests
	@touch $@

# Some systems ship venv without pip's installer: then the system's own pip fills the empty environment.
$(PY):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found on PATH." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); \
	$(PYTHON) -m venv --without-pip $(VENV) && $(PYTHON) -m pip --python $(PY) install --quiet pip; } || { rm -rf $(VENV); \
	echo "Python's venv and pip are needed: on Debian and Ubuntu, apt-get install python3-venv" >&2; exit 1; }

chromium:
	@.ci/chromium
