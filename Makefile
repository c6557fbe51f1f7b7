# Everything a person needs: `make help` lists it. No step needs more than Python 3.11 and make.
PYTHON ?= python3
PORT   ?= 8000
UV      = PYTHONPATH=.uv $(PYTHON) -m uv
BIN     = .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check fast format lock bench screenshots clean

help: ## List what you can do here
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.uv/installed:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .uv --upgrade 'uv==0.13.9'
	@touch $@

.venv/run: requirements.lock .uv/installed
	test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(MAKE) --no-print-directory .venv/bin/peil
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

# The console script and the folder on the path: what an editable install does, without a build.
.venv/bin/peil: pyproject.toml
	@pwd > $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/peil.pth
	@printf '#!%s\nimport sys\nfrom app.commands import main\nsys.exit(main())\n' "$(CURDIR)/$(BIN)/python" > $@
	@chmod +x $@
