"""What `assistant serve` does with what is kept, and the owner's remarks as other commands show them."""

import json
import os
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from assistant.access.settings import AccessSettings
from assistant.cli import main
from assistant.commands.serve import lacks_responsible, unused_access
from assistant.opening import open_records
from assistant.records import remarks, turns
from assistant.settings import Settings
from tests.assistant.records.conftest import answer


@pytest.fixture
def settings(shipped_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("ASSISTANT_DATABASE", f"sqlite:///{tmp_path}/records.sqlite")
    monkeypatch.setenv("ASSISTANT_KEEP_DAYS", "30")
    return Settings.from_environment(os.environ, index=shipped_index)


def test_serving_deletes_what_was_kept_too_long(settings: Settings) -> None:
    records = open_records(settings)
    for days in (29, 31):
        at = datetime.now(UTC) - timedelta(days=days)
        turns.log(records, answer(str(days)), conversation=str(days), channel="chat", generation="g1", at=at)
    serve = ["serve", "--index", str(settings.index), "--port", str(_free_port())]
    command = [sys.executable, "-m", "assistant.cli", *serve]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if turns.find(records).total == 1:
                break
            time.sleep(0.1)
    finally:
        server.terminate()
        server.wait(30)
    assert [turn.question for turn in turns.find(records).items] == ["29"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_an_answer_on_the_command_line_shows_the_remarks_of_the_owner(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    asking = ["ask", "Wat is regiowerking?", "--index", str(settings.index)]
    assert main([*asking, "--json"]) == 0
    cited = json.loads(capsys.readouterr().out)["citations"][0]
    assert cited["note"] is None
    remarks.add(
        open_records(settings), document=cited["document"], quote=cited["quote"], note="dit verandert in 2027.",
        date="2026-11-01", author_role="manager",
    )  # fmt: skip
    line = "Opgelet: dit verandert in 2027. (kanttekening van 1 november 2026)"
    main([*asking, "--json"])
    assert json.loads(capsys.readouterr().out)["citations"][0]["note"] == line
    main(asking)
    assert f"\n    {line}\n" in capsys.readouterr().out


def test_asking_makes_no_database(
    shipped_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ASSISTANT_DATABASE", raising=False)
    assert main(["ask", "Wat is regiowerking?", "--index", str(shipped_index)]) == 0
    file = Settings(index=shipped_index).database_file
    assert file is not None and not file.parent.exists()


def test_a_running_server_is_switched_off_and_on_by_the_command(
    shipped_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    index.symlink_to(shipped_index)
    address = f"http://127.0.0.1:{_free_port()}"
    serve = ["serve", "--index", str(index), "--port", address.rpartition(":")[2]]
    server = subprocess.Popen([sys.executable, "-m", "assistant.cli", *serve], stderr=subprocess.DEVNULL)

    def status(path: str) -> int:
        return httpx.get(address + path, timeout=60).status_code

    try:
        for _ in range(600):
            try:
                if status("/readyz") == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        assert main(["switch", "off", "--web", "--notice", "Onderhoud", "--index", str(index)]) == 0
        assert (status("/"), status("/api/v1/documents"), status("/livez")) == (503, 200, 200)
        assert "Onderhoud" in httpx.get(address).text
        assert main(["switch", "on", "--index", str(index)]) == 0
        assert status("/") == 200
    finally:
        server.terminate()
        server.wait(30)
    assert capsys.readouterr().out == "web: off (Onderhoud)\napi: on\nweb: on\napi: on\n"
    assert (tmp_path / "index-records" / "pseudonym.key").exists()


@pytest.mark.parametrize(
    ("options", "environ"),
    [
        (["--host", "0.0.0.0"], {}),
        (["--host", "192.0.2.7"], {}),
        ([], {"ASSISTANT_HOST": "::"}),
        ([], {"ASSISTANT_PUBLIC_ADDRESS": "https://assistent.example"}),
    ],
)
def test_serving_others_without_access_is_refused(
    options: list[str], environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert main(["serve", *options]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ASSISTANT_ACCESS to oidc, header or token" in said and "or to public" in said


def test_who_serves_others_is_told_that_nobody_is_named_as_responsible() -> None:
    served = AccessSettings("public")
    assert lacks_responsible(Settings(access=served))
    assert lacks_responsible(Settings(access=served, controller="Gemeente Voorbeeld"))
    named = Settings(access=served, controller="Gemeente Voorbeeld", privacy_contact="privacy@gemeente.example")
    assert not lacks_responsible(named)
    assert not lacks_responsible(Settings())


def test_settings_of_signing_in_that_do_nothing_are_told() -> None:
    given = {"ASSISTANT_READER_GROUPS": "lezers", "ASSISTANT_OIDC_ISSUER": "https://aanmelden.example"}
    said = unused_access(AccessSettings.from_environment({"ASSISTANT_ACCESS": "public", **given}))
    assert "ASSISTANT_ACCESS is public" in said and all(name in said for name in given) and "lezers" not in said
    assert AccessSettings.from_environment(given).unused
    assert not AccessSettings.from_environment({"ASSISTANT_ACCESS": "public"}).unused
    assert not AccessSettings.from_environment({"ASSISTANT_ACCESS": "header", **given}).unused
