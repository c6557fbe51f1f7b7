# Everything a person needs: `make help` lists it. No step needs more than Python 3.11 and make.
PYTHON ?= python3
PORT   ?= 8000
UV      = PYTHONPATH=.uv $(PYTHON) -m uv
BIN     = .venv/bin
# What is compiled keeps lines, not columns: a start takes a sixth less, a worker 4 MB less.
export PYTHONNODEBUGRANGES = 1

.DEFAULT_GOAL := help
.PHONY: help demo test check fast postgresql language format lock sbom audit bench pictures clean

help: ## List what you can do here
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.uv/installed:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .uv --upgrade 'uv==0.13.9'
	@touch $@

.venv/run: requirements.lock .uv/installed
	test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(MAKE) --no-print-directory .venv/bin/peil
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

.venv/country: requirements-country.lock .venv/run
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-country.lock
	@touch $@

# The console script and the folder on the path: what an editable install does, without a build.
.venv/bin/peil: pyproject.toml
	@pwd > $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/peil.pth
	@printf '#!%s -Xno_debug_ranges\nimport sys\nfrom app.commands.peil import main\nsys.exit(main())\n' "$(CURDIR)/$(BIN)/python" > $@
	@chmod +x $@

.PHONY: browser
browser:
	@command -v chromium >/dev/null || { $(MAKE) --no-print-directory apt PACKAGES=chromium; }
	@command -v node >/dev/null || { $(MAKE) --no-print-directory apt PACKAGES=nodejs; }

# What a few tests talk to. Where it cannot be had they are skipped, and the end of a run says which and why.
.PHONY: partners
partners:
	-@command -v redis-server >/dev/null || { $(MAKE) --no-print-directory apt PACKAGES=redis-server; }
	-@test -d /usr/lib/postgresql && command -v pgbouncer >/dev/null || { $(MAKE) --no-print-directory apt PACKAGES="postgresql pgbouncer"; }
	-@command -v caddy >/dev/null && { command -v nginx || test -x /usr/sbin/nginx; } >/dev/null || { $(MAKE) --no-print-directory apt PACKAGES="nginx-light caddy"; }
	-@command -v Rscript >/dev/null || { $(MAKE) --no-print-directory apt PACKAGES=r-base-core; }

.PHONY: apt
apt:
	@command -v apt-get >/dev/null || { echo "Install $(PACKAGES) with your system's package manager, then run this again."; exit 2; }
	apt-get -o DPkg::Lock::Timeout=300 update -qq
	DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends $(PACKAGES)

# Compiled once, because a service that may not write here would compile everything anew at each start.
.venv/compiled: $(shell find app -name '*.py' 2>/dev/null) .venv/run
	@$(BIN)/python -m compileall -q app
	@touch $@

translations/built: $(wildcard translations/*/LC_MESSAGES/*.po) .venv/run | .venv/compiled
	$(BIN)/python -m app.web.catalogues compile
	@touch $@

demo: export PEIL_BASE_URL ?= http://127.0.0.1:$(PORT)
demo: .venv/run translations/built ## Build the demonstration region and serve it on http://127.0.0.1:8000 (PORT= overrides)
	@test -f instance/demo.json || { echo "Building the demonstration region: a year of answers, a minute or more."; $(BIN)/peil demo build --fresh >/dev/null; }
	@$(BIN)/peil demo start --port $(PORT)
	$(BIN)/peil serve --port $(PORT) --ticking

check: .venv/dev translations/built ## Formatting, lint, types, import contracts, templates, translations: no tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --quiet --lint --profile jinja templates
	$(BIN)/python -m app.web.catalogues check
	@for each in app/content/instruments/*.yaml; do $(BIN)/peil instrument check $$each || exit 1; done
	$(BIN)/peil cards check
	$(BIN)/peil conversation check
	$(BIN)/python -m bench.components audit

test: check browser partners ## Everything: the checks above, then all tests on SQLite and PostgreSQL and in Chromium, the same examples each time
	CI=1 $(BIN)/pytest -n 3 --dist loadfile -rs

fast: .venv/dev translations/built ## Only the tests that need neither browser nor PostgreSQL
	$(BIN)/pytest -n 2 --dist loadfile -m "not browser and not postgres"

postgresql: .venv/dev translations/built browser partners ## Every test that uses a database, on PostgreSQL instead of SQLite (ARGS= narrows it, such as a folder)
	CI=1 TEST_DATABASE=postgresql $(BIN)/pytest -n 2 --dist loadfile -rs $(ARGS)

language: .venv/run ## Begin a language, such as `make language CODE=de`, and say what remains
	$(BIN)/peil language start "$(CODE)"

format: .venv/dev ## Put code and imports in our format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix --select I .

lock: .uv/installed ## Renew the locked dependencies (edit pyproject.toml first)
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml --group dev --upgrade -o requirements-dev.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml -c requirements-dev.lock -o requirements.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml --extra country -c requirements-dev.lock -o requirements-country.lock

sbom: .venv/dev ## Write the bill of materials (CycloneDX) and the list of licences to build/
	$(BIN)/python -m bench.components sbom

audit: .venv/dev ## Look for known weaknesses in the locked packages; says so where the public lists cannot be reached
	$(BIN)/python -m bench.components audit

# What an operator installs, without the tools of development, which a library loads where it finds them.
build/installed: requirements.lock .uv/installed
	rm -rf $@
	$(UV) venv --quiet --python $(PYTHON) $@
	$(UV) pip install --quiet --compile-bytecode --python $@/bin/python --require-hashes -r requirements.lock

bench: .venv/dev translations/built build/installed browser ## Measure; figures go to bench/results/*.json and a table to the screen
	$(BIN)/python -m bench

pictures: .venv/dev translations/built browser ## Take the pictures of the README and the guide anew from the demonstration region
	@test -f instance/demo.json || $(BIN)/peil demo build --fresh >/dev/null
	$(BIN)/python -m bench.pictures

clean: ## Remove everything that was installed or built here (asks nothing; the demonstration region goes too)
	rm -rf .venv .uv instance instance-keys translations/built build
