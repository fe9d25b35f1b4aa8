"""Word files: headings, paragraphs, lists, links and tables. The only door to python-docx."""

import io
import re
from collections.abc import Sequence
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from assistant.texts import DUTCH_WORDS, Words

_LINK_COLOUR = "0B5CAD"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold; a PDF or a form may bring them."""


class Line:
    """A paragraph that more is added to."""

    def __init__(self, paragraph: Paragraph):
        self._paragraph = paragraph

    def add(self, words: str) -> None:
        """Add words."""
        self._paragraph.add_run(_fit(words))

    def add_link(self, words: str, address: str) -> None:
        """Add words that link to a web address; anything else than one stays plain words."""
        if not address.startswith(("https://", "http://")):
            self.add(words)
            return
        link = OxmlElement("w:hyperlink")
        part = self._paragraph.part
        link.set(qn("r:id"), part.relate_to(_fit(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = self._paragraph.add_run(_fit(words))
        run.font.underline = True
        run.font.color.rgb = RGBColor.from_string(_LINK_COLOUR)
        link.append(run._r)
        self._paragraph._p.append(link)


class WordFile:
    """A Word file that is written from top to bottom. Every text is put in as it is: nothing in it is a field."""

    def __init__(self, title: str, words: Words = DUTCH_WORDS):
        """`title` is that of the file's properties; `heading` shows one. `words` are in the language of the file."""
        self._words = words
        self._document = docx.Document()
        self._document.core_properties.title = _fit(title)[:255]
        self._document.core_properties.author = words.text("page.title")
        self._document.core_properties.language = words.tag
        normal = self._document.styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(11)
        normal.element.get_or_add_rPr().append(_language(words.tag))

    def heading(self, words: str, level: int) -> None:
        """Add a heading; 1 is the highest level."""
        self._document.add_heading(_fit(words), level=level)

    def line(self, words: str = "", *, item: bool = False, italic: bool = False, language: str | None = None) -> Line:
        """Add a paragraph, or an item of a list, in this language (nl, en, fr; None: the file's), and return it."""
        paragraph = self._document.add_paragraph(_fit(words), style="List Bullet" if item else None)
        for run in paragraph.runs:
            run.italic = True if italic else None
            if language not in (None, self._words.language):
                run._r.get_or_add_rPr().append(_language(language))
        return Line(paragraph)

    def table(self, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table whose first row, the titles, is repeated on each page."""
        table = self._document.add_table(rows=1, cols=len(titles), style="Light Grid Accent 1")
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for row in (titles, *rows):
            cells = table.rows[0].cells if row is titles else table.add_row().cells
            for cell, words in zip(cells, row, strict=True):
                cell.text = _fit(words)

    def content(self) -> bytes:
        """Return the file."""
        result = io.BytesIO()
        self._document.save(result)
        return result.getvalue()


def _language(tag: str) -> Any:
    made = OxmlElement("w:lang")
    made.set(qn("w:val"), tag)
    return made


def _fit(words: str) -> str:
    return _NOT_XML.sub("\ufffd", words)
