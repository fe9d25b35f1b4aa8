"""Answers to the parts of one question become one answer, its citations numbered through."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import WITHOUT_EVIDENCE, Answer, Citation, Milliseconds, Outcome, Statement, summed


def together(asked: str, parts: Sequence[Answer], *, lead: str) -> Answer:
    """Return one answer to a question from the answers to its parts, in their order.

    When all parts are answered, so is the whole; when some are not, they are named as missing; when none is, the
    first refusal stands, with what lies near the others.
    """
    answered = [part for part in parts if part.outcome not in WITHOUT_EVIDENCE]
    searched = " · ".join(dict.fromkeys(part.searched_for for part in parts))
    milliseconds = _summed([part.milliseconds for part in parts])
    usage = summed(part.usage for part in parts)
    suggestions = tuple(dict.fromkeys(one for part in parts for one in part.suggestions))[:3]
    if not answered:
        nearest = tuple(dict.fromkeys(one for part in parts for one in part.nearest))
        renumbered = tuple(replace(one, number=number) for number, one in enumerate(_distinct(nearest), 1))
        missing = tuple(one for part in parts for one in part.missing)
        first = replace(parts[0], question=asked, searched_for=searched, nearest=renumbered, missing=missing)
        return replace(first, suggestions=suggestions, milliseconds=milliseconds, usage=usage)
    statements, citations = _numbered(answered)
    refused = [part for part in parts if part.outcome in WITHOUT_EVIDENCE]
    missing = (*(one for part in answered for one in part.missing), *(part.question for part in refused))
    return replace(
        answered[0],
        question=asked,
        searched_for=searched,
        outcome=_outcome(answered, complete=not refused),
        lead=lead if len(answered) > 1 else answered[0].lead,
        statements=statements,
        citations=citations,
        nearest=(),
        missing=missing,
        suggestions=suggestions,
        milliseconds=milliseconds,
        usage=usage,
    )


def _outcome(answered: Sequence[Answer], *, complete: bool) -> Outcome:
    outcomes = {part.outcome for part in answered}
    if Outcome.CONFLICTING in outcomes:
        return Outcome.CONFLICTING
    return Outcome.ANSWERED if complete and outcomes == {Outcome.ANSWERED} else Outcome.PARTIAL


def _numbered(parts: Sequence[Answer]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Return all statements and citations, each quote once, numbered in order."""
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    statements: list[Statement] = []
    for part in parts:
        mine: dict[int, int] = {}
        for citation in part.citations:
            place = (citation.passage, citation.start, citation.end)
            if place not in numbers:
                numbers[place] = len(citations) + 1
                citations.append(replace(citation, number=numbers[place]))
            mine[citation.number] = numbers[place]
        for statement in part.statements:
            marked = replace(statement, marks=tuple(mine[mark] for mark in statement.marks))
            if marked not in statements:
                statements.append(marked)
    return tuple(statements), tuple(citations)


def _distinct(citations: Sequence[Citation]) -> list[Citation]:
    places = {(one.passage, one.start, one.end): one for one in reversed(citations)}
    return [one for one in citations if places[one.passage, one.start, one.end] is one]


def _summed(parts: Sequence[Milliseconds]) -> Milliseconds:
    return Milliseconds(sum(p.search for p in parts), sum(p.answer for p in parts), sum(p.total for p in parts))
