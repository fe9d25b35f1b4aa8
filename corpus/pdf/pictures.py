"""Shows words on their page: a picture of the page, or the PDF itself, with exactly the quoted words highlighted.

Beside `pages.py` this is the only door to pypdfium2 and pypdf. Rectangles are PDF points from the lower left corner.
"""

import ctypes
import io
import logging
import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageDraw
from pypdf.annotations import Highlight
from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

from corpus.errors import DocumentDamaged
from corpus.pdf.tags import tag_annotation
from corpus.types import Rectangle

HIGHLIGHT = (255, 230, 102)
"""Multiplied with the page, so black letters stay black on it: contrast 16 to 1."""

PADDING = 1.0
"""Points around the words, so that the colour does not touch the letters."""

SEARCH_FOR_BLANK = 14.0
"""How many points a crop may grow to end between two lines: a little more than one line of 11-point text."""

_one_at_a_time = threading.Lock()
"""pdfium keeps global state and is not thread-safe."""


MARGIN = 22.0
"""Points of white kept around what is printed on a page: enough to still read as a page."""

WEBP_QUALITY = 60
"""The 95 shipped pages at 1 pixel a point: 3.3 MB at 40, where letters fray, 3.8 at 60 and 4.3 at 75."""

FINE = 10_000
"""Steps a side when places are given as shares of a page."""

ROUGH = 0.5
"""Pixels a point for finding what is printed: 2 ms a page, and exact to two points."""


@dataclass(frozen=True, slots=True)
class PageMeasures:
    """What a layout needs to know of a page: the part that is printed, and how large letters are at a given place."""

    printed: Rectangle
    letters: float


def page_picture(
    file: Path,
    page: int,
    rectangles: Sequence[Rectangle],
    *,
    scale: float,
    crop: Rectangle | None = None,
    form: Literal["PNG", "WEBP"] = "PNG",
) -> bytes:
    """Return the page as a picture with the rectangles highlighted; WebP is a third of the size of PNG.

    `page` counts from 1, `scale` is pixels a point. `crop` shows that part only; its upper and lower edge move
    outwards until they cut no letter. Raises DocumentDamaged when the file or page cannot be opened.
    """
    with _opened(file, page) as shown:
        picture = shown.render(scale=scale).to_pil().convert("RGB")
        marks = [_on_picture(shown, picture.size, rectangle) for rectangle in rectangles]
        window = None if crop is None else _on_picture(shown, picture.size, crop, padding=0)
    picture = ImageChops.multiply(picture, _marker(picture.size, marks))
    if window is not None:
        picture = picture.crop(_between_lines(picture, window, limit=round(SEARCH_FOR_BLANK * scale)))
    file_bytes = io.BytesIO()
    if form == "PNG":
        picture.save(file_bytes, format=form, compress_level=6)
    else:
        picture.save(file_bytes, format=form, quality=WEBP_QUALITY)
    return file_bytes.getvalue()


def places_on_picture(
    file: Path, page: int, rectangles: Sequence[Rectangle]
) -> list[tuple[float, float, float, float]]:
    """Return where rectangles of a page stand on its picture: left, top, width and height as shares of the picture's.

    Raises DocumentDamaged when the file or page cannot be opened.
    """
    with _opened(file, page) as shown:
        places = [_on_picture(shown, (FINE, FINE), rectangle) for rectangle in rectangles]
    return [
        (left / FINE, upper / FINE, (right - left) / FINE, (lower - upper) / FINE)
        for left, upper, right, lower in places
    ]


def measure_page(file: Path, page: int, at: Rectangle) -> PageMeasures:
    """Return the printed part of the page with a small margin, and how large the letters at `at` are, in points.

    Raises DocumentDamaged when the file or page cannot be opened.
    """
    with _opened(file, page) as shown:
        return PageMeasures(_printed(shown, page), _letters(shown, at))


def highlighted_pdf(file: Path, quotes: Sequence[tuple[int, Sequence[Rectangle]]], *, said: str = "") -> bytes:
    """Return the PDF with one highlight annotation for each quote, given as its page (from 1) and rectangles.

    `said` is what a screen reader says of a highlight. Tags and language of the file stay as they are, and the
    highlights join them. Raises DocumentDamaged when the file cannot be read.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of fonts that readers show without trouble
    try:
        writer = pypdf.PdfWriter(clone_from=str(file))
        writer.pdf_header = "%PDF-1.7"  # pypdf would write 1.3, which knows no tags and no multiply
        for page, rectangles in quotes:
            added = writer.add_annotation(page_number=page - 1, annotation=_annotation(rectangles, said))
            tag_annotation(writer, page - 1, added, said)
    except (pypdf.errors.PyPdfError, OSError, IndexError) as error:
        raise DocumentDamaged(f"{file.name}: cannot be highlighted ({error}); run `assistant ingest` again") from error
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


@contextmanager
def _opened(file: Path, page: int) -> Iterator[pypdfium2.PdfPage]:
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(file)
            shown = document[page - 1]
        except (pypdfium2.PdfiumError, OSError, IndexError) as error:
            message = f"{file.name}: page {page} cannot be shown ({error}); run `assistant ingest` again"
            raise DocumentDamaged(message) from error
        try:
            yield shown
        finally:
            shown.close()
            document.close()


def _on_picture(
    page: pypdfium2.PdfPage, size: tuple[int, int], box: Rectangle, *, padding: float = PADDING
) -> tuple[int, int, int, int]:
    """Left, upper, right, lower in pixels of a picture of this size. pdfium maps: pages may be turned or cropped."""
    corners = [
        _to_device(page, size, box.left - padding, box.bottom - padding),
        _to_device(page, size, box.right + padding, box.top + padding),
    ]
    across, down = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    return across[0], down[0], across[1], down[1]


def _to_device(page: pypdfium2.PdfPage, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value


def _printed(page: pypdfium2.PdfPage, number: int) -> Rectangle:
    rough = page.render(scale=ROUGH).to_pil().convert("RGB")
    blank = Image.new("RGB", rough.size, rough.getpixel((0, 0)))
    left, upper, right, lower = ImageChops.difference(rough, blank).getbbox() or (0, 0, *rough.size)
    margin = round(MARGIN * ROUGH)
    corners = [
        _to_page(page, rough, max(0, left - margin), max(0, upper - margin)),
        _to_page(page, rough, min(rough.width, right + margin), min(rough.height, lower + margin)),
    ]
    across, up = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    return Rectangle(number, across[0], up[0], across[1], up[1])


def _to_page(page: pypdfium2.PdfPage, picture: Image.Image, across: int, down: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDF_DeviceToPage(
        page, 0, 0, picture.width, picture.height, 0, across, down, ctypes.byref(x), ctypes.byref(y)
    )
    return x.value, y.value


def _letters(page: pypdfium2.PdfPage, at: Rectangle) -> float:
    text = page.get_textpage()
    try:
        middle = (at.bottom + at.top) / 2
        index = pdfium.FPDFText_GetCharIndexAtPos(text, at.left + 1, middle, 6, 6)
        if index < 0:
            return at.top - at.bottom
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        return float(pdfium.FPDFText_GetFontSize(text, index)) * (math.hypot(matrix.b, matrix.d) or 1.0)
    finally:
        text.close()


def _marker(size: tuple[int, int], marks: Sequence[tuple[int, int, int, int]]) -> Image.Image:
    layer = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(layer)
    for mark in marks:
        draw.rectangle(mark, fill=HIGHLIGHT)
    return layer


def _between_lines(picture: Image.Image, window: tuple[int, int, int, int], *, limit: int) -> tuple[int, int, int, int]:
    left, upper, right, lower = window
    left, right = max(0, left), min(picture.width, right)
    upper, lower = max(0, upper), max(1, min(picture.height, lower))
    grey = picture.convert("L").crop((left, 0, right, picture.height))
    upper = _next_blank(grey, range(upper, max(0, upper - limit), -1))
    lower = _next_blank(grey, range(lower - 1, min(grey.height, lower + limit))) + 1
    return left, upper, right, lower


def _next_blank(grey: Image.Image, rows: range) -> int:
    """The middle of the first gap between lines; where `rows` begins when there is none."""
    gap: list[int] = []
    for row in rows:
        if _blank(grey, row):
            gap.append(row)
        elif gap:
            break
    return gap[len(gap) // 2] if gap else rows.start


def _blank(grey: Image.Image, row: int) -> bool:
    darkest, lightest = grey.crop((0, row, grey.width, row + 1)).getextrema()
    return bool(darkest == lightest)


def _annotation(rectangles: Sequence[Rectangle], said: str) -> Highlight:
    quads = ArrayObject(
        FloatObject(value)
        for box in rectangles
        for value in (box.left, box.top, box.right, box.top, box.left, box.bottom, box.right, box.bottom)
    )
    around = (
        min(box.left for box in rectangles),
        min(box.bottom for box in rectangles),
        max(box.right for box in rectangles),
        max(box.top for box in rectangles),
    )
    made = Highlight(rect=around, quad_points=quads, highlight_color="ffe666", printing=True)
    if said:
        made[NameObject("/Contents")] = TextStringObject(said)
    return made
