"""The questions that come with the product: enough of each sort, none in both parts, every quote in its document."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from assistant.settings import SHIPPED_DOCUMENTS
from corpus.reading.documents import Reading, read_document
from corpus.types import Document, Hit, Passage
from evals.golden import frozen, questions
from evals.golden.evidence import Finder
from evals.golden.parts import shared
from evals.golden.questions import FOLDER, SUITES, UNANSWERABLE, GoldenQuestion

OFFICIALS = Path(__file__).parents[4] / "shared" / "questions" / "officials.jsonl"


@dataclass(frozen=True)
class Shelf:
    """The shipped documents as they are read, without words and vectors to search them by."""

    readings: Mapping[str, Reading]

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple(Document(name, reading.sha256, name, reading.pages) for name, reading in self.readings.items())

    def passages(self, document: str) -> tuple[Passage, ...]:
        return tuple(self.readings[document].passages)

    def search(self, question: str, *, k: int, documents: tuple[str, ...] | None) -> tuple[Hit, ...]:
        return ()


@cache
def part(name: str) -> tuple[GoldenQuestion, ...]:
    return questions.read(questions.suite(name))


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf({file.name: read_document(file) for file in sorted(SHIPPED_DOCUMENTS.glob("*.pdf"))})


@pytest.mark.parametrize("name", SUITES)
def test_every_quote_stands_on_the_page_that_it_names(name: str, shelf: Shelf) -> None:
    finder = Finder(shelf)
    for question in part(name):
        for evidence in question.gold:
            place = finder.resolve(evidence)
            assert place and place.page == evidence.page, (question.id, evidence)


def test_every_document_is_asked_about_in_both_parts(shelf: Shelf) -> None:
    for name in SUITES:
        assert {e.document for question in part(name) for e in question.gold} == {d.name for d in shelf.documents}


def test_no_question_stands_in_both_parts() -> None:
    assert list(shared({name: part(name) for name in SUITES})) == []


def test_the_test_part_is_as_it_was_frozen() -> None:
    frozen.check(questions.suite(questions.TEST))


def test_the_test_part_asks_enough_of_every_sort() -> None:
    asked = part(questions.TEST)
    kinds = Counter(question.kind for question in asked)
    assert len(asked) >= 250
    assert kinds["near"] >= 40
    assert min(kinds["false_premise"], kinds["attack"]) >= 20
    assert sum(bool(question.history) for question in asked) >= 30
    assert sum(question.language != "nl" for question in asked) >= 20
    assert sum(question.trap is not None for question in asked) >= 25


def test_the_read_me_gives_the_right_numbers() -> None:
    said = re.findall(
        r"^\| ([^|]+) \| ([\d, ]+) \| ([\d, ]+) \|$", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE
    )
    counted = [counts(part(name)) for name in SUITES]
    assert {name: [calibration, test] for name, calibration, test in said} == {
        name: [each[name] for each in counted] for name in counted[0]
    }


def counts(asked: Sequence[GoldenQuestion]) -> dict[str, str]:
    kinds, traps = Counter(each.kind for each in asked), Counter(each.trap for each in asked)
    languages = Counter(each.language for each in asked)
    numbers = {
        "questions": len(asked),
        "answerable": sum(each.answerable for each in asked),
        **{f"`{kind}`": kinds[kind] for kind in UNANSWERABLE},
        "follow-ups": sum(bool(each.history) for each in asked),
        "English, French": f"{languages['en']}, {languages['fr']}",
        "sloppy": sum(each.style == "sloppy" for each in asked),
        **{f"trap `{trap}`": traps[trap] for trap in questions.TRAPS},
        "quotes": sum(len(each.gold) for each in asked),
    }
    return {name: str(number) for name, number in numbers.items()}


def test_the_first_questions_of_officials_are_in_the_calibration_part() -> None:
    if not OFFICIALS.is_file():
        pytest.skip("the officials' questions lie beside this repository")
    first = {each["id"]: each["question"] for each in map(json.loads, OFFICIALS.read_text("utf-8").splitlines())}
    calibration = {question.id: question.question for question in part(questions.CALIBRATION)}
    assert {id_: calibration.get(id_) for id_ in first} == first
