"""An answer to take along: as formatted text with its sources, or as a Word file."""

from dataclasses import dataclass
from datetime import date
from html import escape

from assistant.answer import Answer, Citation, Statement
from assistant.texts import long_date, text
from assistant.web.sources import basis_line
from assistant.web.spoken import language_of_line, language_of_statements
from assistant.web.word import WordFile


@dataclass(frozen=True, slots=True)
class Copy:
    """An answer for the clipboard, as HTML and as plain text."""

    html: str
    plain: str


def copy_of(answer: Answer) -> Copy:
    """Return the answer with its sources: titles, publishers, dates, pages and permanent links."""
    mark = [text("writing.mark")] if answer.ai_written else []
    plain = [answer.text, *mark, "", text("word.sources"), *(_plain(citation) for citation in answer.citations)]
    html = [
        f"<p>{escape(answer.lead)}</p>",
        *(f"<p>{escape(_line(statement))}</p>" for statement in answer.statements),
        *(f"<p><em>{escape(line)}</em></p>" for line in mark),
        f"<p><strong>{escape(text('word.sources'))}</strong></p>",
        *(
            f'<p>[{c.number}] {escape(_place(c))}. <a href="{escape(c.link)}">{escape(_link_words(c))}</a>'
            f"{_basis_html(c)}{_note_html(c)}</p>"
            for c in answer.citations
        ),
    ]
    return Copy("".join(html), "\n".join(plain).strip())


def word_file(answer: Answer, *, today: date) -> bytes:
    """Return a Word file with question, answer, quotes, and for each quote title, date, page and permanent link."""
    file = WordFile(text("word.title"))
    file.heading(text("word.title"), 1)
    file.heading(text("word.question"), 2)
    file.line(answer.question, language=answer.language)
    file.heading(text("word.answer"), 2)
    for line in filter(None, answer.lead.splitlines()):
        file.line(line, language=language_of_line(line, answer.language))
    for statement in answer.statements:
        file.line(_line(statement), item=statement.item, language=language_of_statements(answer))
    if answer.ai_written:
        file.line(text("writing.mark"), italic=True)
    if answer.missing:
        file.line(text("answer_card.missing"))
        for missing in answer.missing:
            file.line(missing, item=True)
    _add_sources(file, text("word.sources"), answer.citations)
    _add_sources(file, text("answer_card.nearest"), answer.nearest)
    made_on = "word.made_on_with_model" if answer.ai_written else "word.made_on"
    file.line(text(made_on, date=long_date(today.isoformat())), italic=True)
    return file.content()


def _add_sources(file: WordFile, heading: str, citations: tuple[Citation, ...]) -> None:
    if not citations:
        return
    file.heading(heading, 2)
    for citation in citations:
        file.line(f"[{citation.number}] “{citation.quote}”")
        file.line(f"{_place(citation)}. ").add_link(_link_words(citation), citation.link)
        if citation.kind == "own_summary":
            _add_basis(file, citation)
        for line in (citation.note or "").splitlines():
            file.line(line)


def _add_basis(file: WordFile, citation: Citation) -> None:
    note = file.line(text("source.own_summary"))
    if not citation.based_on:
        return
    note.add(f" {text('source.based_on')} ")
    for index, basis in enumerate(citation.based_on):
        if index:
            note.add("; ")
        note.add_link(basis.title, basis.url)
        note.add(f" ({basis_line(basis)})")


def _line(statement: Statement) -> str:
    words = f"“{statement.text}”" if statement.quoted else statement.text
    return f"{words} {''.join(f'[{mark}]' for mark in statement.marks)}".rstrip()


def _place(citation: Citation) -> str:
    parts = [
        citation.title,
        citation.publisher or text("source.unknown_publisher"),
        long_date(citation.as_of) if citation.as_of else text("source.without_date"),
        " › ".join(citation.section),
        text("answer_card.page", page=citation.page),
    ]
    return ", ".join(part for part in parts if part)


def _link_words(citation: Citation) -> str:
    """Words that tell apart, in a list of all links of a text, where each leads."""
    return text("accessibility.open_source", number=citation.number, page=citation.page)


def _plain(citation: Citation) -> str:
    lines = [f"[{citation.number}] {_place(citation)}", citation.link, *(citation.note or "").splitlines()]
    return "\n".join(lines)


def _note_html(citation: Citation) -> str:
    return "".join(f"<br><strong>{escape(line)}</strong>" for line in (citation.note or "").splitlines())


def _basis_html(citation: Citation) -> str:
    if citation.kind != "own_summary":
        return ""
    titles = "; ".join(
        f'<a href="{escape(basis.url)}">{escape(basis.title)}</a> ({escape(basis_line(basis))})'
        for basis in citation.based_on
    )
    based_on = f" {escape(text('source.based_on'))} {titles}" if titles else ""
    return f"<br><em>{escape(text('source.own_summary'))}{based_on}</em>"
