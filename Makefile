# The commands of this project. `make help` lists them.
# Only Python 3.11 (or newer) and make are needed; everything else goes into .venv.
# Variables of the site that this shell holds, perhaps for another project, count for nothing here:
# .env does, and what stands behind `make`.
SETTINGS := DJANGO_SETTINGS_MODULE ENV_FILE $(shell sed -n 's/^[^A-Z]\{0,1\}\([A-Z_]\{1,\}\)=.*/\1/p' .env.example)
FOREIGN := $(foreach name,$(SETTINGS) PORT,\
	$(if $(value $(name)),$(if $(filter environment,$(origin $(name))),$(name))))
unexport $(foreach name,$(SETTINGS),$(if $(filter command,$(origin $(name))),,$(name)))
VENV := .venv
# The one of .venv, once that is there: .venv stays what it is until another is named.
PYTHON ?= $(or $(wildcard $(VENV)/bin/python3),python3)
PORT = 8000
MANAGE := $(VENV)/bin/python manage.py
DJADE := $(VENV)/bin/djade --target-version 5.2
TEMPLATES = $$(find templates -name '*.html')
WORKERS ?= 2
# As a site runs in production, whatever .env says.
SAFE = ENV_FILE=/dev/null SECRET_KEY=$$($(VENV)/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	DEBUG=false SITE_URL=https://careers.example DATABASE_URL=sqlite://:memory: EMAIL_URL=smtp+tls://mail.careers.example:587

.DEFAULT_GOAL := help
.PHONY: help base dev install run test nightly coverage check fix lock drawings map screenshots

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

# What they install is in requirements/*.txt; where nothing has changed they do nothing.
base dev:
	@$(PYTHON) requirements/install.py $@

install: base ## make .venv with what the site needs

run: base ## install, migrate, load the sample content and serve http://127.0.0.1:8000 (PORT=8001 for another)
	@[ -z "$(strip $(FOREIGN))" ] || echo "Ignored, as it is in this shell but not in .env or behind make: $(strip $(FOREIGN))"
	@$(MANAGE) run --port $(PORT)

test: dev ## run every test on SQLite, and on PostgreSQL where TEST_POSTGRES_URL names one
	@WORKERS=$(WORKERS) $(VENV)/bin/python tests/run.py $(ARGS)

nightly: dev ## run every test, and the whole of what make test samples
	@WORKERS=$(WORKERS) $(VENV)/bin/python tests/run.py --nightly $(ARGS)

coverage: dev ## the share of lines and branches that the tests run, on SQLite; line by line in htmlcov/
	@mkdir -p htmlcov
	@ENV_FILE=/dev/null SECRET_KEY=only-for-tests $(VENV)/bin/python -m pytest -q -n $(WORKERS) \
		-m "not browser and not nightly" --cov --cov-report=html --cov-report= > htmlcov/tests.txt \
		|| { tail -n 20 htmlcov/tests.txt; exit 1; }
	@echo "lines and branches run: $$($(VENV)/bin/coverage report --format=total) %; see htmlcov/index.html"

check: dev ## style, types, templates, missing migrations, deployment settings
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --quiet --check .
	@$(DJADE) --check $(TEMPLATES)
	@$(SAFE) $(VENV)/bin/mypy --no-error-summary
	@$(SAFE) $(MANAGE) makemigrations --check --dry-run --verbosity 0
	@$(SAFE) $(MANAGE) check --deploy --fail-level WARNING --verbosity 0
	@echo "check: style, types, templates, migrations and deployment settings are in order"

fix: dev ## put style right where a tool can
	@$(VENV)/bin/ruff check --quiet --fix .
	@$(VENV)/bin/ruff format --quiet .
	@$(DJADE) $(TEMPLATES) || $(DJADE) --check $(TEMPLATES)

drawings: dev ## assemble the drawings and the lettering, and draw their contact sheet (needs Chromium)
	@$(VENV)/bin/python art/lettering.py
	@$(VENV)/bin/python -m art.assemble --pictures

map: dev ## draw docs/architecture.svg from the imports of the code
	@$(VENV)/bin/python -m docs.map.draw

screenshots: dev ## take docs/screenshots (needs Chromium; NCS_FILE=profiles.json for the imported pages)
	@NCS_FILE=$(NCS_FILE) $(VENV)/bin/python -m art.screenshots

lock: dev ## compile requirements/*.txt from pyproject.toml, with hashes
	@for extra in base dev; do \
		$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header $$( [ $$extra = dev ] && echo --extra dev -c requirements/base.txt ) \
			pyproject.toml -o requirements/$$extra.txt $(LOCK) || exit 1; \
	done
