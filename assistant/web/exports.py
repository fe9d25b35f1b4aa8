"""An answer to take along: as formatted text with its sources, or as a Word file. The only door to python-docx."""

import io
from dataclasses import dataclass
from datetime import date
from html import escape

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from assistant.answer import Answer, Citation, Statement
from assistant.texts import long_date, text
from assistant.web.sources import basis_line

_LINK_COLOUR = "0B5CAD"


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
            f'<p>[{c.number}] {escape(_place(c))}. <a href="{escape(c.link)}">{escape(text("word.link"))}</a>'
            f"{_basis_html(c)}{_note_html(c)}</p>"
            for c in answer.citations
        ),
    ]
    return Copy("".join(html), "\n".join(plain).strip())


def word_file(answer: Answer, *, today: date) -> bytes:
    """Return a Word file with question, answer, quotes, and for each quote title, date, page and permanent link."""
    document = docx.Document()
    _prepare(document)
    document.add_heading(text("word.title"), level=1)
    document.add_heading(text("word.question"), level=2)
    document.add_paragraph(answer.question)
    document.add_heading(text("word.answer"), level=2)
    for line in filter(None, answer.lead.splitlines()):
        document.add_paragraph(line)
    for statement in answer.statements:
        document.add_paragraph(_line(statement), style="List Bullet" if statement.item else None)
    if answer.ai_written:
        document.add_paragraph(text("writing.mark")).runs[0].italic = True
    if answer.missing:
        document.add_paragraph(text("answer_card.missing"))
        for missing in answer.missing:
            document.add_paragraph(missing, style="List Bullet")
    _add_sources(document, text("word.sources"), answer.citations)
    _add_sources(document, text("answer_card.nearest"), answer.nearest)
    made_on = "word.made_on_with_model" if answer.ai_written else "word.made_on"
    document.add_paragraph(text(made_on, date=long_date(today.isoformat()))).runs[0].italic = True
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def _prepare(document: WordDocument) -> None:
    document.core_properties.title = text("word.title")
    document.core_properties.author = text("page.title")
    document.core_properties.language = "nl-BE"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "nl-BE")
    normal.element.get_or_add_rPr().append(language)


def _add_sources(document: WordDocument, heading: str, citations: tuple[Citation, ...]) -> None:
    if not citations:
        return
    document.add_heading(heading, level=2)
    for citation in citations:
        document.add_paragraph(f"[{citation.number}] “{citation.quote}”")
        place = document.add_paragraph(f"{_place(citation)}. ")
        _add_link(place, text("word.link"), citation.link)
        if citation.kind == "own_summary":
            _add_basis(document, citation)
        for line in (citation.note or "").splitlines():
            document.add_paragraph(line)


def _add_basis(document: WordDocument, citation: Citation) -> None:
    note = document.add_paragraph(text("source.own_summary"))
    if not citation.based_on:
        return
    note.add_run(f" {text('source.based_on')} ")
    for index, basis in enumerate(citation.based_on):
        if index:
            note.add_run("; ")
        _add_link(note, basis.title, basis.url)
        note.add_run(f" ({basis_line(basis)})")


def _add_link(paragraph: Paragraph, words: str, address: str) -> None:
    if not address.startswith(("https://", "http://")):
        paragraph.add_run(words)
        return
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(words)
    run.font.underline = True
    run.font.color.rgb = RGBColor.from_string(_LINK_COLOUR)
    link.append(run._r)
    paragraph._p.append(link)


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
