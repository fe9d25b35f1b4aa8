"""A provider that repeats in its faults all that it was sent; secrets are looked for in what is logged and served."""

import base64
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from assistant.web.cookies import UNDERWAY
from evals.figures import free_port
from tests.assistant.test_privacy import all_files
from tests.assistant.test_secrets import _wait_for

CLIENT, SECRET, SESSION_KEY = "assistent", "oidc-GEPLANT-0d41e6", "sessie-GEPLANT-" + "6" * 30
CODE = "code-GEPLANT-77b1"
BASIC = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
PLANTED = (SECRET, SESSION_KEY, CODE, BASIC)


def leaks(content: str | bytes) -> list[str]:
    held = content.encode() if isinstance(content, str) else content
    return [planted for planted in PLANTED if planted.encode() in held]


@dataclass
class Hostile:
    """What the provider got, and how it answers: `as_json` with a description, else as a page."""

    address: str = ""
    got: list[str] = field(default_factory=list)
    as_json: bool = True


@pytest.fixture
def provider() -> Iterator[Hostile]:
    told = Hostile()

    class Repeats(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            places = {
                name: f"{told.address}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
            }
            self._answer(200, "application/json", json.dumps({"issuer": told.address, **places}))

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            told.got.append(f"{self.headers.get('authorization', '')} {sent}")
            said = f"AADSTS7000215: {SECRET} does not belong to {told.got[-1]}"
            if told.as_json:
                self._answer(
                    401, "application/json", json.dumps({"error": "invalid_client", "error_description": said})
                )
            else:
                self._answer(500, "text/html", f"<p>{said}</p>")

        def _answer(self, status: int, kind: str, body: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Repeats)
    told.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield told
    server.shutdown()


def come_back(client: httpx.Client) -> str:
    """Begin to sign in, and come back from the provider with a code; return what is shown."""
    begun = client.get("/aanmelden")
    state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
    cookie = re.search(rf"{UNDERWAY}=([^;]+)", begun.headers["set-cookie"])
    assert cookie is not None
    back = client.get(
        "/aanmelden/terug", params={"state": state, "code": CODE}, headers={"cookie": f"{UNDERWAY}={cookie[1]}"}
    )
    assert back.status_code == 503
    return begun.text + back.text


def test_no_secret_of_signing_in_is_logged_kept_or_served(
    shipped_index: Path, tmp_path: Path, provider: Hostile
) -> None:
    kept, port = tmp_path / "kept", free_port()
    kept.mkdir()
    environ = {
        **os.environ, "ASSISTANT_DATABASE": f"sqlite:///{kept}/records.sqlite", "ASSISTANT_ACCESS": "oidc",
        "ASSISTANT_PUBLIC_ADDRESS": "https://assistent.test", "ASSISTANT_OIDC_ISSUER": provider.address,
        "ASSISTANT_OIDC_CLIENT": CLIENT, "ASSISTANT_OIDC_SECRET": SECRET, "ASSISTANT_SESSION_KEY": SESSION_KEY,
    }  # fmt: skip
    command = [sys.executable, "-m", "assistant.cli", "serve", "--index", str(shipped_index), "--port", str(port)]
    with (kept / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environ, stdout=log, stderr=subprocess.STDOUT)
    served = ""
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, trust_env=False) as client:
            _wait_for(client, server)
            served += come_back(client)
            provider.as_json = False
            served += come_back(client)
            served += client.get("/aanmelden/terug", params={"state": "x", "code": CODE}).text
            for address in ("/", "/readyz", "/beoordeling", "/api/v1/documents", "/niets"):
                served += client.get(address).text
    finally:
        server.terminate()
        server.wait(60)
    assert len(provider.got) == 2 and all(CODE in got and (BASIC in got or SECRET in got) for got in provider.got)
    log_of_both = (kept / "log").read_text(encoding="utf-8")
    assert "(ASSISTANT_OIDC_ISSUER) failed: invalid_client AADSTS7000215; see" in log_of_both
    assert "500" in log_of_both
    assert leaks(served) == []
    assert leaks(all_files(kept)) == []
