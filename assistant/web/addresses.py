"""The addresses of sources and answers, in one place, so that pages, documents and links agree."""

from urllib.parse import quote

from assistant.answer import Citation
from assistant.texts import DUTCH


def source_address(passage: str, start: int, end: int) -> str:
    """Return where one quote is shown: `/bron/…`."""
    return f"/bron/{quote(passage, safe='')}/{start}-{end}"


def mark_address(citation: Citation) -> str:
    """Return the mark in a message. It is a fragment, because Gradio opens other addresses in a new tab."""
    return f"#bron/{quote(citation.passage, safe='')}/{citation.start}-{citation.end}"


def highlighted_address(passage: str, start: int, end: int, page: int) -> str:
    """Return where the PDF opens at the page, with the quote highlighted."""
    return f"{source_address(passage, start, end)}/document.pdf#page={page}"


def reviewer_address(secret: str) -> str:
    """Return where the link of a reviewer leads: the review page of another package lets them in there."""
    return f"/beoordeling/toegang/{quote(secret, safe='')}"


def word_address(conversation: str, number: int, language: str = DUTCH) -> str:
    """Return where one answer is downloaded as a Word file, with our words in a language; `number` counts from 1."""
    address = f"/gesprek/{quote(conversation, safe='')}/antwoord/{number}.docx"
    return address if language == DUTCH else f"{address}?taal={quote(language)}"
