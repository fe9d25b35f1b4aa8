from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from assistant.records import Records
from assistant.web.server import create_app
from corpus.errors import IndexMissing, ModelError, RecordsError

from ..conftest import Running, ScriptedAnswering


def ready(current: Any, records: Records, **more: Any) -> tuple[int, dict[str, Any]]:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(current, records, **more))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get("/readyz")

    response = anyio.run(ask)
    return response.status_code, response.json()


def missing() -> Any:
    raise IndexMissing("/srv/index: nothing was indexed yet; run `assistant ingest`")


class Away(Records):
    def check(self) -> None:
        raise RecordsError("the database is away")


def test_ready_tells_that_each_part_is_there(client: httpx.Client) -> None:
    assert client.get("/readyz").json() == {
        "status": "ready",
        "generation": "g1",
        "documents": 2,
        "checks": {"index": "ok", "store": "ok", "model": "ok", "language_model": "none"},
    }


def test_ready_tells_which_part_is_missing(answering: ScriptedAnswering, records: Records) -> None:
    class WithoutModel(ScriptedAnswering):
        def search(self, question: str, *, k: int = 10) -> Any:
            raise ModelError("the model cannot be loaded")

    class Gone(ScriptedAnswering):
        def check_files(self) -> None:
            raise IndexMissing("/srv/index/generations/g1 is gone")

    broken = WithoutModel(answering.folder, answering.documents, answering.passages)
    gone = Gone(answering.folder, answering.documents, answering.passages)
    for current, kept, checks in (
        (missing, records, {"index": "failed", "store": "ok", "model": "not tried", "language_model": "not tried"}),
        (
            lambda: gone,
            records,
            {"index": "failed", "store": "ok", "model": "not tried", "language_model": "not tried"},
        ),
        (lambda: answering, Away(None), {"index": "ok", "store": "failed", "model": "ok", "language_model": "none"}),
        (lambda: broken, records, {"index": "ok", "store": "ok", "model": "failed", "language_model": "none"}),
    ):
        status, told = ready(current, kept)
        assert (status, told["status"], told["checks"]) == (503, "not ready", checks)
        assert told["error"].startswith("De assistent kan nog niet antwoorden")


def test_what_is_wrong_is_for_the_log_alone(records: Records, caplog: pytest.LogCaptureFixture) -> None:
    told = ready(missing, records)[1]
    assert told["detail"] == "the log of the server tells what is wrong" and "/srv/index" not in str(told)
    assert "not ready: index: /srv/index: nothing was indexed yet" in caplog.text


def test_figures_count_answers_without_a_word_of_a_question(client: httpx.Client, running: Running) -> None:
    def counted(name: str) -> float:
        lines = client.get("/metrics").text.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))

    answered = 'assistant_questions_total{channel="api",outcome="answered"}'
    failed = 'assistant_questions_total{channel="api",outcome="failed"}'
    timed = 'assistant_answer_seconds_count{channel="api"}'
    before = [counted(name) for name in (answered, failed, timed)]
    client.post("/api/v1/ask", json={"question": "wat is een geheimzinnige regio"})
    client.post("/api/v1/ask", json={"question": "dat valt halfweg weg"})
    after = [counted(name) for name in (answered, failed, timed)]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 1]
    assert counted("assistant_documents") == 2
    assert counted('assistant_generation{generation="g1"}') == 1
    figures = client.get("/metrics")
    assert figures.headers["content-type"].startswith("text/plain")
    assert "geheimzinnig" not in figures.text


def test_answers_on_the_page_are_counted_too(client: httpx.Client) -> None:
    from ..test_routes import _chat

    _chat(client, client.get("/").text, {"x-gesprek": "7" * 32}, "wat is een regio?")
    assert 'assistant_questions_total{channel="chat",outcome="answered"}' in client.get("/metrics").text


def test_records_whose_file_is_deleted_are_not_ready(answering: ScriptedAnswering, tmp_path: Path) -> None:
    kept = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    assert ready(lambda: answering, kept)[0] == 200
    (tmp_path / "records.sqlite").unlink()
    status, told = ready(lambda: answering, kept)
    assert (status, told["checks"]["store"]) == (503, "failed")
    kept.close()
