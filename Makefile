# The commands of this project. `make help` lists them.
# Only Python 3.11 (or newer) and make are needed; everything else goes into .venv.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PIP := $(VENV)/bin/python -m pip --quiet --quiet --disable-pip-version-check
MANAGE := $(VENV)/bin/python manage.py
DJADE := $(VENV)/bin/djade --target-version 5.2
TEMPLATES = $$(find templates -name '*.html')
WORKERS ?= 2
# As a site runs in production, whatever .env says.
SAFE = SECRET_KEY=$$($(VENV)/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	DEBUG=false SITE_URL=https://careers.example DATABASE_URL=sqlite://:memory: EMAIL_URL=smtp+tls://mail.careers.example:587

.DEFAULT_GOAL := help
.PHONY: help install run test check fix lock drawings map screenshots

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

install: $(VENV)/.base ## make .venv with what the site needs

run: $(VENV)/.base .env ## install, migrate, load the sample content and serve http://127.0.0.1:8000 (PORT=8001 for another)
	@$(MANAGE) run --port $(PORT)

test: $(VENV)/.dev ## run every test on SQLite, and on PostgreSQL where TEST_POSTGRES_URL names one
	@WORKERS=$(WORKERS) $(VENV)/bin/python tests/run.py $(ARGS)

check: $(VENV)/.dev ## style, templates, missing migrations, deployment settings
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --quiet --check .
	@$(DJADE) --check $(TEMPLATES)
	@$(SAFE) $(MANAGE) makemigrations --check --dry-run --verbosity 0
	@$(SAFE) $(MANAGE) check --deploy --fail-level WARNING --verbosity 0
	@echo "check: style, templates, migrations and deployment settings are in order"

fix: $(VENV)/.dev ## put style right where a tool can
	@$(VENV)/bin/ruff check --quiet --fix .
	@$(VENV)/bin/ruff format --quiet .
	@$(DJADE) $(TEMPLATES) || $(DJADE) --check $(TEMPLATES)

drawings: $(VENV)/.dev ## assemble the drawings and the lettering, and draw their contact sheet (needs Chromium)
	@$(VENV)/bin/python art/lettering.py
	@$(VENV)/bin/python -m art.assemble --pictures

map: $(VENV)/.dev ## draw docs/architecture.svg from the imports of the code
	@$(VENV)/bin/python -m docs.map.draw

screenshots: $(VENV)/.dev ## take docs/screenshots (needs Chromium; NCS_FILE=profiles.json for the imported pages)
	@NCS_FILE=$(NCS_FILE) $(VENV)/bin/python -m art.screenshots

lock: $(VENV)/.dev ## compile requirements/*.txt from pyproject.toml, with hashes
	@for extra in base dev; do \
		$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header $$( [ $$extra = dev ] && echo --extra dev -c requirements/base.txt ) \
			pyproject.toml -o requirements/$$extra.txt $(LOCK) || exit 1; \
	done

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "careersguide needs Python 3.11 or newer")'
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# Written once; whatever stands in it afterwards is yours.
.env: | $(VENV)/bin/python
	@$(VENV)/bin/python -c 'import os, secrets; \
		os.write(os.open(".env", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), \
		f"DEBUG=true\nSECRET_KEY={secrets.token_urlsafe(50)}\n".encode())'
	@echo "Wrote .env with a random key."

$(VENV)/.base: requirements/base.txt | $(VENV)/bin/python
	@echo "Installing what the site needs …"
	@$(PIP) install --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	@echo "Installing what the tests need …"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
