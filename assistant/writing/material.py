"""What a model may write from: a short, numbered list of exact quotes, those that were picked as the answer first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answer import Answer, Citation, Statement
from assistant.asking.patterns import gives_verdict, is_synonym_line, leads_in, matches, says_not_found
from assistant.checking.check import Cited
from assistant.quoting.evidence import Stretch
from corpus.types import Passage

FURTHER: Final = 4
"""Quotes beside those that answer. Few: small models lose the right passage among many. gemma-3-12b answers 30 % of
questions on Belgian law with the right articles alone, 10 % with a hundred."""


@dataclass(frozen=True, slots=True)
class Source:
    """One numbered quote; its citations are more than one where it crosses a page.

    `picked` tells that the quote is part of the answer in quotes.
    """

    number: int
    citations: tuple[Citation, ...]
    picked: bool

    @property
    def quote(self) -> str:
        """The exact words."""
        return " ".join(citation.quote for citation in self.citations)

    @property
    def headings(self) -> str:
        """What the quote stands under."""
        first = self.citations[0]
        return " › ".join((first.title, *first.section))

    @property
    def cited(self) -> Cited:
        """The source as the check sees it."""
        return Cited(self.quote, " › ".join(self.citations[0].section))


def sources(answer: Answer, further: tuple[Sequence[Statement], Sequence[Citation]]) -> tuple[Source, ...]:
    """Return the quotes of an answer and then further ones, numbered from 1.

    `further` are statements and citations as `cite` returns them.
    """
    picked = [(group, True) for group in _groups(answer.statements, answer.citations)]
    more = [(group, False) for group in _groups(*further)]
    return tuple(Source(number, group, chosen) for number, (group, chosen) in enumerate([*picked, *more], start=1))


def further(ranked: Sequence[Stretch], answer: Answer) -> tuple[Stretch, ...]:
    """Return the best stretches that the answer does not quote and that say something by themselves."""
    quoted = {(citation.passage, citation.start) for citation in answer.citations}
    fitting = (one for one in ranked if (one.passage.id, one.unit.start) not in quoted and _may_be_used(one))
    found: list[Stretch] = []
    seen: set[str] = set()
    for stretch in fitting:
        words = " ".join(stretch.text.lower().split())
        if words not in seen:
            seen.add(words)
            found.append(stretch)
        if len(found) == FURTHER:
            break
    return tuple(found)


def gives_orders(passage: Passage) -> bool:
    """Tell whether a passage tells its reader what to do with instructions: it was planted for a model to obey."""
    return any(matches("other_work", "instructions", part) for part in (*passage.section, passage.text))


def _may_be_used(stretch: Stretch) -> bool:
    text = stretch.text
    says_nothing = says_not_found(text) or is_synonym_line(text) or leads_in(text) or gives_verdict(text)
    return not says_nothing and not gives_orders(stretch.passage)


def _groups(statements: Sequence[Statement], citations: Sequence[Citation]) -> list[tuple[Citation, ...]]:
    by_number = {citation.number: citation for citation in citations}
    groups = (tuple(by_number[mark] for mark in statement.marks if mark in by_number) for statement in statements)
    return [group for group in groups if group]
