"""The holder that wires a question through search and writing to an answer."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.announcing import DUTCH, announced
from assistant.answer import Answer, Milliseconds, Outcome, Statement, summed
from assistant.asking.municipalities import Municipalities, municipalities_in
from assistant.asking.parts import parts_of, sides_of
from assistant.asking.patterns import content_terms, ordinals
from assistant.asking.places import is_about_us, is_only_about_us, located
from assistant.asking.question import Kind, Question, cleaned, kind_of
from assistant.deciding import confidence
from assistant.finding import Look, find, pick, understood
from assistant.glossary import Glossary, HardWord
from assistant.helping import with_help_desk
from assistant.masking import mask, without_marks
from assistant.quoting.citations import by_name
from assistant.remarks import Remarks, no_remarks, note_on, noted
from assistant.replying import FIXED, Setting, fixed, reply
from assistant.texts import Words, text, words_in
from assistant.together import together
from assistant.writing.settings import LANGUAGES
from corpus.index import Index
from corpus.languages import asked_in
from corpus.types import Document, Hit, Passage

if TYPE_CHECKING:
    from assistant.writing.desk import Desk
    from assistant.writing.writer import Writer


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
        municipality: str | None = None,
    ) -> None:
        """`public_address` begins the links in answers; `help_desk` is whom to ask what the documents do not say.

        `remarks` gives what the owner remarks on the documents. `writer` words answers with a language model; without
        one they consist of quotes. `languages` are those in which it may answer: nl, en, fr.
        `municipality` is who asks, unless a question comes with another one.

        Raises UnknownMunicipality when the documents list municipalities and this is none of them.
        """
        self._index = index
        self._documents = by_name(index.documents)
        self._public_address = public_address.rstrip("/")
        self._replying = Setting(self._documents, self._public_address, help_desk, date.today())
        self._remarks = remarks
        self._languages = frozenset(languages)
        self._help_desk = help_desk
        self._glossary = Glossary(index)
        self._desk = self._open_desk(writer) if writer else None
        self._municipalities: Municipalities | None = None
        self._municipality = self.municipalities.named(municipality) if municipality else None

    def _open_desk(self, writer: "Writer") -> "Desk":
        from assistant.writing.desk import Desk  # only where a language model writes

        return Desk(writer, self._index, self._documents, public_address=self._public_address)

    @property
    def has_writer(self) -> bool:
        """Whether a language model words answers."""
        return self._desk is not None

    @property
    def municipalities(self) -> Municipalities:
        """The municipalities that its documents list, each with its region."""
        if self._municipalities is None:
            names = [document.name for document in self._index.documents]
            self._municipalities = municipalities_in(one for name in names for one in self._index.passages(name))
        return self._municipalities

    @property
    def municipality(self) -> str | None:
        """Who asks, unless a question comes with another municipality."""
        return self._municipality

    @property
    def index(self) -> Index:
        """The generation of the index that it answers from."""
        return self._index

    @property
    def generation(self) -> str:
        """The name of the generation of the index."""
        return self._index.generation

    def check_files(self) -> None:
        """Raise IndexMissing when the files of the index are gone."""
        self._index.check_files()

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

    def answer(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        municipality: str | None = None,
        documents: frozenset[str] | None = None,
    ) -> Answer:
        """Answer a question; `history` holds the earlier questions of the conversation, oldest first.

        `municipality` is who asks, so that *onze gemeente* is known: None for the one that was set, an empty text for
        none. `documents` are the names of those to answer from, all of them unless given. Personal numbers are taken
        out before anything else: the answer holds the question with marks in their place.
        """
        parts = self.stream(question, history, municipality=municipality, documents=documents)
        return next(part for part in parts if isinstance(part, Answer))

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        municipality: str | None = None,
        documents: frozenset[str] | None = None,
    ) -> Iterator[Statement | Answer]:
        """Yield each sentence that a language model writes once it is checked, and the whole answer last.

        The answer counts: where it consists of quotes after all, the sentences before it are to be taken back.
        Without a language model the answer comes alone.
        """
        asked = mask(cleaned(question))
        earlier = [_searchable(one) for one in history]
        who = self._municipality if municipality is None else municipality or None
        for part in self._conversed(without_marks(asked.text), earlier, who, documents):
            if isinstance(part, Answer):
                ours = who if is_about_us(asked.text) else None
                part = replace(part, question=asked.text, masked=asked.found, municipality=ours)
                part = with_help_desk(part, self._help_desk)
                part = noted(part, self._remarks(), self._around)
            yield part

    def hard_words(self, answer: Answer) -> tuple[HardWord, ...]:
        """Return the words of an answer that the documents explain; none with a model, which has plainer words."""
        return () if self._desk else self._glossary.hard_words(answer)

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

    def _conversed(
        self, question: str, history: Sequence[str], municipality: str | None, documents: frozenset[str] | None
    ) -> Iterator[Statement | Answer]:
        """Answer a question as a whole, or its parts one by one, or both sides of what it compares."""
        if kind_of(question) is Kind.OTHER_WORK:  # an order hidden behind a question is not answered in part
            yield fixed(understood(question, (), self._index), self._words_for(question))
            return
        if municipality and is_about_us(question):
            question = located(question, municipality, self.municipalities.region_of(municipality))
        elif not municipality and is_only_about_us(question):
            yield self._which_municipality(question)
            return
        parts = parts_of(question)
        if len(parts.questions) > 1:
            answers = [
                self._last(self._single(part, [*history, *parts.questions[:place]], parts.remarks, documents))
                for place, part in enumerate(parts.questions)
            ]
            yield together(question, answers, lead=text("answer.one_by_one"))
            return
        sides = sides_of(question)
        single = self._single(parts.questions[0], history, parts.remarks, documents)
        if sides is None:
            yield from single
            return
        yield self._compared(question, self._last(single), sides, documents)

    def _compared(
        self, question: str, whole: Answer, sides: tuple[str, str], documents: frozenset[str] | None
    ) -> Answer:
        """Return the whole answer when it speaks of both sides, else what the documents say of each."""
        said = frozenset(content_terms(" ".join([*(one.text for one in whole.statements), *_sections(whole)])))
        if all(said.issuperset(content_terms(side)) for side in sides):
            return whole
        questions = [text("answer.what_is", side=side) for side in sides]
        answers = [self._last(self._single(one, (), "", documents)) for one in questions]
        compared = together(question, answers, lead=text("answer.compared"))
        return replace(compared, usage=summed([whole.usage, compared.usage]))

    def _single(
        self, question: str, history: Sequence[str], remarks: str, documents: frozenset[str] | None
    ) -> Iterator[Statement | Answer]:
        started = time.perf_counter()
        asked = self._understood(question, history, remarks, documents)
        if asked.kind in FIXED:
            yield fixed(asked, self._words_for(question))
            return
        found = find(asked, self._index, documents=documents)
        searched = time.perf_counter()
        look = pick(found, self._index)
        quoted = reply(look, confidence.probability(look, self._index), self._replying)
        language = found.query.language if found.query.language in self._languages else DUTCH
        quoted = replace(announced(quoted, language), read_as=found.query.read_as)
        for part in self._desk.write(look, quoted) if self._desk else (quoted,):
            if isinstance(part, Answer):
                took = time.perf_counter()
                part = replace(part, milliseconds=_milliseconds(search=searched - started, writing=took - searched))
            yield part

    def _words_for(self, question: str) -> Words:
        """Return our own texts in the language of what was typed, in Dutch where that is not offered."""
        language = asked_in(question)
        return words_in(language if language in self._languages else DUTCH)

    def _understood(
        self, question: str, history: Sequence[str], remarks: str, documents: frozenset[str] | None
    ) -> Question:
        """Return the stand-alone question: a follow-up in the words of the model where these pass, else by rules."""
        by_rules = understood(question, history, self._index, remarks=remarks, documents=documents)
        if self._desk is None or not history or remarks or by_rules.text == by_rules.asked or ordinals(question):
            return by_rules  # what stands by itself, and what the list before answers (*en de vijfde?*)
        language = self._index.read(by_rules.text).language
        said = self._desk.rewritten(question, history, language=language)
        return replace(understood(said, (), self._index), asked=by_rules.asked) if said else by_rules

    def look(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        municipality: str | None = None,
        documents: frozenset[str] | None = None,
    ) -> Look | None:
        """Return what is found and picked for a question, or for its first part, before anything is decided.

        None for small talk and noise. `documents` limits the search as it does for `answer`.
        """
        words = _searchable(question)
        if municipality and is_about_us(words):
            words = located(words, municipality, self.municipalities.region_of(municipality))
        parts = parts_of(words)
        asked = understood(parts.questions[0], history, self._index, remarks=parts.remarks, documents=documents)
        return pick(find(asked, self._index, documents=documents), self._index) if asked.kind is Kind.QUESTION else None

    def _which_municipality(self, question: str) -> Answer:
        return Answer(question, question, Outcome.UNCLEAR, text("answer.which_municipality"))

    @staticmethod
    def _last(parts: Iterator[Statement | Answer]) -> Answer:
        return next(part for part in parts if isinstance(part, Answer))


def _sections(answer: Answer) -> tuple[str, ...]:
    return tuple(heading for citation in answer.citations for heading in citation.section)


def _searchable(words: str) -> str:
    return without_marks(mask(words).text)


def _milliseconds(*, search: float, writing: float) -> Milliseconds:
    return Milliseconds(1000 * search, 1000 * writing, 1000 * (search + writing))
