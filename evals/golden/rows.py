"""A row of a spreadsheet becomes a question, or a list of what is wrong with it, in Dutch; and back."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from assistant.answer import Outcome
from corpus.types import Document
from evals.golden.evidence import Finder, Library, Missing, fold
from evals.golden.grid import EVIDENCE, Column, Row
from evals.golden.questions import Evidence, GoldenQuestion, contradiction, masked
from evals.golden.wording import heading, table, text

# Fewer characters that count are found by chance anywhere.
SHORTEST_QUOTE: Final = 10
# What an empty cell of a drop-down list means; for the kind that depends on the outcome.
USUAL: Final = {"language": "nl", "style": "plain", "trap": "none"}
USUAL_KINDS: Final = {Outcome.NOT_IN_SOURCES: "near", Outcome.OUT_OF_SCOPE: "outside", Outcome.UNCLEAR: "outside"}
FIELDS: Final = (
    "id", "question", "history", "language", "role", "kind", "style", "trap", "municipality", "outcome", "points",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row as read: its question if nothing is wrong with it, else the faults."""

    row: int
    question: GoldenQuestion | None
    faults: tuple[str, ...]


def parse(rows: Iterable[Row], index: Library | None) -> Iterator[Parsed]:
    """Yield each row as a question or its faults. With an index the evidence is looked up, and put in its words."""
    ids: dict[str, int] = {}
    asked: dict[tuple[str, ...], int] = {}
    finder = Finder(index) if index else None
    documents = index.documents if index else ()
    for row in rows:
        parsed = _Reading(row, finder, documents).parsed()
        if question := parsed.question:
            faults = []
            key = tuple(" ".join(each.casefold().split()) for each in (*question.history, question.question))
            if key in asked:
                faults.append(text("faults.same_question", row=asked[key]))
            elif question.id in ids:
                faults.append(text("faults.same_id", row=ids[question.id]))
            asked.setdefault(key, row.number)
            ids.setdefault(question.id, row.number)
            parsed = replace(parsed, question=None, faults=tuple(faults)) if faults else parsed
        yield parsed


def titles(groups: int) -> list[str]:
    """Return the titles of the columns of a sheet with room for this many quotes a question."""
    numbered = [heading(field, number) for number in range(1, groups + 1) for field in EVIDENCE]
    return [heading("fault"), *(heading(field) for field in FIELDS), *numbered]


def cells(question: GoldenQuestion) -> list[str]:
    """Return a question as a row below `titles`."""
    labels = {field: table(f"choices.{field}") for field in ("language", "role", "kind", "style", "trap", "outcome")}
    row = [
        "",
        question.id,
        question.question,
        _lines(question.history),
        labels["language"][question.language],
        labels["role"][question.role],
        labels["kind"][question.kind],
        labels["style"][question.style],
        labels["trap"][question.trap or "none"],
        question.municipality or "",
        labels["outcome"][question.outcome],
        _lines(question.points),
    ]
    for each in question.gold:
        row += [each.document, each.quote, str(each.page or ""), str(each.piece)]
    return row


class _Reading:
    """The reading of one row: what is wrong gathers in `faults`."""

    def __init__(self, row: Row, finder: Finder | None, documents: Sequence[Document]) -> None:
        self._row, self._finder, self._documents = row, finder, documents
        self._faults = [text("faults.formula", column=_title(column)) for column in row.formulas]

    def parsed(self) -> Parsed:
        asked, history, outcome = self._required("question"), self._many("history"), self._choice("outcome")
        usual = USUAL_KINDS.get(Outcome(outcome), "other") if outcome else "other"
        question = GoldenQuestion(
            id=self._cell("id") or _identifier(asked, history),
            question=asked,
            history=history,
            language=self._choice("language"),
            role=self._choice("role"),
            kind=self._choice("kind", usual),
            style=self._choice("style"),
            trap=_some(self._choice("trap")),
            municipality=self._cell("municipality") or None,
            outcome=Outcome(outcome or Outcome.ANSWERED),
            points=self._many("points"),
            gold=tuple(self._gold()),
        )
        if outcome and not self._faults:
            self._contradictions(question)
        return Parsed(self._row.number, None if self._faults else masked(question), tuple(self._faults))

    def _contradictions(self, question: GoldenQuestion) -> None:
        what = contradiction(question)
        if what == "kind":
            kind, outcome = table("choices.kind")[question.kind], table("choices.outcome")[question.outcome]
            self._fault("kind", kind=kind, outcome=outcome)
        elif what:
            self._faults += [text(f"faults.{each}") for each in ("points", "evidence") if not _held(question, each)]

    def _cell(self, field: str, number: int = 0) -> str:
        return self._row.cells.get((field, number), "")

    def _fault(self, name: str, **values: object) -> None:
        self._faults.append(text(f"faults.{name}", **values))

    def _required(self, field: str) -> str:
        if not self._cell(field):
            self._fault("missing", column=heading(field))
        return self._cell(field)

    def _many(self, field: str) -> tuple[str, ...]:
        return tuple(" ".join(line.split()) for line in self._cell(field).split("\n") if line.strip())

    def _choice(self, field: str, usual: str = "") -> str:
        """Return the value behind the words of a drop-down list, "" after a fault."""
        typed, labels = self._cell(field), table(f"choices.{field}")
        if not typed:
            usual = usual or USUAL.get(field, "")
            return usual or self._required(field)
        values = {_plain(label): value for value, label in labels.items()} | {_plain(value): value for value in labels}
        value = values.get(_plain(typed))
        if value is None:
            self._not_offered(heading(field), typed, list(labels.values()))
        return value or ""

    def _not_offered(self, column: str, typed: str, labels: list[str]) -> None:
        by_plain = {_plain(label): label for label in labels}
        if close := get_close_matches(_plain(typed), by_plain, n=1):
            self._fault("choice_meant", column=column, typed=typed, meant=by_plain[close[0]])
        else:
            self._fault("choice", column=column, typed=typed, known="; ".join(labels))

    def _gold(self) -> Iterator[Evidence]:
        found = [evidence for number in self._groups() if (evidence := self._evidence(number))]
        pieces = _pieces([piece for _, piece in found])
        for (each, _), piece in zip(found, pieces, strict=True):
            yield replace(each, piece=piece)

    def _groups(self) -> list[int]:
        held = {number for (field, number), cell in self._row.cells.items() if field in EVIDENCE and cell}
        return sorted(held)

    def _evidence(self, number: int) -> tuple[Evidence, int | None] | None:
        quote = " ".join(self._cell("quote", number).split())
        page, piece = self._whole("page", number), self._whole("piece", number)
        document = self._document(number)
        if not quote:
            self._fault("quote_missing", column=heading("quote", number), document=document or heading("document"))
        elif len(fold(quote)) < SHORTEST_QUOTE:
            self._fault("quote_short", column=heading("quote", number))
        elif document:
            return self._looked_up(Evidence(document, quote, page), number), piece
        return None

    def _document(self, number: int) -> str:
        """Return the document's name as the index knows it, "" after a fault."""
        typed = self._cell("document", number)
        if not typed:
            self._fault("document_missing", column=heading("document", number))
        if not typed or self._finder is None:
            return typed
        known = {form: each.name for each in self._documents for form in _forms(each.name, each.title)}
        if name := known.get(_plain(typed)):
            return name
        column, close = heading("document", number), get_close_matches(_plain(typed), known, n=1)
        if close:
            self._fault("document_meant", column=column, typed=typed, meant=known[close[0]])
        else:
            self._fault("document_unknown", column=column, typed=typed)
        return ""

    def _looked_up(self, evidence: Evidence, number: int) -> Evidence:
        """Return the evidence in the words and with the page of the index; words not found are a fault."""
        if self._finder is None:
            return evidence
        if place := self._finder.resolve(evidence):
            return replace(evidence, quote=place.text, page=place.page)
        self._faults.append(not_found(self._finder.missing("", evidence), heading("quote", number)))
        return evidence

    def _whole(self, field: str, number: int) -> int | None:
        typed = self._cell(field, number)
        digits = re.fullmatch(r"\D{0,12}?(\d{1,6})(?:[.,]0+)?\.?", typed)
        if digits and int(digits[1]) > 0 and "-" not in typed:
            return int(digits[1])
        if typed:
            self._fault("whole", column=heading(field, number), typed=typed)
        return None


def not_found(missing: Missing, column: str) -> str:
    """Return what to say, in Dutch, of a quote that does not occur in its document."""
    document, nearest = missing.evidence.document, missing.nearest
    if missing.heading:
        return text("faults.heading", column=column)
    if nearest is None:
        return text("faults.not_there", column=column, document=document)
    if nearest.document != document and fold(missing.evidence.quote) == fold(nearest.text):
        return text("faults.elsewhere", column=column, document=document, other=nearest.document, page=nearest.page)
    place = {"document": nearest.document, "page": nearest.page, "text": nearest.text}
    return text("faults.not_there_nearest", column=column, **place)


def _held(question: GoldenQuestion, what: str) -> bool:
    return bool(question.points if what == "points" else question.gold)


def _pieces(numbers: Sequence[int | None]) -> list[int]:
    """Give each quote without a piece number one of its own: all that somebody lists is needed unless they say so."""
    free = max((number for number in numbers if number), default=0)
    pieces = []
    for number in numbers:
        if number is None:
            free += 1
        pieces.append(number or free)
    return pieces


def _forms(name: str, title: str) -> tuple[str, ...]:
    return _plain(name), _plain(name.removesuffix(".pdf")), _plain(title)


def _identifier(question: str, history: Sequence[str]) -> str:
    """Return a name that stays the same as long as the question does."""
    return "V" + hashlib.sha256("\n".join((*history, question)).encode()).hexdigest()[:8]


def _title(column: Column) -> str:
    return heading(column[0], column[1] or None)


def _some(trap: str) -> str | None:
    return None if trap in ("", "none") else trap


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(" ".join(each.split()) for each in texts)


def _plain(typed: str) -> str:
    return " ".join(typed.casefold().split())


def labels(field: str) -> Mapping[str, str]:
    """Return the Dutch words of a field's values, by value."""
    return {str(value): str(label) for value, label in table(f"choices.{field}").items()}
