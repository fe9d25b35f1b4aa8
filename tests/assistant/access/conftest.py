"""Signing in for real: our server with TLS, an OpenID provider, a host page on another site, and a browser.

Everything listens on the loopback; the browser is told that the names of the test live there, and that no other name
exists.
"""

import http.server
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI

from assistant.access.person import RoleGroups
from assistant.access.settings import AccessSettings, OpenIdSettings
from assistant.records import Records
from assistant.settings import Settings
from assistant.web.extension import PageContext
from assistant.web.server import create_app
from evals.review.pages import pages
from tests.assistant.web.conftest import ScriptedAnswering, answering, records
from tests.needs import CHROMIUM, chromium, openid_provider

__all__ = ["answering", "records"]

ASSISTANT, INTRANET = "assistent.test", "intranet.example"
SECOND = "https://tweede.example"
"""Another server that people may come back to."""

GROUPS = RoleGroups(frozenset({"lezers"}), frozenset({"beoordelaars"}), frozenset({"beheerders"}))
KEY = "only-for-the-tests-0123456789abcdef"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    f"--host-resolver-rules=MAP {ASSISTANT} 127.0.0.1, MAP {INTRANET} 127.0.0.1, MAP localhost 127.0.0.1, "
    "EXCLUDE 127.0.0.1, MAP * ~NOTFOUND",
    # What Chromium does to cookies of third parties when somebody blocks them.
    "--test-third-party-cookie-phaseout",
]  # fmt: skip


@dataclass(frozen=True)
class Place:
    """What runs, and where."""

    address: str
    host_page: str
    provider: str
    answering: ScriptedAnswering
    records: Records


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "only for the tests")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(each) for each in (ASSISTANT, INTRANET)])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1)).add_extension(names, critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "certificate.pem", folder / "key.pem"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def start_provider() -> Iterator[Callable[..., None]]:
    """Return a function that runs an OpenID provider on a port, for the addresses to send people back to."""
    running: list[subprocess.Popen[str]] = []

    def start(port: int, *back: str) -> None:
        node, script = openid_provider()
        started = subprocess.Popen(
            [node, script, str(port), *back], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        running.append(started)
        assert started.stdout is not None and started.stdout.readline() == "ready\n"

    yield start
    for process in running:
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def place(
    certificate: tuple[Path, Path],
    start_provider: Callable[..., None],
    answering: ScriptedAnswering,
    records: Records,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Place]:
    port, provider_port = free_port(), free_port()
    address = f"https://{ASSISTANT}:{port}"
    provider = f"http://localhost:{provider_port}"
    start_provider(provider_port, f"{address}/aanmelden/terug", f"{SECOND}/aanmelden/terug")
    with host_page(
        certificate, f'<h1>Intranet</h1><iframe src="{address}/" width="900" height="700"></iframe>'
    ) as host:
        access = AccessSettings(
            "oidc", groups=GROUPS, openid=OpenIdSettings(provider, "assistent", "geheim-van-de-test"), session_key=KEY
        )
        settings = Settings(index=tmp_path_factory.mktemp("index"), public_address=address, access=access)
        app = create_app(
            lambda: answering, records, public_address=address, frame_origins=(host,), access=access,
            more=[pages(PageContext(settings, lambda: answering, records))],
        )  # fmt: skip
        with served(app, certificate, port):
            yield Place(address, host, provider, answering, records)


@contextmanager
def served(app: FastAPI, certificate: tuple[Path, Path], port: int) -> Iterator[None]:
    """Serve an application over TLS."""
    crt, key = certificate
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="error", ssl_certfile=str(crt), ssl_keyfile=str(key)
    )
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    yield
    server.should_exit = True


@contextmanager
def host_page(certificate: tuple[Path, Path], body: str) -> Iterator[str]:
    """Serve one page of another site over TLS, and give its address."""
    content = f'<!doctype html><html lang="nl"><title>Intranet</title>{body}'.encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://{INTRANET}:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator:
    chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def context(browser) -> Iterator:
    opened = browser.new_context(ignore_https_errors=True, accept_downloads=True)
    opened.set_default_timeout(45_000)
    yield opened
    opened.close()
