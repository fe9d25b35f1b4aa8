"""Which golden questions rest on passages that an ingest changed or removed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.settings import Settings
from corpus.changes import DocumentChange, Excerpt
from evals.golden.evidence import fold
from evals.golden.questions import FOLDER, SUITES, Evidence, GoldenQuestion, read, suite

# What a screen can hold; more is counted, not named.
QUOTES_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class Touched:
    """Evidence whose passage is no longer what it was. `stands`: the words are in what came instead."""

    question: GoldenQuestion
    evidence: Evidence
    stands: bool


def touched(questions: Iterable[GoldenQuestion], changes: Sequence[DocumentChange]) -> tuple[Touched, ...]:
    """Return the evidence of the questions that stood in a passage or document that changed or went.

    Documents whose state is `unknown` touch nothing: nobody can tell; `evidence.check` tells what still occurs.
    """
    by_name = {change.document: _Words.of(change) for change in changes if change.state in ("changed", "removed")}
    return tuple(_touched(questions, by_name))


def after_ingest(
    changes: Sequence[DocumentChange], settings: Settings | None = None, *, folder: Path = FOLDER
) -> Iterator[str]:
    """Yield lines that name the golden questions of our own sets which the changes of an ingest touch.

    Our own sets stand in `folder`, whatever the settings are.

    Raises QuestionsError for a set that cannot be read.
    """
    files = [folder / f"{name}.jsonl" for name in SUITES]
    questions = [question for file in files if file.is_file() for question in read(suite(file))]
    used = {evidence.document for question in questions for evidence in question.gold}
    removed = {change.document for change in changes if change.state == "removed"}
    found = sorted(touched(questions, changes), key=lambda each: each.stands)
    for document in sorted(removed & used):
        resting = {each.question.id for each in found if each.evidence.document == document}
        yield f"golden questions that rest on {document}, which is gone: {len(resting)}"
    yield from _named([each for each in found if each.evidence.document not in removed])
    if any(change.state == "unknown" and change.document in used for change in changes):
        yield "golden questions rest on documents that could not be compared; run: python -m evals check"


def _named(found: Sequence[Touched]) -> Iterator[str]:
    if found:
        questions = {each.question.id for each in found}
        yield f"golden questions that rest on changed passages: {len(questions)}; look at them again"
    for each in found[:QUOTES_NAMED]:
        state = "the words still stand" if each.stands else "the words are not in what replaced it"
        yield f"  {each.question.id}, {each.evidence.document}: {state}: {each.evidence.quote}"
    if len(found) > QUOTES_NAMED:
        yield f"  and {len(found) - QUOTES_NAMED} quotes more; run: python -m evals check"


@dataclass(frozen=True, slots=True)
class _Words:
    """What a changed document no longer says in the same passage, and what it says instead; all of a removed one."""

    whole: bool
    gone: str
    new: str

    @classmethod
    def of(cls, change: DocumentChange) -> "_Words":
        return cls(change.state == "removed", _folded(change.gone), _folded(change.new))

    def held(self, words: str) -> bool:
        return self.whole or words in self.gone


def _touched(questions: Iterable[GoldenQuestion], by_name: Mapping[str, _Words]) -> Iterator[Touched]:
    for question in questions:
        for evidence in question.gold:
            words = by_name.get(evidence.document)
            quote = fold(evidence.quote)
            if words and words.held(quote):
                yield Touched(question, evidence, stands=quote in words.new)


def _folded(excerpts: Sequence[Excerpt]) -> str:
    return "".join(fold(excerpt.text) for excerpt in excerpts)
