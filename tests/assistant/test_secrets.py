"""Keys and passwords are planted in the settings, and looked for in all that is printed, logged, kept or served."""

import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from assistant.settings import Settings
from evals.figures import free_port
from tests.assistant.test_privacy import all_files

MODEL_KEY, PASSWORD, PSEUDONYM_KEY = "sk-GEPLANT-7f3a9c1e", "wachtwoord-GEPLANT-55d0", "pseudoniem-GEPLANT-" + "8" * 30
PLANTED = (MODEL_KEY, PASSWORD, PSEUDONYM_KEY)


def leaks(content: str | bytes) -> list[str]:
    held = content.encode() if isinstance(content, str) else content
    return [planted for planted in PLANTED if planted.encode() in held]


def test_settings_show_no_secret() -> None:
    settings = Settings.from_environment(
        {"ASSISTANT_MODEL": "openai:x", "ASSISTANT_MODEL_KEY": MODEL_KEY,
         "ASSISTANT_DATABASE": f"postgresql://user:{PASSWORD}@host/db"}
    )  # fmt: skip
    assert settings.model_key == MODEL_KEY
    assert leaks(repr(settings) + str(settings) + repr(settings.writing)) == []


def _key_file(folder: Path) -> Path:
    file = folder / "geheim" / "key"
    file.parent.mkdir()
    file.write_text(PSEUDONYM_KEY, encoding="ascii")
    return file


@pytest.fixture
def refusing():
    """A model server that refuses the key that it gets, and says which one in its message; gives its address."""
    got: list[str] = []

    class Refuses(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.headers.get("authorization", ""))
            self.rfile.read(int(self.headers.get("content-length", 0)))
            said = json.dumps({"error": {"message": f"Incorrect API key provided: {got[-1]}", "code": "invalid"}})
            self.send_response(401)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refuses)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1", got
    server.shutdown()


def test_no_secret_is_printed_logged_kept_or_served(shipped_index: Path, tmp_path: Path, refusing) -> None:
    model, got = refusing
    kept, port = tmp_path / "kept", free_port()
    kept.mkdir()
    environ = {
        **os.environ, "ASSISTANT_DATABASE": f"sqlite:///{kept}/records.sqlite", "ASSISTANT_MODEL": "openai:proef",
        "ASSISTANT_MODEL_ADDRESS": model, "ASSISTANT_MODEL_KEY": MODEL_KEY, "PGPASSWORD": PASSWORD,
        "ASSISTANT_PSEUDONYM_KEY_FILE": str(_key_file(tmp_path)),
    }  # fmt: skip
    command = [sys.executable, "-m", "assistant.cli", "serve", "--index", str(shipped_index), "--port", str(port)]
    with (kept / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environ, stdout=log, stderr=subprocess.STDOUT)
    served = ""
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
            _wait_for(client, server)
            served += client.post("/api/v1/ask", json={"question": "Wat is een referentieregio?"}).text
            for address in ("/", "/gegevens", "/readyz", "/livez", "/metrics", "/api/v1/documents", "/niets",
                            "/beoordeling/metingen", "/beoordeling/gesprekken"):  # fmt: skip
                served += client.get(address).text
    finally:
        server.terminate()
        server.wait(60)
    assert MODEL_KEY in "".join(got), "the model was really asked"
    assert "referentieregio" in served
    assert leaks(served) == []
    assert leaks(all_files(kept)) == []


def test_no_message_of_a_command_shows_a_password(shipped_index: Path, tmp_path: Path) -> None:
    for wrong in (f"postgresql://user:{PASSWORD}@127.0.0.1:1/db", f"mysql://user:{PASSWORD}@h/db",
                  f"postgresql://user:{PASSWORD}@[half/db"):  # fmt: skip
        environ = {**os.environ, "ASSISTANT_DATABASE": wrong}
        command = [sys.executable, "-m", "assistant.cli", "review-link", "anna", "--index", str(tmp_path / "index")]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 1 and done.stderr.strip()
        assert leaks(done.stdout + done.stderr) == []


def _wait_for(client: httpx.Client, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(1200):
        assert server.poll() is None, "the server stopped"
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
