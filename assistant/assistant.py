"""The holder that wires a question through search and writing to an answer."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.announcing import DUTCH, announced
from assistant.answer import Answer, Milliseconds, Outcome, Statement, Strength
from assistant.asking.patterns import content_terms
from assistant.asking.question import LONGEST, Kind, Question, cleaned
from assistant.deciding import confidence
from assistant.finding import Look, find, pick, understood
from assistant.masking import mask, without_marks
from assistant.quoting.citations import by_name, cite
from assistant.quoting.selection import Selection
from assistant.remarks import Remarks, no_remarks, note_on, noted
from assistant.texts import text, texts
from assistant.writing.settings import LANGUAGES
from corpus.index import Index
from corpus.types import Document, Hit, Passage

if TYPE_CHECKING:
    from assistant.writing.desk import Desk
    from assistant.writing.writer import Writer

SUGGESTIONS = 3
"""Questions offered after an answer."""

_FIXED = {
    Kind.EMPTY: (Outcome.UNCLEAR, "answer.empty"),
    Kind.TOO_LONG: (Outcome.UNCLEAR, "answer.too_long"),
    Kind.NOISE: (Outcome.UNCLEAR, "answer.noise"),
    Kind.GREETING: (Outcome.OUT_OF_SCOPE, "answer.greeting"),
    Kind.THANKS: (Outcome.OUT_OF_SCOPE, "answer.thanks"),
    Kind.ABOUT: (Outcome.OUT_OF_SCOPE, "answer.about"),
    Kind.OTHER_WORK: (Outcome.OUT_OF_SCOPE, "answer.other_work"),
}


class Assistant:
    """Answers questions from one generation of an index. Threads may share it."""

    def __init__(
        self,
        index: Index,
        *,
        public_address: str = "",
        help_desk: str | None = None,
        remarks: Remarks = no_remarks,
        writer: "Writer | None" = None,
        languages: Sequence[str] = LANGUAGES,
    ) -> None:
        """`public_address` begins the links in answers; `help_desk` is whom to ask what the documents do not say.

        `remarks` gives what the owner remarks on the documents. `writer` words answers with a language model; without
        one they consist of quotes. `languages` are those in which it may answer: nl, en, fr.
        """
        self._index = index
        self._documents = by_name(index.documents)
        self._public_address = public_address.rstrip("/")
        self._help_desk = help_desk
        self._remarks = remarks
        self._languages = frozenset(languages)
        self._desk = self._open_desk(writer) if writer else None

    def _open_desk(self, writer: "Writer") -> "Desk":
        from assistant.writing.desk import Desk  # only where a language model writes

        return Desk(writer, self._index, self._documents, public_address=self._public_address)

    @property
    def has_writer(self) -> bool:
        """Whether a language model words answers."""
        return self._desk is not None

    @property
    def index(self) -> Index:
        """The generation of the index that it answers from."""
        return self._index

    @property
    def generation(self) -> str:
        """The name of the generation of the index."""
        return self._index.generation

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents it answers from."""
        return self._index.documents

    def passage(self, identifier: str) -> Passage | None:
        """Return a passage by its id, or None when this generation does not hold it."""
        return self._index.passage(identifier)

    def file(self, document: str) -> Path:
        """Return the PDF as it was ingested. Raises KeyError for an unknown document."""
        return self._index.file(document)

    def search(self, question: str, *, k: int = 10) -> tuple[Hit, ...]:
        """Return the passages for a question, best first, without an answer. Personal numbers are not searched for."""
        return self._index.search(_searchable(question), k=k)

    def note(self, passage: str, start: int, end: int) -> str | None:
        """Return the owner's remarks on these words of a passage, None when there are none."""
        found = self._index.passage(passage)
        if found is None:
            return None
        return note_on(found.document, passage, start, end, remarks=self._remarks(), around=self._around)

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer a question; `history` holds the earlier questions of the conversation, oldest first.

        Personal numbers are taken out before anything else: the answer holds the question with marks in their place.
        """
        return next(part for part in self.stream(question, history) if isinstance(part, Answer))

    def stream(self, question: str, history: Sequence[str] = ()) -> Iterator[Statement | Answer]:
        """Yield each sentence that a language model writes once it is checked, and the whole answer last.

        The answer counts: where it consists of quotes after all, the sentences before it are to be taken back.
        Without a language model the answer comes alone.
        """
        asked = mask(cleaned(question))
        for part in self._parts(without_marks(asked.text), [_searchable(earlier) for earlier in history]):
            if isinstance(part, Answer):
                part = replace(part, question=asked.text, masked=asked.found)
                part = noted(part, self._remarks(), self._around)
            yield part

    def simpler(self, answer: Answer) -> Answer:
        """Return an answer in plainer words, each sentence checked against its quotes; itself without a writer."""
        simpler = self._desk.simpler(answer) if self._desk else answer
        return noted(simpler, self._remarks(), self._around)

    def _around(self, passage: str) -> tuple[Passage, ...]:
        found = self._index.passage(passage)
        if found is None:
            return ()
        beside = self._index.neighbours(found)
        return tuple(sorted((found, *beside), key=lambda one: one.ordinal))

    def _parts(self, question: str, history: Sequence[str]) -> Iterator[Statement | Answer]:
        started = time.perf_counter()
        asked = understood(question, history, self._index)
        if asked.kind in _FIXED:
            yield _fixed(asked)
            return
        found = find(asked, self._index)
        searched = time.perf_counter()
        look = pick(found, self._index)
        chance = confidence.probability(look, self._index)
        quoted = self._write(look, enough=chance >= confidence.enough())
        language = found.query.language if found.query.language in self._languages else DUTCH
        quoted = replace(announced(quoted, language), read_as=found.query.read_as, evidence=_strength(look, chance))
        for part in self._desk.write(look, quoted) if self._desk else (quoted,):
            if isinstance(part, Answer):
                took = time.perf_counter()
                part = replace(part, milliseconds=_milliseconds(search=searched - started, writing=took - searched))
            yield part

    def look(self, question: str, history: Sequence[str] = ()) -> Look | None:
        """Return what is found and picked for a question, before anything is decided; None for small talk and noise."""
        asked = understood(mask(question).text, history, self._index)
        return pick(find(asked, self._index), self._index) if asked.kind is Kind.QUESTION else None

    def _write(self, look: Look, *, enough: bool) -> Answer:
        question, hits, selection = look.question, look.hits, look.selection
        if not enough or not selection.stretches or not question.numbers <= set(_said(selection)):
            return self._refusal(question, hits, selection)
        statements, citations = cite(
            selection.stretches, self._documents, public_address=self._public_address, items=selection.is_list
        )
        return Answer(
            question=question.asked,
            searched_for=question.text,
            outcome=Outcome.ANSWERED,
            lead=_lead(question, selection),
            statements=statements,
            citations=citations,
            suggestions=_suggestions(question, hits, selection),
        )

    def _refusal(self, question: Question, hits: Sequence[Hit], selection: Selection) -> Answer:
        _, nearest = cite(selection.nearest, self._documents, public_address=self._public_address)
        return Answer(
            question=question.asked,
            searched_for=question.text,
            outcome=Outcome.NOT_IN_SOURCES,
            lead=self._not_found(),
            nearest=nearest,
            missing=(question.text,),
            suggestions=_suggestions(question, hits, selection),
        )

    def _not_found(self) -> str:
        lead = text("answer.not_in_sources")
        return f"{lead}\n{text('answer.help_desk', address=self._help_desk)}" if self._help_desk else lead


def _strength(look: Look, chance: float) -> Strength | None:
    best = look.selection.best
    return Strength(best.coverage, chance, chance / confidence.enough()) if best else None


def _said(selection: Selection) -> tuple[str, ...]:
    """Return the terms of the sections that are quoted from."""
    passages = [stretch.passage for stretch in selection.stretches]
    return content_terms("\n".join(part for passage in passages for part in (*passage.section, passage.text)))


def _searchable(words: str) -> str:
    return without_marks(mask(words).text)


def _fixed(question: Question) -> Answer:
    outcome, key = _FIXED[question.kind]
    lead = text(key, limit=LONGEST) if question.kind is Kind.TOO_LONG else text(key)
    return Answer(question.asked, question.text, outcome, lead, suggestions=texts("first.questions")[:SUGGESTIONS])


def _lead(question: Question, selection: Selection) -> str:
    if selection.is_list:
        return text("answer.list", count=len(selection.stretches))
    if "yes_no" in question.asked_for:
        return text("answer.yes_no")
    return text("answer.quotes")


def _suggestions(question: Question, hits: Sequence[Hit], selection: Selection) -> tuple[str, ...]:
    """Offer headings near by that are questions themselves, and were neither asked nor answered."""
    used = {stretch.passage.section for stretch in selection.stretches}
    asked = set(question.terms)
    headings = dict.fromkeys(
        hit.passage.section[-1] for hit in hits if hit.passage.section and hit.passage.section not in used
    )
    fresh = [heading for heading in headings if heading.endswith("?") and set(content_terms(heading)) - asked]
    return tuple(fresh[:SUGGESTIONS])


def _milliseconds(*, search: float, writing: float) -> Milliseconds:
    return Milliseconds(1000 * search, 1000 * writing, 1000 * (search + writing))
