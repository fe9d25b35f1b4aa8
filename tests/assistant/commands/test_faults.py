import io
import logging
from collections.abc import Iterator

import pytest

from assistant.commands.faults import OURS, SERVER, tell_faults
from assistant.commands.options import keep_quiet

QUESTION = "Mag mijn buurvrouw uit Melle dit weten?"


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """What the log says once the server runs; the loggers of this process are put back afterwards."""
    loggers = [logging.getLogger(name) for name in (None, *OURS, SERVER)]
    before = [(one, list(one.handlers), one.propagate, one.level) for one in loggers]
    keep_quiet()
    written = io.StringIO()
    tell_faults(written)
    yield written
    logging.disable(logging.NOTSET)
    for one, handlers, propagate, level in before:
        one.handlers, one.propagate = handlers, propagate
        one.setLevel(level)


def test_our_own_faults_are_told(said: io.StringIO) -> None:
    logging.getLogger("assistant.web.keeping").error("an answer was not kept: %s", "the disk is full")
    assert said.getvalue() == "error: an answer was not kept: the disk is full\n"


def test_a_request_that_failed_is_told_by_kind_and_place_without_its_words(said: io.StringIO) -> None:
    try:
        raise ValueError(QUESTION)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    line = said.getvalue()
    assert line.startswith("error: a request failed: ValueError in test_faults.py, line ")
    assert line.count("\n") == 1
    assert "buurvrouw" not in line


def test_other_libraries_say_nothing(said: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("chromadb.telemetry").error("could not send %s", QUESTION)
    logging.getLogger("httpx").critical(QUESTION)
    assert said.getvalue() == ""
    assert capsys.readouterr().err == ""
