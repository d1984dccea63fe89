PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
MAKEFLAGS += --jobs=2

.PHONY: app setup test words clean system-browser

app: setup  ## Run the app; the browser opens by itself.
	$(BIN)/streamlit run app.py

setup: $(VENV)/.app  ## Make all that running the app needs, so that its server need not write anything.
	$(BIN)/python -m ui

# Many processes import the same modules: what one of them has compiled the others need not.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.dev system-browser  ## Lint, then run every test, those in a real browser included.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tests/browser/chromium.py
	$(BIN)/python -m pytest -n 2 --dist worksteal

words: $(VENV)/.app  ## Bring what the project says into the catalogue of each language, for its translator.
	$(BIN)/pybabel -q extract -F locale/babel.cfg -k say -k counted:1,2 --no-location --sort-output -o locale/derby.pot .
	$(BIN)/pybabel -q update -N --no-wrap --ignore-obsolete --ignore-pot-creation-date \
		-i locale/derby.pot -d locale -D derby

clean:  ## Remove the local environment and everything generated.
	rm -rf $(VENV) static .pytest_cache .ruff_cache .hypothesis

$(VENV)/.app: requirements.txt $(VENV)/bin/python
	$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements-video.txt requirements-cluster.txt requirements.txt $(VENV)/bin/python
	$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@ $(VENV)/.app

system-browser: $(VENV)/bin/python  # apt works while pip does
	@$(BIN)/python tests/browser/chromium.py --system

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
		  apt-get install -y -qq python3-venv; } || \
		{ echo "Python's venv module is missing; install it (on Debian and Ubuntu: sudo apt install python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
