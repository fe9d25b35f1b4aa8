"""Asks golden questions and writes a run's folder."""

import json
import os
import platform
import subprocess
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from itertools import chain, count
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from assistant.settings import Settings
from corpus.pdf.pages import page_text
from evals import runs
from evals.figures import exact, machine
from evals.golden import questions
from evals.golden.questions import GoldenQuestion
from evals.runs import Run, RunError
from evals.scoring import FULL, Asked, Judge
from evals.stages import Stages
from evals.subject import Searched, Subject
from evals.summary import summarise

PROJECT: Final = Path(__file__).resolve().parent.parent

SAME: Final = ("commit", "suites", "limit", "documents", "assistant", "judge")
"""Settings that must be the same for a run to be taken up again: one run measures one thing."""

NAMED: Final = ("chromadb", "lingua-language-detector", "numpy", "pypdfium2", "PyStemmer", "scipy")
"""Libraries whose version may change an answer."""

OnEach = Callable[[Asked], None]


@dataclass(frozen=True, slots=True)
class Suite:
    """A set of golden questions: `name` as given, or that of its file; `sha256` of the file's bytes."""

    name: str
    sha256: str
    questions: tuple[GoldenQuestion, ...]


def read_suite(name: str) -> Suite:
    """Return a suite by its name or path. Raises QuestionsError, also for a test part whose bytes have changed."""
    file = questions.suite(name)
    if name == questions.TEST:
        from evals.golden import frozen

        frozen.check(file)
    shown = name if name in questions.SUITES else file.name
    return Suite(shown, sha256(file.read_bytes()).hexdigest(), questions.read(file))


def read_suites(names: Sequence[str]) -> tuple[Suite, ...]:
    """Return suites by their names or paths, each once. Raises what `read_suite` raises, and RunError."""
    suites = tuple(read_suite(name) for name in dict.fromkeys(names))
    for number, suite in enumerate(suites):
        if suite.name in {other.name for other in suites[:number]}:
            raise RunError(f"{suite.name}: two suites have this name; give one of the files another name")
    return suites


def start(
    suites: Sequence[Suite], subject: Subject, settings: Settings, *, to: Path, limit: int | None = None,
    judge: Mapping[str, Any] | None = None,
) -> Path:  # fmt: skip
    """Make the folder of a new run below `to` and return it; `judge` describes who judges. Raises RunError."""
    described = describe(suites, subject.index, settings, limit=limit, judge=judge)
    stamp = described["started"].replace("-", "").replace(":", "")[:15]
    folder = _free(to / f"{stamp}-{described['commit']}")
    runs.write_settings(folder, described)
    return folder


def _free(folder: Path) -> Path:
    """Return the folder, or the first like it that is not there: two runs may begin in one second."""
    others = (folder.with_name(f"{folder.name}-{number}") for number in count(2))
    return next(each for each in chain([folder], others) if not each.exists())


def take_up(
    folder: Path, suites: Sequence[Suite], subject: Subject, settings: Settings, *, limit: int | None = None,
    judge: Mapping[str, Any] | None = None,
) -> Run:  # fmt: skip
    """Return what an interrupted run has, to go on with. Raises RunError when something else would be measured now."""
    run = runs.read(folder)
    now = describe(suites, subject.index, settings, limit=limit, judge=judge)
    changed = [name for name in SAME if json.loads(json.dumps(now[name])) != run.settings.get(name)]
    if changed:
        raise RunError(f"{folder}: since it began, other {', '.join(changed)}; start a new run without --resume")
    # A line that was cut off must not stay before what follows.
    runs.write(folder / runs.ANSWERS, "".join(map(runs.line, run.asked)))
    return run


def ask(
    suites: Sequence[Suite],
    subject: Subject,
    *,
    limit: int | None = None,
    done: Collection[tuple[str, str]] = (),
    jobs: int = 1,
    judge: Judge | None = None,
) -> Iterator[Asked]:
    """Ask the questions of the suites, the first `limit` of each, and yield what came of each as it comes.

    Those in `done` are left out. `jobs` questions are asked at once; looking quotes up stays in this thread.
    """
    asking = chosen(suites, limit)
    stages = Stages([golden for _, golden in asking], subject.index)
    texts = _page_texts(subject.index)
    ids = {suite.name: {golden.id for golden in suite.questions} for suite in suites}
    left = [(suite, golden) for suite, golden in asking if (suite, golden.id) not in done]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        # One at a time stays in this thread: what is measured here would slow down an answer in another one.
        at_once = pool.map if jobs > 1 else map
        answers = at_once(lambda each: _answered(each[1], subject), left)
        for (suite, golden), (answer, error, milliseconds) in zip(left, answers, strict=True):
            yield Asked(
                suite=suite,
                golden=golden,
                answer=answer,
                milliseconds=milliseconds,
                exact=_looked_up(answer, texts),
                found=stages.found(golden, _searched_for(golden, answer)) if golden.answerable else {},
                verdicts=judge(golden, answer) if judge else {},
                error=error,
                paired=_is_paired(golden, ids[suite]),
            )


def record(folder: Path, asked: Iterable[Asked], on_each: OnEach | None = None) -> None:
    """Add what comes of each question to the answers of a run as it comes. Raises RunError."""
    with (folder / runs.ANSWERS).open("a", encoding="utf-8") as out:
        for each in asked:
            out.write(runs.line(each))
            out.flush()
            if on_each:
                on_each(each)


def finish(folder: Path, suites: Sequence[Suite], index: Searched) -> dict[str, Any]:
    """Put the answers of a run in the order of the questions, write summary and report, and return the summary.

    Raises RunError.
    """
    from evals.report.writing import write_report

    run = runs.read(folder)
    keys = [(suite, golden.id) for suite, golden in chosen(suites, run.settings["limit"])]
    asked = runs.in_order(run.asked, keys)
    runs.write(folder / runs.ANSWERS, "".join(map(runs.line, asked)))
    summary = summarise(asked, run.settings["documents"])
    runs.write(folder / runs.SUMMARY, json.dumps(summary, ensure_ascii=False, indent=2) + "\n")
    write_report(folder / runs.REPORT, Run(folder, run.settings, asked), summary, index)
    return summary


def chosen(suites: Sequence[Suite], limit: int | None) -> list[tuple[str, GoldenQuestion]]:
    """Return the questions to ask, each with the name of its suite."""
    return [(suite.name, golden) for suite in suites for golden in suite.questions[:limit]]


def describe(
    suites: Sequence[Suite], index: Searched, settings: Settings, *, limit: int | None = None,
    judge: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return all that a run depends on, ready for `json.dumps`."""
    return {
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "suites": [{"name": s.name, "sha256": s.sha256, "questions": len(s.questions[:limit])} for s in suites],
        "limit": limit,
        "documents": [
            {"name": d.name, "title": d.title, "sha256": d.sha256, "pages": d.pages} for d in index.documents
        ],
        "assistant": _described(settings),
        "judge": dict(judge) if judge else None,
        "versions": {"python": platform.python_version(), **{name: version(name) for name in NAMED}},
        "machine": machine(),
    }


def commit() -> str:
    """Return the commit that is measured, `-dirty` where files differ from it; *unknown* outside a git checkout."""
    command = ["git", "-C", str(PROJECT), "describe", "--always", "--dirty"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _answered(golden: GoldenQuestion, subject: Subject) -> tuple[Mapping[str, Any] | None, str | None, float]:
    began = perf_counter()
    try:
        answer, error = subject.answer(golden.question, golden.history, golden.municipality), None
    except Exception as fault:  # noqa: BLE001 - whatever broke is a finding: named, and counted against the answer
        answer, error = None, f"{type(fault).__name__}: {fault}"
    return answer, error, 1000 * (perf_counter() - began)


def _searched_for(golden: GoldenQuestion, answer: Mapping[str, Any] | None) -> str:
    """A follow-up is searched for as the answer says; any other question as it was typed."""
    return str(answer["searched_for"]) if golden.history and answer else golden.question


def _looked_up(answer: Mapping[str, Any] | None, text_of: Callable[[str, int], str]) -> tuple[bool, ...]:
    if answer is None:
        return ()
    quotes = [*answer["citations"], *answer.get("nearest", ())]
    return tuple(exact(quote["quote"], text_of(quote["document"], quote["page"])) for quote in quotes)


def _page_texts(index: Searched) -> Callable[[str, int], str]:
    """Return what gives the text of a page as pdfium does; none for a page that does not exist."""
    pages = {document.name: document.pages for document in index.documents}

    @cache
    def text_of(document: str, page: int) -> str:
        return page_text(index.file(document), page) if 1 <= page <= pages.get(document, 0) else ""

    return text_of


def _is_paired(golden: GoldenQuestion, ids: Collection[str]) -> bool:
    in_full = golden.id.endswith(FULL) and golden.id.removesuffix(FULL) in ids
    return in_full or golden.id + FULL in ids


def _described(settings: Settings) -> dict[str, Any]:
    """Return the settings without those that hold a secret, which are kept out of their `repr` too."""
    # Who may enter changes no answer.
    names = [each.name for each in fields(settings) if each.repr and each.name != "access"]
    return {name: _plain(getattr(settings, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return os.fspath(value)
    return list(value) if isinstance(value, tuple) else value
