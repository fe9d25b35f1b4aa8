"""Personal numbers are planted on every road in, and looked for in all that is kept, logged or given back."""

import json
import logging
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import httpx
import pytest

from assistant.assistant import Assistant
from assistant.cli import main
from assistant.records import Records, remarks, turns, verdicts
from assistant.records.kept import Verdict

PLANTED = ("85.07.30-033.28", "17073003384", "98 47 28 997 65", "BE68 5390 0754 7034", "be68539007547034",
           "0475 12 34 56", "+32 9 264 12 34", "jan.peeters@gemeente.be")  # fmt: skip
WHOLE = f"Wat is een referentieregio voor {' of '.join(PLANTED)}?"
DIGITS = tuple(re.sub(r"\D", "", planted) for planted in PLANTED if "@" not in planted)


def leaks(content: bytes) -> list[str]:
    """Return what was planted and stands in some bytes, as planted or as bare digits."""
    found = [planted for planted in (*PLANTED, *DIGITS) if planted.lower().encode() in content.lower()]
    return [*found, *(["jan.peeters"] if b"jan.peeters" in content else [])]


def all_files(folder: Path) -> bytes:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    return b"\n".join(file.read_bytes() for file in files)


@pytest.fixture
def served(shipped_index: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A real `assistant serve` that keeps and logs below a folder; gives its address and that folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = tmp_path / "kept"
    kept.mkdir()
    environ = {**os.environ, "ASSISTANT_DATABASE": f"sqlite:///{kept}/records.sqlite"}
    command = [sys.executable, "-m", "assistant.cli", "serve", "--index", str(shipped_index), "--port", str(port)]
    with (kept / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environ, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(f"http://127.0.0.1:{port}/readyz", server)
        yield f"http://127.0.0.1:{port}", kept
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server stopped"
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def _chat(client: httpx.Client, conversation: str, question: str) -> str:
    """Ask as the page does, and return what the page then shows."""
    page = client.get("/").text
    config, _ = json.JSONDecoder().raw_decode(page[page.index("window.gradio_config = ") + 23 :])
    shown = ""
    for dependency, data in ((config["dependencies"][0], [question]), (config["dependencies"][1], [])):
        body = {"data": data, "fn_index": dependency["id"], "session_hash": "test"}
        response = client.post("/gradio_api/run/predict", json=body, headers={"x-gesprek": conversation})
        assert response.status_code == 200
        shown += response.text
    return shown


def test_no_road_through_the_server_keeps_logs_or_shows_a_planted_number(served: tuple[str, Path]) -> None:
    address, kept = served
    conversation = "5" * 32
    with httpx.Client(base_url=address, timeout=30) as client:
        shown = _chat(client, conversation, WHOLE)
        shown += _chat(client, conversation, "en wie beslist daar?")
        judged = {"useful": False, "reason": "wrong", "note": WHOLE}
        place = f"/gesprek/{conversation}/antwoord/1"
        assert client.post(f"{place}/oordeel", json=judged).status_code == 200
        shown += client.get(f"{place}/kopie").text
        for own in ("/gegevens/gesprek", "/gegevens/gesprek.json"):
            shown += client.get(own, headers={"x-gesprek": conversation}).text
        asked = client.post("/api/v1/ask", json={"question": WHOLE, "history": [WHOLE, WHOLE]})
        shown += asked.text + client.get("/readyz").text
    assert set(asked.json()["masked"]) == {"national_number", "bank_account", "phone", "email"}
    assert "Uw vraag bevatte een rijksregisternummer" in shown
    assert leaks(shown.encode()) == []
    assert leaks(all_files(kept)) == []
    questions = [turn.question for turn in turns.find(Records.open(f"sqlite:///{kept}/records.sqlite")).items]
    assert len(questions) == 3
    assert sum("[rijksregisternummer]" in question for question in questions) == 2


def test_no_command_shows_a_planted_number(
    shipped_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_DATABASE", f"sqlite:///{tmp_path}/records.sqlite")
    batch = tmp_path / "vragen.jsonl"
    batch.write_text(json.dumps({"id": 1, "question": WHOLE, "history": [WHOLE]}), encoding="utf-8")
    index = ("--index", str(shipped_index))
    for given in (
        ("ask", WHOLE), ("ask", WHOLE, "--json"), ("ask", "--batch", str(batch)), ("search", WHOLE),
        ("search", WHOLE, "--json"),
    ):  # fmt: skip
        assert main([*given, *index]) == 0
        out, err = capsys.readouterr()
        assert leaks((out + err).encode()) == [], given
        assert "referentieregio" in out
        assert "Uw vraag bevatte" in out + err or '"national_number"' in out or "[rijksregisternummer]" in out


def test_no_log_of_any_library_holds_a_planted_number(
    shipped_index: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from assistant.web.chat import Chat
    from assistant.web.conversations import Conversations
    from assistant.web.keeping import keep_turn
    from corpus.index import Index

    logging.disable(logging.NOTSET)  # commands that other tests ran may have silenced it
    caplog.set_level(logging.DEBUG)
    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    assistant = Assistant(Index.open(shipped_index))
    chat = Chat(lambda: assistant, Conversations(), lambda key, turn: keep_turn(records, key, turn))
    chat.ask("6" * 32, WHOLE)
    chat.answer("6" * 32)
    assert leaks(caplog.text.encode()) == []


def test_what_reviewers_note_is_masked_and_contacts_of_the_owner_are_left_alone(tmp_path: Path) -> None:
    from tests.assistant.records.conftest import answer

    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    turn = turns.log(records, answer(), conversation="a", channel="chat", generation="g1")
    verdicts.give(records, turn, "B1", Verdict.WRONG, note=WHOLE)
    assert leaks(all_files(tmp_path)) == []
    remarks.add(
        records, document="gids.pdf", quote="de dienst", note="Mail jan.peeters@gemeente.be", date="2026-01-01",
        author_role="manager",
    )  # fmt: skip
    assert remarks.all_of(records)[0].note == "Mail jan.peeters@gemeente.be"


@pytest.mark.parametrize(("before", "after"), list(product(("", "(", "nr.", "tel:"), ("", ")", ".", ", dus"))))
def test_numbers_are_found_between_other_signs(before: str, after: str) -> None:
    from assistant.masking import mask

    for planted in PLANTED:
        assert leaks(mask(f"Wie is {before}{planted}{after}").text.encode()) == []


def test_a_note_that_is_cut_leaves_no_half_of_a_number() -> None:
    from assistant.records.writing import LONGEST_NOTE, note_of

    for planted in PLANTED:
        for left in range(1, len(planted)):
            note = note_of(f"{'x' * (LONGEST_NOTE - left - 1)} {planted}")
            assert len(note) <= LONGEST_NOTE
            assert planted[:left] not in note or left < 3
