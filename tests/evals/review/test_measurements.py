"""Sets that people upload, runs in the background, the gate and the comparison."""

import io
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.records import Records, golden, runs, turns
from assistant.records.kept import TurnFilter
from assistant.settings import Settings
from corpus.errors import SearchIndexError
from corpus.index import Index
from evals.golden import questions, sheets
from evals.golden.questions import GoldenQuestion
from evals.review import measuring, sets
from evals.review.forms import Upload
from evals.review.measuring import Measuring, slug
from evals.review.promoting import STANDING
from evals.runs import RunError
from tests.evals.review.conftest import Browser, words_of


@pytest.fixture(scope="module")
def few() -> tuple[GoldenQuestion, ...]:
    """One shipped question that is answered, and one that is to be refused."""
    shipped = questions.read(questions.suite("calibration"))
    return next(q for q in shipped if q.answerable), next(q for q in shipped if not q.answerable)


@pytest.fixture
def sheet(few: tuple[GoldenQuestion, ...], tmp_path: Path) -> Callable[..., bytes]:
    def make(*asked: GoldenQuestion, ending: str = ".xlsx") -> bytes:
        file = tmp_path / f"blad{ending}"
        sheets.write(file, asked or few)
        return file.read_bytes()

    return make


def upload(owner: Browser, content: bytes, name: str = "proef.xlsx", suite: str = "proef"):  # type: ignore[no-untyped-def]
    return owner.send("/vragen", {"naam": suite}, files={"bestand": (name, content)})


def start(owner: Browser, suite: str = "proef", **more: str) -> str:
    """Start a run and wait until it ended; gives the path of its page."""
    page = owner.send("/metingen", {"set": suite, **more})
    path = page.url.path.removeprefix("/beoordeling")
    for _ in range(600):
        if owner.get(f"{path}/stand").json()["state"] in ("done", "failed"):
            return path
        time.sleep(0.05)
    raise AssertionError(f"{path} does not end")


def test_a_set_of_each_sort_is_kept_as_it_is_written(
    owner: Browser, records: Records, sheet: Callable[..., bytes], few: tuple[GoldenQuestion, ...], tmp_path: Path
) -> None:
    questions.write(tmp_path / "v.jsonl", few)
    for name, content in (
        ("a.xlsx", sheet()), ("b.csv", sheet(ending=".csv")), ("c.jsonl", (tmp_path / "v.jsonl").read_bytes()),
    ):  # fmt: skip
        page = upload(owner, content, name, suite="")
        assert "De vragen zijn bewaard" in words_of(page)
        assert [each.question for each in sets.kept(records, name[0])] == [
            each.question for each in sorted(few, key=lambda q: q.id)
        ]


def test_a_sheet_with_mistakes_comes_back_with_the_column_fout(
    owner: Browser, records: Records, sheet: Callable[..., bytes], few: tuple[GoldenQuestion, ...]
) -> None:
    wrong = replace(few[0], gold=(replace(few[0].gold[0], quote="Deze woorden staan nergens in de documenten."),))
    page = upload(owner, sheet(wrong, few[1]))
    assert page.status_code == 422 and golden.suites(records) == {}
    assert "1 rij heeft een fout" in words_of(page) and "deze woorden staan niet in" in words_of(page)
    path = page.text.partition('href="/beoordeling/vragen/fouten/')[2].partition('"')[0]
    returned = owner.get(f"/vragen/fouten/{path}")
    assert "proef-met-fouten.xlsx" in returned.headers["content-disposition"]
    rows = list(openpyxl.load_workbook(io.BytesIO(returned.content)).worksheets[0].values)
    assert rows[0][0] == "Fout" and "deze woorden staan niet in" in str(rows[1][0]) and not rows[2][0]


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.xlsx", b"geen werkmap"), ("x.pdf", b"%PDF"), ("x.jsonl", b"{"), ("x.csv", b"a;b\n"), ("../../x.xlsx", b"")],
)
def test_a_file_that_is_no_set_is_refused_without_a_path_of_the_server(
    owner: Browser, records: Records, name: str, content: bytes
) -> None:
    page = upload(owner, content, name)
    assert page.status_code == 422 and golden.suites(records) == {}
    assert "/tmp" not in page.text and "vragen.jsonl" not in page.text and ".onbekend" not in page.text


def test_names_of_our_own_sets_are_not_taken(owner: Browser, records: Records, sheet: Callable[..., bytes]) -> None:
    for name in ("test", "calibration", STANDING, "=1+1", "<b>"):
        assert upload(owner, sheet(), suite=name).status_code == 422
    assert golden.suites(records) == {}


def test_the_template_offers_the_documents(owner: Browser, answering: Assistant) -> None:
    book = openpyxl.load_workbook(io.BytesIO(owner.get("/vragen/sjabloon.xlsx").content))
    offered = {cell.value for row in book["Keuzes"].iter_rows() for cell in row}
    assert {document.name for document in answering.documents} <= offered
    assert owner.get("/vragen/sjabloon.jsonl").status_code == 404


def test_a_set_can_be_taken_along_and_is_the_same_when_it_comes_back(
    owner: Browser, records: Records, sheet: Callable[..., bytes], answering: Assistant
) -> None:
    upload(owner, sheet())
    for ending in (".xlsx", ".csv", ".jsonl"):
        content = owner.get(f"/vragen/download{ending}?set=proef").content
        assert sets.read(Upload(f"x{ending}", content), answering.index).questions == sets.kept(records, "proef")
    assert owner.get("/vragen/download.csv?set=niets").status_code == 404


def test_a_run_gives_figures_a_light_a_report_and_answers_to_judge(
    owner: Browser, records: Records, sheet: Callable[..., bytes]
) -> None:
    upload(owner, sheet())
    path = start(owner)
    page = words_of(owner.get(path))
    assert "2 van 2" in owner.get(f"{path}/stand").text
    assert "juiste uitkomst" in page and "OutcomeAccuracy" not in page
    assert "Oranje" in page or "Rood" in page
    assert "Met 2 andere vragen kan een deel 41 punten hoger of lager liggen" in page
    assert "Er is geen vorige meting van deze set." in page
    number = int(path.rsplit("/", 1)[1])
    assert len(turns.ids(records, TurnFilter(run=number))) == 2
    assert turns.ids(records) == ()
    report = owner.get(f"{path}/verslag")
    assert report.headers["content-security-policy"].startswith("sandbox allow-scripts; default-src 'none'")


def test_a_run_stands_beside_the_one_before_it(owner: Browser, sheet: Callable[..., bytes]) -> None:
    upload(owner, sheet())
    start(owner)
    path = start(owner)
    page = words_of(owner.get(f"{path}/vergelijking"))
    assert "juiste uitkomst" in page and "geen verschil te zien" in page
    assert "0 van 2 vragen kregen een ander antwoord." in page


def test_a_set_joins_the_standing_questions_once_it_was_measured(
    owner: Browser, records: Records, sheet: Callable[..., bytes]
) -> None:
    upload(owner, sheet())
    assert owner.send("/vragen/vast", {"set": "proef"}).status_code == 404
    start(owner, aantal="1")
    for _ in range(2):
        owner.send("/vragen/vast", {"set": "proef"})
    assert golden.suites(records) == {"proef": 2, STANDING: 2}


def test_questions_with_the_same_number_both_become_standing(records: Records, few: tuple[GoldenQuestion, ...]) -> None:
    sets.keep(records, "een", [few[0]])
    sets.keep(records, "twee", [replace(few[1], id=few[0].id)])
    assert (sets.promote(records, "een"), sets.promote(records, "twee")) == (1, 1)
    assert {each.id for each in golden.all_of(records, STANDING)} == {few[0].id, f"twee-{few[0].id}"}


class Slow:
    """An assistant that waits before each answer until it is let go."""

    def __init__(self, answering: Assistant) -> None:
        self.index, self.generation = answering.index, answering.generation
        self.go, self._answering = Event(), answering

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        self.go.wait(20)
        return self._answering.answer(question, history)


class Spoiled:
    """An index whose searches fail."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def search(self, *_: Any, **__: Any) -> Any:
        raise SearchIndexError("index: spoiled; ingest again")


def test_only_one_run_is_at_work_and_a_broken_one_goes_on(
    records: Records, answering: Assistant, few: tuple[GoldenQuestion, ...], tmp_path: Path
) -> None:
    slow = Slow(answering)
    at_work = Measuring(records, Settings(), lambda: slow, tmp_path / "runs")  # type: ignore[arg-type,return-value]
    run = at_work.start("proef", few)
    with pytest.raises(RunError, match="another run"):
        at_work.start("proef", few)
    assert not at_work.broke_off(run)
    after_restart = Measuring(records, Settings(), lambda: answering, tmp_path / "runs")
    assert after_restart.broke_off(run)
    slow.go.set()
    at_work.wait()
    done = runs.get(records, run.id)
    assert done is not None and done.state == "done" and not after_restart.broke_off(done)


def test_who_sees_that_a_run_is_done_may_start_the_next_though_its_thread_still_lets_go(
    records: Records, answering: Assistant, few: tuple[GoldenQuestion, ...], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    kept, let_go, finish = Event(), Event(), runs.finish

    def lingering(*given: Any) -> None:
        finish(*given)
        kept.set()
        let_go.wait(60)

    monkeypatch.setattr(runs, "finish", lingering)
    at_work = Measuring(records, Settings(), lambda: answering, tmp_path / "runs")
    run = at_work.start("proef", few[:1])
    assert kept.wait(60)
    with ThreadPoolExecutor(1) as clicks:
        second = clicks.submit(at_work.start, "proef", few[:1])
        let_go.set()
        assert second.result(60).id != run.id
    # A page that read the run before it ended does not call it broken off.
    assert run.state == "waiting" and not at_work.broke_off(run)
    at_work.wait()


def test_a_run_that_broke_off_asks_only_what_is_left(
    records: Records, answering: Assistant, few: tuple[GoldenQuestion, ...], tmp_path: Path
) -> None:
    first = Measuring(records, Settings(), lambda: answering, tmp_path / "runs")
    run = first.start("proef", few)
    first.wait()
    answers = Path(run.path) / "answers.jsonl"
    answers.write_text(answers.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    runs.progress(records, run.id, 1)
    after_restart = Measuring(records, Settings(), lambda: answering, tmp_path / "runs")
    after_restart.go_on(run)
    after_restart.wait()
    done = runs.get(records, run.id)
    assert done is not None and (done.state, done.done) == ("done", 2)
    assert len(turns.ids(records, TurnFilter(run=run.id))) == 3


def test_a_run_whose_index_fails_is_failed_and_the_next_may_start(
    records: Records, answering: Assistant, few: tuple[GoldenQuestion, ...], tmp_path: Path
) -> None:
    spoiled = SimpleNamespace(index=Spoiled(answering.index), generation="g", answer=answering.answer)
    at_work = Measuring(records, Settings(), lambda: spoiled, tmp_path / "runs")  # type: ignore[arg-type,return-value]
    run = at_work.start("proef", few)
    at_work.wait()
    ended = runs.get(records, run.id)
    assert ended is not None and (ended.state, ended.message) == ("failed", "index: spoiled; ingest again")
    at_work.start("proef", few)
    at_work.wait()


def test_no_secret_of_the_settings_is_written_beside_a_run(
    records: Records, answering: Assistant, few: tuple[GoldenQuestion, ...], tmp_path: Path
) -> None:
    settings = Settings(database="postgresql://u:geheim@host/db", model="openai:x", model_key="sleutel-123")
    at_work = Measuring(records, settings, lambda: answering, tmp_path / "runs")
    run = at_work.start("proef", few[:1])
    at_work.wait()
    written = "".join(f.read_text(encoding="utf-8") for f in Path(run.path).iterdir())
    assert "geheim" not in written and "sleutel-123" not in written


def test_every_measure_of_the_gate_has_a_dutch_name() -> None:
    from evals import gate
    from evals.report.writing import HEADLINE
    from evals.review.wording import words

    wanted = {str(threshold.measure) for threshold in gate.read()} | set(HEADLINE)
    assert wanted <= set(words("measures"))


def test_the_light_is_green_only_when_all_is_reached(few: tuple[GoldenQuestion, ...]) -> None:
    from evals.gate import Missed, read
    from evals.review.measuring import Light

    threshold = read()[0]
    unmeasured, missed = Missed(threshold, None, 0), Missed(threshold, 0.1, 9)
    assert Light((), (), 9, 9).colour == "green"
    assert Light((), (unmeasured,), 8, 9).colour == "amber"
    assert Light((missed,), (unmeasured,), 7, 9).colour == "red"
    assert Light((), (), 8, 9, chance=(missed,), margin=0.25).colour == "amber"
    # Refusing all: what should be answered is not.
    assert measuring.light(()).colour == "amber"


def test_names_that_differ_give_files_that_differ() -> None:
    names = ["proef", "Proef", "proef!", "proef?", "../proef", "é"]
    assert len({slug(name) for name in names}) == len(names)
    assert not any("/" in slug(name) or "." in slug(name) for name in names)
