"""The writer: a model words the answer, each sentence is checked, and the quotes answer where too little is left."""

import logging
import time
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answer import Answer, Citation, Outcome, Statement, Usage, summed
from assistant.asking.values import KINDS, holds
from assistant.checking.check import Check
from assistant.checking.covering import Reads
from assistant.checking.facts import facts_of
from assistant.texts import text
from assistant.writing.breaker import Breaker
from assistant.writing.faults import WriterFault
from assistant.writing.material import Source
from assistant.writing.model import Message, Model
from assistant.writing.prompts import ANSWER, SIMPLER, numbered, prompt
from assistant.writing.reading import Draft, drafts
from assistant.writing.settings import LANGUAGES, SECONDS
from corpus.embedding import Entails

WRITABLE: Final = frozenset({Outcome.ANSWERED, Outcome.PARTIAL})
"""Answers that a model may word. A conflict is shown in the words of both sides."""

IN_FIGURES: Final = frozenset({"when", "how_long", "how_often", "how_much", "how_many"})
"""Kinds of value that are given in figures: where the quotes give one, words such as *een bedrag* are no answer."""

MOST_DROPPED: Final = 0.75
"""A model of which a larger share of the sentences fails the check babbles, and what passes passed by chance: so do 4
in 100 sentences strung at random from the words of one quote. With half of them wrong it still only errs."""

FEWEST_JUDGED: Final = 5
"""Sentences from which on that share says something."""

DUTCH: Final = LANGUAGES[0]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written: the stand-alone question, the language of the answer, the answer in quotes, its sources.

    `asked_for` names the kinds of value that the question asks for, among assistant.asking.values.KINDS.
    """

    question: str
    language: str
    quoted: Answer
    sources: tuple[Source, ...]
    asked_for: frozenset[str] = frozenset()


class Writer:
    """Writes answers with a model. Threads may share it."""

    def __init__(
        self,
        model: Model,
        *,
        seconds: float = SECONDS,
        entails: Entails | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        """`seconds` bound each answer as a whole; `entails` must agree with each sentence."""
        self._model, self._seconds, self._entails = model, seconds, entails
        self._breaker = breaker or Breaker()

    @property
    def name(self) -> str:
        """The name of the model."""
        return self._model.name

    def check_of(self, index: Reads) -> Check:
        """Return the check that sentences must pass, with the words of an index."""
        return Check(index, entails=self._entails)

    def write(self, task: Task, check: Check) -> Iterator[Statement | Answer]:
        """Yield each sentence that passes the check as soon as it is there, and the whole answer last.

        The last answer counts: it is the one in quotes, with a line that says why, when the model failed or too
        little of what it wrote passed; what was yielded before is then to be taken back.
        """
        if task.quoted.outcome not in WRITABLE or not task.sources:
            yield task.quoted
            return
        lines = [numbered(source.number, source.quote, source.headings) for source in task.sources]
        asked = prompt(ANSWER)
        messages = asked.messages(lines, language=task.language, question=task.question)
        written, took = Written(task.sources), list[Usage]()
        fault = yield from self._follow(messages, written, check, task.language, took)
        if fault is None and not _is_enough(task, written):
            fault = "writing.too_little"
        if fault:
            yield replace(with_notice(task.quoted, fault, task.language), usage=summed(took))
            return
        yield replace(
            task.quoted,
            # The Dutch lead-in may say more: for whom, of which year.
            lead=task.quoted.lead if task.language == DUTCH else text(f"writing.lead.{task.language}"),
            statements=tuple(written.statements),
            citations=tuple(written.citations),
            writer=self.name,
            prompt=asked.version,
            usage=summed(took),
        )

    def simpler(self, answer: Answer, check: Check, *, language: str = DUTCH) -> Answer:
        """Return an answer in plainer words, each sentence checked against the same quotes.

        The answer comes back as it was, with a line that says so, when nothing good came of it.
        """
        groups = _cited_groups(answer)
        if answer.outcome not in WRITABLE or not groups:
            return answer
        sources = tuple(Source(number, group, True) for number, group in enumerate(groups.values(), start=1))
        lines = [
            numbered(source.number, " ".join(one.text for one in answer.statements if one.marks == marks))
            for source, marks in zip(sources, groups, strict=True)
        ]
        asked = prompt(SIMPLER)
        messages = asked.messages(lines, language=language, question=answer.searched_for)
        written, took = Written(sources), list[Usage]()
        fault = _end_of(self._follow(messages, written, check, language, took))
        # Who asks for plainer words wants the same answer, not a part of it.
        if fault is None and {source.number for source in sources} - written.used:
            fault = "writing.too_little"
        if fault:
            return replace(with_notice(answer, fault, language), usage=summed([answer.usage, *took]))
        return replace(
            answer,
            statements=tuple(written.statements),
            citations=tuple(written.citations),
            writer=self.name,
            prompt=asked.version,
            usage=summed([answer.usage, *took]),
        )

    def ask(self, messages: Sequence[Message]) -> str | None:
        """Return all that the model writes, None when it fails."""
        if not self._breaker.allows():
            return None
        try:
            found = "".join(self._pieces(messages, []))
        except WriterFault as fault:
            log.warning("%s", fault)
            self._breaker.failed()
            return None
        self._breaker.succeeded()
        return found

    def _follow(
        self, messages: Sequence[Message], written: "Written", check: Check, language: str, took: list[Usage]
    ) -> Generator[Statement, None, str | None]:
        """Yield the sentences that pass; return the key of the text that says what went wrong, None for nothing.

        What the model took is added to `took`.
        """
        if not self._breaker.allows():
            return "writing.resting"
        try:
            for draft in drafts(self._pieces(messages, took)):
                statement = written.take(draft, check, language)
                if statement is not None:
                    yield statement
        except WriterFault as fault:
            log.warning("%s; the quotes answer instead", fault)
            self._breaker.failed()
            return "writing.failed"
        self._breaker.succeeded()
        return "writing.too_little" if written.is_babble else None

    def _pieces(self, messages: Sequence[Message], took: list[Usage]) -> Iterator[str]:
        for piece in self._model.stream(messages, until=time.monotonic() + self._seconds):
            if isinstance(piece, Usage):
                took.append(piece)
            else:
                yield piece


class Written:
    """What passed the check so far, its citations numbered as they are first used."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """`sources` are those that were shown to the model."""
        self._sources = {source.number: source for source in sources}
        self._numbers: dict[int, tuple[int, ...]] = {}
        self._dropped = 0
        self.statements: list[Statement] = []
        self.citations: list[Citation] = []

    @property
    def is_babble(self) -> bool:
        """Whether so much was dropped that what is left may have passed by chance."""
        judged = self._dropped + len(self.statements)
        return judged >= FEWEST_JUDGED and self._dropped > MOST_DROPPED * judged

    @property
    def used(self) -> frozenset[int]:
        """The numbers of the sources that are cited."""
        return frozenset(self._numbers)

    def take(self, draft: Draft, check: Check, language: str) -> Statement | None:
        """Return the sentence as a statement when it passes the check, None when it does not or was said before."""
        if any(number not in self._sources for number in draft.marks):
            self._dropped += 1
            return None
        cited = [self._sources[number] for number in draft.marks]
        fault = check.fault(draft.text, [source.cited for source in cited], language)
        if fault is not None:
            log.info("a sentence of the model was dropped: %s", fault.value)
            self._dropped += 1
            return None
        if any(said.text == draft.text for said in self.statements):
            return None
        marks = tuple(mark for source in cited for mark in self._number(source))
        statement = Statement(draft.text, marks, quoted=False, item=draft.item)
        self.statements.append(statement)
        return statement

    def _number(self, source: Source) -> tuple[int, ...]:
        if source.number not in self._numbers:
            first = len(self.citations) + 1
            numbered = [replace(one, number=first + at) for at, one in enumerate(source.citations)]
            self.citations += numbered
            self._numbers[source.number] = tuple(one.number for one in numbered)
        return self._numbers[source.number]


def with_notice(answer: Answer, key: str, language: str = DUTCH) -> Answer:
    """Return an answer with a line of `texts.nl.toml` before its lead-in, in the language of the answer."""
    return replace(answer, lead=f"{text(f'{key}.{language}')}\n{answer.lead}")


def _is_enough(task: Task, written: Written) -> bool:
    """Tell whether what passed answers: it rests on what was picked, and holds the kind of value that was asked for."""
    picked = {source.number for source in task.sources if source.picked}
    if not written.used & picked:
        return False
    if any(statement.item for statement in task.quoted.statements) and picked - written.used:
        return False
    return not _lost(task, written)


def _lost(task: Task, written: Written) -> Collection[str]:
    """Return the kinds of value asked for that the quotes hold and the written answer does not."""
    before = "\n".join(statement.text for statement in task.quoted.statements)
    # The patterns are Dutch: of an answer in another language the quotes it cites are looked at.
    dutch = task.language == DUTCH
    now = "\n".join(one.text for one in written.statements) if dutch else "\n".join(c.quote for c in written.citations)
    asked = [kind for kind in KINDS if kind in task.asked_for]
    if task.asked_for & IN_FIGURES and _figures(before) and not _figures(now):
        return asked
    return [kind for kind in asked if holds(kind, before, task.question) and not holds(kind, now, task.question)]


def _figures(words: str) -> bool:
    found = facts_of(words)
    return bool(found.numbers or found.dates)


def _cited_groups(answer: Answer) -> dict[tuple[int, ...], tuple[Citation, ...]]:
    by_number = {citation.number: citation for citation in answer.citations}
    marks = dict.fromkeys(statement.marks for statement in answer.statements if statement.marks)
    return {group: tuple(by_number[mark] for mark in group if mark in by_number) for group in marks}


def _end_of(following: Generator[Statement, None, str | None]) -> str | None:
    """Run a generator to its end and return what it returns."""
    while True:
        try:
            next(following)
        except StopIteration as stop:
            return stop.value if isinstance(stop.value, str) else None
