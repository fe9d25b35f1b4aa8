"""The page with the quote marked on it, as a picture and as a PDF file; the last ones made are held."""

from functools import lru_cache
from pathlib import Path

from assistant.texts import text
from assistant.web.port import Answering
from assistant.web.sources import Source, whole_lines
from corpus.pdf.pictures import highlighted_pdf, measure_page, page_picture
from corpus.types import Rectangle

PICTURES_KEPT = 64
"""Page pictures of about 150 kB: 10 MB."""

FILES_KEPT = 8
"""Highlighted PDF files of a few hundred kB."""

NARROWEST, WIDEST = 100, 2800
"""Pixels of a picture."""

HEADERS = {"cache-control": "private, max-age=600"}


def picture_of(answering: Answering, source: Source, *, width: int, crop: bool) -> bytes:
    """Return a PNG of the page of a quote, `width` pixels wide; `crop` leaves the lines of the quote and a few more."""
    file = answering.file(source.document.name)
    part = whole_lines(source) if crop else None
    return _picture(file, source.document.sha256, source.quote.page, source.quote.rectangles, width, part)


def highlighted_of(answering: Answering, source: Source) -> bytes:
    """Return the PDF of a quote, with the quote highlighted."""
    file = answering.file(source.document.name)
    said = text("accessibility.highlight", quote=source.quote.text)
    return _highlighted(file, source.document.sha256, source.quote.page, source.quote.rectangles, said)


@lru_cache(maxsize=PICTURES_KEPT)
def _picture(
    file: Path, sha256: str, page: int, rectangles: tuple[Rectangle, ...], width: int, crop: Rectangle | None
) -> bytes:
    """`sha256` is only part of the key: a new generation may keep another file under the same name."""
    part = crop or measure_page(file, page, rectangles[0]).printed
    return page_picture(file, page, rectangles, scale=width / (part.right - part.left), crop=part)


@lru_cache(maxsize=FILES_KEPT)
def _highlighted(file: Path, sha256: str, page: int, rectangles: tuple[Rectangle, ...], said: str) -> bytes:
    return highlighted_pdf(file, [(page, rectangles)], said=said)
