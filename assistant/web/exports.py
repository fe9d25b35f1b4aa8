"""An answer to take along: as formatted text with its sources, or as a Word file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from assistant.answer import Answer, Citation, Statement
from assistant.texts import DUTCH, DUTCH_WORDS, Words
from assistant.web.sources import basis_line
from assistant.web.spoken import language_of_statements, told
from assistant.web.word import WordFile


@dataclass(frozen=True, slots=True)
class Copy:
    """An answer for the clipboard, as HTML and as plain text."""

    html: str
    plain: str


def copy_of(answer: Answer, words: Words = DUTCH_WORDS) -> Copy:
    """Return the answer with its sources: titles, publishers, dates, pages and permanent links.

    `words` are our own texts, in the language of the page.
    """
    mark = [words.text("writing.mark")] if answer.ai_written else []
    lead = "\n".join(line for line, _ in _lead(answer, words))
    plain = [
        replace(answer, lead=lead).text,
        *mark,
        "",
        words.text("word.sources"),
        *(_plain(citation, words) for citation in answer.citations),
    ]
    html = [
        f"<p>{escape(lead)}</p>",
        *(f"<p>{escape(_line(statement))}</p>" for statement in answer.statements),
        *(f"<p><em>{escape(line)}</em></p>" for line in mark),
        f"<p><strong>{escape(words.text('word.sources'))}</strong></p>",
        *(
            f"<p>[{c.number}] {escape(_place(c, words))}. "
            f'<a href="{escape(c.link)}">{escape(_link_words(c, words))}</a>'
            f"{_basis_html(c, words)}{_note_html(c)}</p>"
            for c in answer.citations
        ),
    ]
    return Copy("".join(html), "\n".join(plain).strip())


def word_file(answer: Answer, *, today: date, words: Words = DUTCH_WORDS) -> bytes:
    """Return a Word file with question, answer, quotes, and for each quote title, date, page and permanent link."""
    file = WordFile(words.text("word.title"), words)
    file.heading(words.text("word.title"), 1)
    file.heading(words.text("word.question"), 2)
    file.line(answer.question, language=answer.language)
    file.heading(words.text("word.answer"), 2)
    for line, language in _lead(answer, words):
        file.line(line, language=language)
    for statement in answer.statements:
        file.line(_line(statement), item=statement.item, language=language_of_statements(answer))
    if answer.ai_written:
        file.line(words.text("writing.mark"), italic=True)
    if answer.missing:
        file.line(words.text("answer_card.missing"))
        for missing in answer.missing:
            said, language = told(missing, DUTCH, words)
            file.line(said, item=True, language=language)
    _add_sources(file, words.text("word.sources"), answer.citations, words)
    _add_sources(file, words.text("answer_card.nearest"), answer.nearest, words)
    made_on = "word.made_on_with_model" if answer.ai_written else "word.made_on"
    file.line(words.text(made_on, date=words.long_date(today.isoformat())), italic=True)
    return file.content()


def _lead(answer: Answer, words: Words) -> Sequence[tuple[str, str]]:
    """Return the lines of the lead-in, each with its language."""
    return [told(line, answer.language, words) for line in filter(None, answer.lead.splitlines())]


def _add_sources(file: WordFile, heading: str, citations: tuple[Citation, ...], words: Words) -> None:
    if not citations:
        return
    file.heading(heading, 2)
    for citation in citations:
        file.line(f"[{citation.number}] “{citation.quote}”", language=DUTCH)
        file.line(f"{_place(citation, words)}. ").add_link(_link_words(citation, words), citation.link)
        if citation.kind == "own_summary":
            _add_basis(file, citation, words)
        for line in (citation.note or "").splitlines():
            file.line(line, language=DUTCH)


def _add_basis(file: WordFile, citation: Citation, words: Words) -> None:
    note = file.line(words.text("source.own_summary"))
    if not citation.based_on:
        return
    note.add(f" {words.text('source.based_on')} ")
    for index, basis in enumerate(citation.based_on):
        if index:
            note.add("; ")
        note.add_link(basis.title, basis.url)
        note.add(f" ({basis_line(basis, words)})")


def _line(statement: Statement) -> str:
    said = f"“{statement.text}”" if statement.quoted else statement.text
    return f"{said} {''.join(f'[{mark}]' for mark in statement.marks)}".rstrip()


def _place(citation: Citation, words: Words) -> str:
    parts = [
        citation.title,
        citation.publisher or words.text("source.unknown_publisher"),
        words.long_date(citation.as_of) if citation.as_of else words.text("source.without_date"),
        " › ".join(citation.section),
        words.text("answer_card.page", page=citation.page),
    ]
    return ", ".join(part for part in parts if part)


def _link_words(citation: Citation, words: Words) -> str:
    """Words that tell apart, in a list of all links of a text, where each leads."""
    return words.text("accessibility.open_source", number=citation.number, page=citation.page)


def _plain(citation: Citation, words: Words) -> str:
    lines = [f"[{citation.number}] {_place(citation, words)}", citation.link, *(citation.note or "").splitlines()]
    return "\n".join(lines)


def _note_html(citation: Citation) -> str:
    return "".join(f"<br><strong>{escape(line)}</strong>" for line in (citation.note or "").splitlines())


def _basis_html(citation: Citation, words: Words) -> str:
    if citation.kind != "own_summary":
        return ""
    titles = "; ".join(
        f'<a href="{escape(basis.url)}">{escape(basis.title)}</a> ({escape(basis_line(basis, words))})'
        for basis in citation.based_on
    )
    based_on = f" {escape(words.text('source.based_on'))} {titles}" if titles else ""
    return f"<br><em>{escape(words.text('source.own_summary'))}{based_on}</em>"
