"""A reviewed conversation becomes a golden question; its evidence is what somebody clicked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answer import WITHOUT_EVIDENCE, Citation, Outcome, from_json
from assistant.assistant import Assistant
from assistant.masking import mask
from assistant.records.kept import KeptTurn
from corpus.quotes import cut
from corpus.types import Passage
from evals.golden import rows
from evals.golden.grid import Column, Row
from evals.golden.questions import GoldenQuestion

MORE: Final = 3
"""Passages offered when somebody looks for other evidence: each is a screen of sentences."""

STANDING: Final = "vaste vragen"
"""The set that promoted questions go to, and that is measured unless told otherwise."""

FROM_CONVERSATIONS: Final = "uit gesprekken"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What may be clicked as evidence: one sentence, item or row. `key` is its place: passage, start and end."""

    key: str
    text: str
    page: int
    cited: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A passage with its sentences."""

    document: str
    title: str
    section: tuple[str, ...]
    page: int
    sentences: tuple[Sentence, ...]


def offered(turn: KeptTurn, assistant: Assistant, looked_for: str = "") -> tuple[Offered, ...]:
    """Return the passages that the answer quotes or shows as nearest, and those found for other words.

    Passages that the live documents no longer hold are left out.
    """
    answer = from_json(turn.answer)
    cited = (*answer.citations, *answer.nearest)
    found = [passage for each in cited if (passage := assistant.passage(each.passage))]
    if looked_for:
        found += [hit.passage for hit in assistant.search(looked_for, k=MORE)]
    titles = {document.name: document.title for document in assistant.documents}
    unique = {passage.id: passage for passage in found}
    return tuple(
        _offered(passage, titles.get(passage.document, passage.document), cited) for passage in unique.values()
    )


def golden_question(
    turn: KeptTurn,
    history: Sequence[str],
    assistant: Assistant,
    *,
    role: str,
    kind: str,
    outcome: str,
    points: str,
    evidence: Iterable[str],
) -> tuple[GoldenQuestion | None, tuple[str, ...]]:
    """Return the golden question, or what is wrong with it in Dutch.

    `evidence` are keys of sentences; each is needed for a full answer. The other values are those of the drop-down
    lists of a sheet.
    """
    quotes = [quote for key in evidence if (quote := _quote(key, assistant))]
    cells: dict[Column, str] = {
        ("question", 0): turn.question, ("history", 0): "\n".join(history), ("role", 0): role, ("kind", 0): kind,
        ("outcome", 0): outcome, ("points", 0): mask(points).text,
        ("language", 0): str(turn.answer.get("language", "nl")),
    }  # fmt: skip
    if outcome in WITHOUT_EVIDENCE:
        quotes, cells["points", 0] = [], ""
    for number, (document, words, page) in enumerate(quotes, start=1):
        cells |= {("document", number): document, ("quote", number): words, ("page", number): str(page)}
    parsed = next(iter(rows.parse([Row(1, cells)], assistant.index)))
    return parsed.question, parsed.faults


def outcome_of(turn: KeptTurn, verdicts: Iterable[str]) -> Outcome:
    """Return the outcome that the verdicts say a good answer has; that of the answer where they say nothing of it."""
    said = set(verdicts)
    if "should_not_answer" in said:
        return Outcome.NOT_IN_SOURCES
    return Outcome.ANSWERED if "should_answer" in said else turn.outcome


def _offered(passage: Passage, title: str, cited: Sequence[Citation]) -> Offered:
    spans = [(each.start, each.end) for each in cited if each.passage == passage.id]
    sentences = []
    for unit in passage.units:
        if unit.kind == "heading":
            continue
        for quote in cut(passage, unit.start, unit.end):
            touched = any(quote.start < end and quote.end > start for start, end in spans)
            sentences.append(Sentence(f"{passage.id}/{quote.start}-{quote.end}", quote.text, quote.page, touched))
    return Offered(passage.document, title, passage.section, passage.first_page, tuple(sentences))


def _quote(key: str, assistant: Assistant) -> tuple[str, str, int] | None:
    """Return document, words and page of a sentence; None for a key of something that is not there."""
    identifier, _, span = key.partition("/")
    start, _, end = span.partition("-")
    passage = assistant.passage(identifier)
    if passage is None or not (start.isdecimal() and end.isdecimal()):
        return None
    if not 0 <= int(start) < int(end) <= len(passage.text):
        return None
    quote = cut(passage, int(start), int(end))[0]
    return passage.document, quote.text, quote.page
