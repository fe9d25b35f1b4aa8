"""The door to language models, against a real server on the loopback."""

import logging
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.writing.faults import (
    Busy,
    CutOff,
    Garbled,
    Refused,
    ServerFailed,
    Stalled,
    TimeUp,
    Unreachable,
    WriterFault,
)
from assistant.writing.model import Message, open_model
from assistant.writing.settings import WritingSettings
from corpus.errors import ModelError

from .conftest import KEY, Scripted, says

ASKED = (Message("system", "Antwoord kort."), Message("user", "Dag."))


def soon(seconds: float = 15.0) -> float:
    return time.monotonic() + seconds


def test_what_a_model_writes_comes_piece_by_piece(scripted: Scripted) -> None:
    scripted.script = says("Dag", " burge", "meester.")
    assert "".join(scripted.model().stream(ASKED, until=soon())) == "Dag burgemeester."
    assert [message["role"] for message in scripted.requests[0]["messages"]] == ["system", "user"]
    assert scripted.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("401", Refused),
        ("404", Refused),
        ("429", Busy),
        ("500", ServerFailed),
        ("web page", Garbled),
        ("other json", Garbled),
        ("no json", Garbled),
        ("no choices", CutOff),
        ("cut", CutOff),
        ("no end", CutOff),
    ],
)
def test_each_way_to_fail_has_a_name_and_no_message_shows_the_key(
    scripted: Scripted, fault: str, expected: type[WriterFault], caplog: pytest.LogCaptureFixture
) -> None:
    scripted.script, scripted.fault = says("Half een ", "antwoord"), fault
    with caplog.at_level(logging.DEBUG), pytest.raises(expected) as raised:
        list(scripted.model().stream(ASKED, until=soon()))
    assert KEY not in f"{raised.value!r} {raised.value} {raised.value.__cause__} {raised.value.__context__}"
    assert not [record for record in caplog.records if record.name.startswith("assistant") and KEY in str(record)]


def test_no_server_is_no_connection() -> None:
    model = open_model(WritingSettings("openai:proef", address="http://127.0.0.1:9/v1"))
    with pytest.raises(Unreachable, match="ASSISTANT_MODEL_ADDRESS"):
        list(model.stream(ASKED, until=soon()))


@pytest.mark.parametrize("fault", ["silent", "stalls"])
def test_silence_is_borne_no_longer_than_the_setting(scripted: Scripted, fault: str) -> None:
    scripted.script, scripted.fault = says("Een begin", " en dan"), fault
    with pytest.raises(Stalled):
        list(scripted.model(stall_seconds=0.3).stream(ASKED, until=soon()))


def test_an_answer_that_takes_too_long_as_a_whole_is_given_up(scripted: Scripted) -> None:
    def slowly(_: str):
        while True:
            time.sleep(0.05)
            yield "bla "

    scripted.script = slowly
    with pytest.raises(TimeUp, match="ASSISTANT_MODEL_SECONDS"):
        list(scripted.model().stream(ASKED, until=soon(0.5)))


@pytest.mark.parametrize("fault", ["429", "500"])
def test_what_may_pass_is_tried_again(scripted: Scripted, fault: str) -> None:
    scripted.script, scripted.fault, scripted.faults_left = says("Toch."), fault, 1
    assert list(scripted.model().stream(ASKED, until=soon())) == ["Toch."]
    assert len(scripted.requests) == 2


def test_it_is_not_tried_again_for_ever_nor_past_the_time_limit(scripted: Scripted) -> None:
    scripted.fault = "500"
    with pytest.raises(ServerFailed):
        list(scripted.model().stream(ASKED, until=soon()))
    assert len(scripted.requests) == 3
    with pytest.raises(ServerFailed):
        list(scripted.model().stream(ASKED, until=soon(0.4)))
    assert len(scripted.requests) == 4


@pytest.mark.parametrize("fault", ["401", "cut"])
def test_a_refusal_and_a_half_answer_are_not_tried_again(scripted: Scripted, fault: str) -> None:
    scripted.script, scripted.fault = says("Half"), fault
    with pytest.raises(WriterFault):
        list(scripted.model().stream(ASKED, until=soon()))
    assert len(scripted.requests) == 1


def test_a_server_of_ones_own_does_not_get_the_key_for_the_provider(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "voor-openai-alleen")
    model = open_model(WritingSettings("openai:proef", address=scripted.address))
    scripted.script = says("Dag.")
    list(model.stream(ASKED, until=soon()))
    assert scripted.keys == ["Bearer none"]


def test_nothing_is_sent_to_langsmith_whatever_the_environment_says(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_API_KEY": "x",
        "LANGSMITH_ENDPOINT": scripted.address, "LANGCHAIN_ENDPOINT": scripted.address,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    scripted.script = says("Dag.")
    list(scripted.model().stream(ASKED, until=soon()))
    from langchain_core.tracers.langchain import wait_for_all_tracers

    wait_for_all_tracers()
    assert scripted.paths == ["/v1/chat/completions"]


@pytest.mark.parametrize(
    ("name", "says_what"),
    [("niemand:x", "cannot be opened"), ("perplexity:x", "not installed"), ("azure_openai:x", "OPENAI_API_VERSION")],
)
def test_a_model_that_cannot_be_opened_is_named_with_what_to_do(name: str, says_what: str) -> None:
    with pytest.raises(ModelError, match=says_what) as raised:
        open_model(WritingSettings(name, key=KEY))
    assert KEY not in str(raised.value)


def test_the_settings_never_show_the_key() -> None:
    assert KEY not in repr(WritingSettings("openai:x", key=KEY))


def test_without_a_model_langchain_is_not_imported(shipped_index: Path) -> None:
    code = (
        "import sys; from assistant.cli import main; "
        f"main(['ask', 'Wat is regiowerking?', '--index', {str(shipped_index)!r}]); "
        "print([name for name in sys.modules if name.startswith(('langchain', 'openai', 'langsmith'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
