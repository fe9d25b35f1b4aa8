"""The owner's remarks on the documents (*kanttekeningen*), shown with every citation that touches their words."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, Citation
from assistant.texts import long_date, text
from corpus.types import Passage

_NOT_COMPARED = frozenset({"Cc", "Cf", "Cn", "Pd", "Zs", "Zl", "Zp"})
"""Unicode categories of white space, hyphens and what pdfium puts at a line end: they differ between two copies."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What the owner remarks on the exact words `quote` of a document; `date` is an ISO date."""

    document: str
    quote: str
    note: str
    date: str


Remarks = Callable[[], Sequence[Remark]]
"""Gives the remarks as they stand now."""

Around = Callable[[str], Sequence[Passage]]
"""Gives the passage with this id and those beside it in its document, in order; nothing for an unknown one."""


def no_remarks() -> tuple[Remark, ...]:
    """Return no remarks, where nobody makes any."""
    return ()


def noted(answer: Answer, remarks: Sequence[Remark], around: Around) -> Answer:
    """Return the answer with the remarks on its citations, and on what lies nearest, as their notes."""
    if not remarks:
        return answer
    return replace(
        answer,
        citations=tuple(_with_note(citation, remarks, around) for citation in answer.citations),
        nearest=tuple(_with_note(citation, remarks, around) for citation in answer.nearest),
    )


def note_on(
    document: str, passage: str, start: int, end: int, *, remarks: Sequence[Remark], around: Around
) -> str | None:
    """Return what to read with `start` to `end` of a passage, None where no remark touches these words.

    Words of a remark may begin or end in a passage beside this one.
    """
    touching = [remark for remark in remarks if remark.document == document]
    if not touching:
        return None
    whole, first, last = _place(around(passage), passage, start, end)
    notes = [_line(remark) for remark in touching if _touches(_bare(remark.quote), whole, first, last)]
    return "\n".join(dict.fromkeys(notes)) or None


def _with_note(citation: Citation, remarks: Sequence[Remark], around: Around) -> Citation:
    note = note_on(
        citation.document, citation.passage, citation.start, citation.end, remarks=remarks, around=around
    )  # fmt: skip
    return replace(citation, note=note) if note else citation


def _place(passages: Sequence[Passage], passage: str, start: int, end: int) -> tuple[str, int, int]:
    """Return the bare text of passages in a row, and where `start` to `end` of one of them lies in it."""
    whole, first, last = "", 0, 0
    for one in passages:
        if one.id == passage:
            first = len(whole) + len(_bare(one.text[:start]))
            last = len(whole) + len(_bare(one.text[:end]))
        whole += _bare(one.text)
    return whole, first, last


def _touches(quote: str, whole: str, first: int, last: int) -> bool:
    return bool(quote) and any(at < last and at + len(quote) > first for at in _all_of(quote, whole))


def _all_of(quote: str, whole: str) -> Iterator[int]:
    at = whole.find(quote)
    while at >= 0:
        yield at
        at = whole.find(quote, at + 1)


def _bare(words: str) -> str:
    return "".join(sign for sign in words if unicodedata.category(sign) not in _NOT_COMPARED)


def _line(remark: Remark) -> str:
    return text("remark.line", note=remark.note, date=long_date(remark.date))
