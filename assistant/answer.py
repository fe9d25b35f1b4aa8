"""What an answer is. One object serves the chat page, the API, the command line and the evaluation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from typing import Any

from corpus.types import Basis, DocumentKind, Rectangle


class Outcome(StrEnum):
    """How a question ended. See the README for when each is given."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_IN_SOURCES = "not_in_sources"
    OUT_OF_SCOPE = "out_of_scope"
    UNCLEAR = "unclear"
    CONFLICTING = "conflicting"


QUOTES = "quotes"
"""The writer of an answer that consists of quotes."""

WITHOUT_EVIDENCE = frozenset({Outcome.NOT_IN_SOURCES, Outcome.OUT_OF_SCOPE, Outcome.UNCLEAR})


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote of one page. `passage`, `start` and `end` say where it stands in the index."""

    number: int
    document: str
    title: str
    version: str | None
    page: int
    section: tuple[str, ...]
    quote: str
    publisher: str | None
    kind: DocumentKind
    as_of: str | None
    note: str | None
    based_on: tuple[Basis, ...]
    rectangles: tuple[Rectangle, ...]
    link: str
    passage: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an answer, and the numbers of the citations that prove it.

    `quoted` tells that the text is a quote, to be set in quotation marks. `item` tells that it belongs to a list.
    """

    text: str
    marks: tuple[int, ...]
    quoted: bool = True
    item: bool = False


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong the best evidence for an answer was: two signals between 0 and 1, and what they weigh together.

    `enough` is 1 where the evidence is just enough to answer, less below it: measures move this border to and fro.
    """

    coverage: float
    score: float
    enough: float


@dataclass(frozen=True, slots=True)
class HelpDesk:
    """A question to a help desk, ready to send.

    `address` is its e-mail or web address; `link` opens a mail with subject and text filled in, or the web address.
    """

    address: str
    subject: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Milliseconds:
    """How long an answer took."""

    search: float = 0.0
    answer: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer took of a language model: tokens read and written, and what they cost in euro.

    `cost` is None where no price is set.
    """

    input_tokens: int
    output_tokens: int
    cost: float | None = None

    @property
    def total_tokens(self) -> int:
        """All tokens."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: "Usage") -> "Usage":
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Usage(self.input_tokens + other.input_tokens, self.output_tokens + other.output_tokens, cost)


def summed(usages: Iterable[Usage | None]) -> Usage | None:
    """Return what several requests took together; None where nothing is known of any."""
    known = [usage for usage in usages if usage is not None]
    return reduce(Usage.__add__, known) if known else None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: a lead-in of our own, statements that each carry their marks, and the citations behind them.

    `read_as` pairs each word that was mended with what was read instead. `masked` names the kinds of personal numbers
    that were taken out of the question. `evidence` is None where nothing was searched for, or nothing found.
    `writer` is “quotes” or the name of the language model that wrote the statements, `prompt` then the prompt it got
    with its version. `language` is that of the lead-in and of what a model wrote: nl, en or fr. `usage` is what was
    asked of a model, also when the quotes answer after all; None without a model, or when it does not say.
    `municipality` is who asks, where the question was read with its name; `help_desk` comes with a refusal when there
    is a help desk.
    """

    question: str
    searched_for: str
    outcome: Outcome
    lead: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    missing: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    masked: tuple[str, ...] = ()
    writer: str = QUOTES
    prompt: str | None = None
    language: str = "nl"
    evidence: Strength | None = None
    municipality: str | None = None
    help_desk: HelpDesk | None = None
    milliseconds: Milliseconds = field(default_factory=Milliseconds)
    usage: Usage | None = None

    @property
    def ai_written(self) -> bool:
        """Whether a language model wrote the statements; it must be said wherever they are shown."""
        return self.writer != QUOTES

    @property
    def text(self) -> str:
        """The whole answer as plain text, every statement with its marks, like [1] or [2][3]."""
        return "\n".join([self.lead, *(_line(statement) for statement in self.statements)]).strip()


def as_json(answer: Answer) -> dict[str, Any]:
    """Return the answer object that scripts and evaluations build on, ready for `json.dumps`."""
    return {
        "question": answer.question,
        "searched_for": answer.searched_for,
        "outcome": answer.outcome.value,
        "answer": answer.text,
        "lead": answer.lead,
        "statements": [
            {"text": s.text, "marks": list(s.marks), "quoted": s.quoted, "item": s.item} for s in answer.statements
        ],
        "citations": [_citation(c) for c in answer.citations],
        "nearest": [_citation(c) for c in answer.nearest],
        "missing": list(answer.missing),
        "suggestions": list(answer.suggestions),
        "read_as": [{"typed": typed, "read": read} for typed, read in answer.read_as],
        "masked": list(answer.masked),
        "writer": answer.writer,
        "ai_written": answer.ai_written,
        "prompt": answer.prompt,
        "language": answer.language,
        "evidence": _strength(answer.evidence),
        "municipality": answer.municipality,
        "help_desk": _help_desk(answer.help_desk),
        "milliseconds": {
            "search": round(answer.milliseconds.search, 2),
            "answer": round(answer.milliseconds.answer, 2),
            "total": round(answer.milliseconds.total, 2),
        },
        "usage": _usage(answer.usage),
    }


def from_json(given: Mapping[str, Any]) -> Answer:
    """Return the answer behind an answer object, also one that an earlier version wrote.

    Raises ValueError when it is none.
    """
    from pydantic import TypeAdapter  # here, since only a server that takes up old conversations needs it

    read_as = [(pair["typed"], pair["read"]) for pair in given.get("read_as", ())]
    return TypeAdapter(Answer).validate_python({**given, "read_as": read_as})


def _line(statement: Statement) -> str:
    words = f"“{statement.text}”" if statement.quoted else statement.text
    marks = "".join(f"[{mark}]" for mark in statement.marks)
    return f"{'- ' if statement.item else ''}{words} {marks}".rstrip()


def _strength(strength: Strength | None) -> dict[str, float] | None:
    if strength is None:
        return None
    values = {"coverage": strength.coverage, "score": strength.score, "enough": strength.enough}
    return {name: round(value, 4) for name, value in values.items()}


def _usage(usage: Usage | None) -> dict[str, float | None] | None:
    if usage is None:
        return None
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "total_tokens": usage.total_tokens,
        "cost": usage.cost,
    }


def _help_desk(desk: HelpDesk | None) -> dict[str, str] | None:
    if desk is None:
        return None
    return {"address": desk.address, "subject": desk.subject, "text": desk.text, "link": desk.link}


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "document": citation.document,
        "title": citation.title,
        "version": citation.version,
        "page": citation.page,
        "section": list(citation.section),
        "quote": citation.quote,
        "publisher": citation.publisher,
        "kind": citation.kind,
        "as_of": citation.as_of,
        "note": citation.note,
        "based_on": [{"title": b.title, "url": b.url, "date": b.date, "kind": b.kind} for b in citation.based_on],
        "rectangles": [
            {"page": r.page, "left": r.left, "bottom": r.bottom, "right": r.right, "top": r.top}
            for r in citation.rectangles
        ],
        "link": citation.link,
        "passage": citation.passage,
        "start": citation.start,
        "end": citation.end,
    }
