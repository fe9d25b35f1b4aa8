"""A question for the help desk, ready to send: what was asked, what was searched for, and what lies nearest."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from assistant.answer import Answer, Citation, HelpDesk, Outcome
from assistant.texts import text

MOST_CHARACTERS: Final = 1_500
"""Of the text: mail programs on Windows take addresses of some 2,000 characters, and percent signs lengthen this."""

MOST_NEAREST: Final = 3
"""Quotes that go along."""

LONGEST_SUBJECT: Final = 80
"""Characters of the question in the subject."""

LONGEST_QUOTE: Final = 300
"""Characters of a quote; whoever helps can open the rest."""


def with_help_desk(answer: Answer, address: str | None) -> Answer:
    """Return a refusal with the question that its reader can send to a help desk; other answers as they are.

    `address` is an e-mail or a web address, None for no help desk. Personal numbers were taken out of the answer.
    """
    if address is None or answer.outcome is not Outcome.NOT_IN_SOURCES:
        return answer
    return replace(answer, help_desk=ready_made(address, answer))


def ready_made(address: str, answer: Answer) -> HelpDesk:
    """Return the question: subject, text, and a link that opens it as a mail, or the web address itself."""
    subject = text("help_desk.subject", question=_cut(answer.question, LONGEST_SUBJECT))
    words = _words(answer)
    # Web addresses hold a colon and no at sign before it; the settings let nothing else through.
    link = address if "://" in address else f"mailto:{quote(address, safe='@')}?{_fields(subject, words)}"
    return HelpDesk(address, subject, words, link)


def _words(answer: Answer) -> str:
    lines = [text("help_desk.question"), answer.question, ""]
    if answer.searched_for != answer.question:
        lines += [text("help_desk.searched"), answer.searched_for, ""]
    lines += [text("help_desk.not_found")]
    for line in _nearest(answer.nearest):
        if sum(map(len, lines)) + len(line) > MOST_CHARACTERS:
            break
        lines += line.split("\n")
    return "\n".join(lines)[:MOST_CHARACTERS]


def _nearest(nearest: Sequence[Citation]) -> list[str]:
    if not nearest:
        return []
    quotes = [f"- “{_cut(one.quote, LONGEST_QUOTE)}” ({_place(one)})" for one in nearest[:MOST_NEAREST]]
    return [f"\n{text('answer_card.nearest')}", *quotes]


def _place(citation: Citation) -> str:
    return f"{citation.title}, {text('answer_card.page', page=citation.page)}"


def _fields(subject: str, words: str) -> str:
    # RFC 6068: lines of a body end with CR LF.
    body = words.replace("\n", "\r\n")
    return f"subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def _cut(words: str, most: int) -> str:
    whole = " ".join(words.split())
    return whole if len(whole) <= most else f"{whole[: most - 1].rstrip()}…"
