PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: app test clean

app: $(VENV)/.app  ## Run the app; the browser opens by itself.
	$(BIN)/streamlit run app.py

test: $(VENV)/.dev  ## Lint, then run every test, those in a real browser included.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tests/browser/chromium.py
	$(BIN)/python -m pytest

clean:  ## Remove the local environment and everything generated.
	rm -rf $(VENV) static .pytest_cache .ruff_cache .hypothesis

$(VENV)/.app: requirements.txt $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.app
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
		  apt-get install -y -qq python3-venv; } || \
		{ echo "Python's venv module is missing; install it (on Debian and Ubuntu: sudo apt install python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
