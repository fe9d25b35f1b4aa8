"""What a golden question is, and the files that hold them: one JSON object a line.

Evidence is a document and its exact words, never a passage id: cutting documents otherwise changes no golden file.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from assistant.answer import WITHOUT_EVIDENCE, Outcome
from assistant.masking import mask
from corpus.errors import ProductError
from corpus.storing.durable import write as write_file

FOLDER: Final = Path(__file__).parents[1] / "questions"
CALIBRATION: Final = "calibration"
TEST: Final = "test"
SUITES: Final = (CALIBRATION, TEST)

ANSWERABLE: Final = (
    "definition", "list", "comparison", "who", "when", "how_much", "how_many", "where", "yes_no", "why", "how",
    "table", "two_questions", "other",
)  # fmt: skip
UNANSWERABLE: Final = ("near", "false_premise", "outside", "attack")
KINDS: Final = (*ANSWERABLE, *UNANSWERABLE)
LANGUAGES: Final = ("nl", "en", "fr")
STYLES: Final = ("plain", "sloppy")
TRAPS: Final = ("exception", "old_figure", "closed_call", "earlier_stage")
ROLES: Final = (
    "burgemeester", "schepen", "raadslid", "algemeen directeur", "financieel directeur", "beleidsmedewerker",
    "medewerker intergemeentelijke vereniging", "OCMW-medewerker", "journalist", "inwoner",
)  # fmt: skip


class QuestionsError(ProductError):
    """A file of golden questions cannot be used."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Exact words of one page of a document; white space and hyphens do not count. `page`, from 1, is a hint.

    Evidence with the same `piece` says the same thing and either will do; each piece is needed for a full answer.
    """

    document: str
    quote: str
    page: int | None
    piece: int = 1


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question as somebody would type it, and what a good answer is.

    `history` holds the questions before it, oldest first. `points` are facts in a few words each that a good answer
    holds. `trap` says why an exact quote would mislead; `municipality` is who "we" are, where that matters.
    """

    id: str
    question: str
    history: tuple[str, ...]
    language: str
    role: str
    kind: str
    style: str
    trap: str | None
    municipality: str | None
    outcome: Outcome
    points: tuple[str, ...]
    gold: tuple[Evidence, ...]

    @property
    def answerable(self) -> bool:
        """Whether the documents hold evidence that a good answer quotes."""
        return self.outcome not in WITHOUT_EVIDENCE

    @property
    def pieces(self) -> tuple[tuple[Evidence, ...], ...]:
        """The evidence by piece, in the order of the piece numbers: all pieces are needed, one of each will do."""
        numbers = sorted({evidence.piece for evidence in self.gold})
        return tuple(tuple(e for e in self.gold if e.piece == number) for number in numbers)


def suite(name: str | Path, folder: Path = FOLDER) -> Path:
    """Return the file of a suite: `calibration`, `test`, or the path of a file of somebody's own.

    Raises QuestionsError when there is no such file.
    """
    file = folder / f"{name}.jsonl" if str(name) in SUITES else Path(name)
    if not file.is_file():
        known = " or ".join(SUITES)
        raise QuestionsError(f"{name}: there is no such file of questions; give {known}, or the path of a .jsonl file")
    return file


def read(file: Path) -> tuple[GoldenQuestion, ...]:
    """Return the questions of a JSONL file. Raises QuestionsError, which names file and line."""
    questions: list[GoldenQuestion] = []
    ids: dict[str, int] = {}
    for number, line in _lines(file):
        where = f"{file}, line {number}"
        try:
            question = from_json(json.loads(line))
        except json.JSONDecodeError as error:
            raise QuestionsError(f"{where}: this is not JSON; each line holds one object") from error
        except QuestionsError as error:
            raise QuestionsError(f"{where}: {error}") from error
        if question.id in ids:
            raise QuestionsError(f"{where}: line {ids[question.id]} has the id {question.id} too; give another")
        ids[question.id] = number
        questions.append(question)
    if not questions:
        raise QuestionsError(f"{file}: no questions here; write one JSON object a line")
    return tuple(questions)


def write(file: Path, questions: Iterable[GoldenQuestion]) -> None:
    """Write questions to a JSONL file, which is there whole or not at all. Raises QuestionsError."""
    try:
        write_file(file, "".join(json.dumps(as_json(each), ensure_ascii=False) + "\n" for each in questions))
    except OSError as error:
        raise QuestionsError(f"{file}: cannot be written ({error.strerror}); choose another place") from error


def as_json(question: GoldenQuestion) -> dict[str, Any]:
    """Return a question as it stands in a file, ready for `json.dumps`."""
    values = asdict(question)
    return {
        **values,
        "history": list(question.history),
        "outcome": question.outcome.value,
        "points": list(question.points),
        "gold": [asdict(evidence) for evidence in question.gold],
    }


def from_json(values: object) -> GoldenQuestion:
    """Return the question of one line, `masked`. Raises QuestionsError, which says what is wrong and what to write."""
    if not isinstance(values, dict):
        raise QuestionsError("this is not a JSON object; each line holds one")
    row = _Row(values)
    question = GoldenQuestion(
        id=row.text("id"),
        question=row.text("question"),
        history=row.texts("history"),
        language=row.choice("language", LANGUAGES),
        role=row.choice("role", ROLES),
        kind=row.choice("kind", KINDS),
        style=row.choice("style", STYLES),
        trap=row.choice("trap", TRAPS) if values.get("trap") is not None else None,
        municipality=row.text("municipality") if values.get("municipality") is not None else None,
        outcome=Outcome(row.choice("outcome", tuple(Outcome))),
        points=row.texts("points"),
        gold=tuple(_evidence(each) for each in row.list_of("gold")),
    )
    match contradiction(question):
        case "kind":
            raise QuestionsError(f"kind {question.kind} cannot end as {question.outcome}; change one of them")
        case "gold" | "points" as lacking:
            raise QuestionsError(f'outcome {question.outcome} needs "{lacking}"; add at least one')
    return masked(question)


def contradiction(question: GoldenQuestion) -> Literal["kind", "gold", "points"] | None:
    """Return the field that the outcome of a question contradicts, None when there is none."""
    if question.answerable == (question.kind in UNANSWERABLE):
        return "kind"
    if question.answerable and not question.gold:
        return "gold"
    if question.answerable and not question.points:
        return "points"
    return None


def masked(question: GoldenQuestion) -> GoldenQuestion:
    """Return a question as the assistant would read it: without personal numbers, in its history too.

    Runs and the review page keep questions longer than those of users. Points stay: the address of a service may be the
    answer.
    """
    return replace(
        question, question=mask(question.question).text, history=tuple(mask(each).text for each in question.history)
    )


def _evidence(values: object) -> Evidence:
    if not isinstance(values, dict):
        raise QuestionsError('"gold" must hold objects with document, quote, page and piece')
    row = _Row(values)
    page = row.whole("page") if values.get("page") is not None else None
    return Evidence(row.text("document"), row.text("quote"), page, row.whole("piece") if "piece" in values else 1)


class _Row:
    """The fields of an object, each of the sort that is asked for. Raises QuestionsError."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        value = self._values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise QuestionsError(f'the text "{name}" is missing; add it')
        return value

    def list_of(self, name: str) -> list[Any]:
        value = self._values.get(name)
        if not isinstance(value, list):
            raise QuestionsError(f'the list "{name}" is missing; add it, empty when there is nothing to say')
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.list_of(name)
        if not all(isinstance(each, str) and each.strip() for each in value):
            raise QuestionsError(f'"{name}" must hold texts that are not empty')
        return tuple(value)

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        value = self.text(name)
        if value not in known:
            raise QuestionsError(f'"{name}" is {value!r}; write one of: {", ".join(known)}')
        return value

    def whole(self, name: str) -> int:
        value = self._values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise QuestionsError(f'"{name}" must be a whole number from 1')
        return value


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold something with their numbers from 1."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise QuestionsError(f"{file}: cannot be read ({error.strerror}); check its place and its rights") from error
    except UnicodeDecodeError as error:
        raise QuestionsError(f"{file}: this is not UTF-8; save it as UTF-8") from error
    # Not splitlines: texts may hold U+2028, which JSON allows in a string.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line
