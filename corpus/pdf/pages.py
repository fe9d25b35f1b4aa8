"""A PDF file becomes pages of lines with positions. pypdf and pypdfium2 are opened here.

pypdf vets the file (encryption, damage, title, outline, page labels); pdfium reads the characters and their boxes.
Reading order is worked out in `corpus.reading.layout`; this module only hands it words.
"""

import ctypes
import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pypdf
import pypdf.errors
import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import DocumentDamaged, DocumentError, DocumentLocked, DocumentUnreadable
from corpus.reading.layout import Line, Segment, reading_order

LINE_END_HYPHEN = "\ufffe"
"""How pdfium marks a hyphen at the end of a line, soft or hard."""

_RAW_LINE_END_HYPHEN = 2
"""The same mark as some pdfium calls return it."""

_SPACES = (0x20, 0x0A, 0x0D, 0x09, 0xA0, 0x00, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)

_BOLD_WEIGHT = 600
_BOLD_NAMES = ("bold", "black", "heavy", "demi")

_SEGMENT_GAP = 1.0
"""A gap wider than this many line heights ends a segment: table cells and columns stand further apart."""


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One entry of a PDF's own table of contents. `page` counts from 1, `level` from 1."""

    title: str
    page: int
    level: int


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the file says of itself. `labels` holds one page label per page."""

    sha256: str
    pages: int
    title: str | None
    labels: tuple[str, ...]
    outline: tuple[OutlineEntry, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page in reading order. `text` is the page's raw text as pdfium gives it; sizes are PDF points."""

    number: int
    width: float
    height: float
    text: str
    lines: tuple[Line, ...]


def vet(file: Path) -> FileFacts:
    """Open a file and say what it is.

    Raises DocumentUnreadable, DocumentDamaged or DocumentLocked, each naming the file.
    """
    content = _bytes(file)
    if not content:
        raise DocumentDamaged(f"{file}: the file is empty; put a complete PDF in its place")
    if b"%PDF-" not in content[:1024]:
        raise DocumentDamaged(f"{file}: this is not a PDF, whatever its name says; export it as PDF or remove it")
    with _translated(file), _quiet_pypdf():
        reader = pypdf.PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentLocked(f"{file}: a password protects this PDF; save a copy without password")
        count = len(reader.pages)
        if count == 0:
            raise DocumentDamaged(f"{file}: this PDF has no pages; put a complete PDF in its place")
        title = (reader.metadata.title if reader.metadata else None) or None
        labels = tuple(reader.page_labels)
        outline = tuple(_outline(reader, reader.outline, level=1))
    with _pdfium(file) as document:
        readable = len(document)
    if readable != count:
        raise DocumentDamaged(f"{file}: {readable} of {count} pages can be read; put a complete PDF in its place")
    return FileFacts(hashlib.sha256(content).hexdigest(), count, _clean(title), labels, outline)


def read_pages(file: Path, first: int, last: int) -> list[Page]:
    """Read the pages `first` to `last` (from 1, both included) of a vetted file.

    Raises DocumentDamaged when pdfium cannot read a page.
    """
    with _pdfium(file) as document:
        return [_page(document, number) for number in range(first, last + 1)]


def page_text(file: Path, page: int) -> str:
    """Return the text of a page (from 1) as pdfium gives it: the yardstick for every quote."""
    with _pdfium(file) as document:
        textpage = document[page - 1].get_textpage()  # held, or pdfium frees it while we read
        return _as_text(_codes(textpage.raw))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise DocumentUnreadable(f"{file}: cannot be read ({reason}); check that it exists and its rights") from error


@contextmanager
def _translated(file: Path) -> Iterator[None]:
    # pypdf raises its own tree for damage, and lets ordinary errors through where a broken file surprises it.
    try:
        yield
    except DocumentError:
        raise
    except pypdf.errors.FileNotDecryptedError as error:
        raise DocumentLocked(f"{file}: a password protects this PDF; save a copy without password") from error
    except pypdf.errors.DependencyError as error:
        raise DocumentLocked(f"{file}: its encryption is not supported; save a copy without password") from error
    except (pypdf.errors.PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentDamaged(f"{file}: damaged or cut off; put a complete PDF in its place") from error


@contextmanager
def _quiet_pypdf() -> Iterator[None]:
    """pypdf warns of each oddity it works around; those lines mean nothing to the person who runs an ingest."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    if logging.getLogger().level > logging.DEBUG:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


@contextmanager
def _pdfium(file: Path) -> Iterator[Any]:
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DocumentLocked(f"{file}: a password protects this PDF; save a copy without password") from error
        raise DocumentDamaged(f"{file}: damaged or cut off; put a complete PDF in its place") from error
    except OSError as error:
        raise DocumentUnreadable(f"{file}: cannot be read; check that it exists and its rights") from error
    try:
        yield document
    except pypdfium2.PdfiumError as error:
        raise DocumentDamaged(f"{file}: a page cannot be read; put a complete PDF in its place") from error
    finally:
        document.close()


def _outline(reader: pypdf.PdfReader, entries: list[Any], *, level: int) -> Iterator[OutlineEntry]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _outline(reader, entry, level=level + 1)
            continue
        page = reader.get_destination_page_number(entry)
        title = _clean(entry.title)
        if page is not None and page >= 0 and title:
            yield OutlineEntry(title, page + 1, level)


def _clean(title: str | None) -> str | None:
    return " ".join(str(title).split()) or None if title else None


def _page(document: Any, number: int) -> Page:
    page = document[number - 1]
    textpage = page.get_textpage()
    width, height = page.get_size()
    codes = _codes(textpage.raw)
    lines = reading_order(_segments(textpage.raw, codes), page=number)
    text = _as_text(codes)
    textpage.close()
    page.close()
    return Page(number, width, height, text, lines)


def _as_text(codes: np.ndarray) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", errors="replace").replace("\x02", LINE_END_HYPHEN)


def _codes(raw: Any) -> np.ndarray:
    """Return one Unicode code point per character of the page, in pdfium's order."""
    count = pdfium.FPDFText_CountChars(raw)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(raw, 0, count, buffer)
    if written == count + 1:
        codes = np.frombuffer(buffer, dtype=np.uint16)[:count].astype(np.uint32)
    else:  # characters outside the basic plane take two places, so positions must be asked one by one
        unicode_of = pdfium.FPDFText_GetUnicode
        codes = np.fromiter((unicode_of(raw, index) for index in range(count)), dtype=np.uint32, count=count)
    codes[codes == _RAW_LINE_END_HYPHEN] = ord(LINE_END_HYPHEN)
    return codes


def _segments(raw: Any, codes: np.ndarray) -> list[Segment]:
    """Group the page's words into segments: neighbouring words on one line without a wide gap."""
    starts, ends = _word_borders(codes)
    if not len(starts):
        return []
    boxes = _word_boxes(raw, starts, ends)
    breaks = [0, *(_segment_breaks(boxes) + 1).tolist(), len(starts)]
    text = _as_text(codes)
    words = [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    segments = []
    for first, after in pairwise(breaks):
        size, bold = _style(raw, int(starts[first]))
        # A run-in title (Art. 6.) opens a line in bold that goes on in plain letters.
        bold = bold and (after == first + 1 or _style(raw, int(starts[after - 1]))[1])
        block = boxes[first:after]
        segments.append(
            Segment(
                tuple(words[first:after]),
                tuple(block[:, 0].tolist()),
                tuple(block[:, 2].tolist()),
                float(block[:, 1].min()),
                float(block[:, 3].max()),
                size,
                bold,
            )
        )
    return [segment for segment in segments if segment.top > segment.bottom]


def _word_borders(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A word ends at white space and after a line-end hyphen."""
    inside = ~(np.isin(codes, _SPACES) | (codes < 0x20))
    after_hyphen = np.zeros(len(codes), dtype=bool)
    after_hyphen[1:] = codes[:-1] == ord(LINE_END_HYPHEN)
    before = np.concatenate(([False], inside[:-1]))
    starts = np.flatnonzero(inside & (~before | after_hyphen))
    following = np.concatenate((inside[1:] & ~after_hyphen[1:], [False]))
    ends = np.flatnonzero(inside & ~following) + 1
    return starts, ends


def _word_boxes(raw: Any, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return left, bottom, right, top of each word: two calls into pdfium a word instead of one a character."""
    boxes = np.empty((len(starts), 4), dtype=np.float32)
    rectangle = pdfium.FS_RECTF()
    pointer = ctypes.byref(rectangle)
    ask = pdfium.FPDFText_GetLooseCharBox
    for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        ask(raw, start, pointer)
        left, bottom, top, right = rectangle.left, rectangle.bottom, rectangle.top, rectangle.right
        if end - start > 1:
            ask(raw, end - 1, pointer)
            right = max(right, rectangle.right)
        boxes[row] = (left, bottom, right, top)
    return boxes


def _segment_breaks(boxes: np.ndarray) -> np.ndarray:
    """Return the rows after which another segment begins."""
    here, after = boxes[:-1], boxes[1:]
    heights = np.minimum(here[:, 3] - here[:, 1], after[:, 3] - after[:, 1])
    overlap = np.minimum(here[:, 3], after[:, 3]) - np.maximum(here[:, 1], after[:, 1])
    gap = after[:, 0] - here[:, 2]
    other_line = overlap < 0.5 * heights
    return np.flatnonzero(other_line | (gap > _SEGMENT_GAP * heights) | (gap < -heights))


def _style(raw: Any, character: int) -> tuple[float, bool]:
    """Return the size in points as it shows on the page, and whether the letter is bold."""
    matrix = pdfium.FS_MATRIX()
    scale = 1.0
    if pdfium.FPDFText_GetMatrix(raw, character, ctypes.byref(matrix)):
        scale = float(np.hypot(matrix.c, matrix.d)) or 1.0
    size = float(pdfium.FPDFText_GetFontSize(raw, character)) * scale
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(raw, character, buffer, 128, ctypes.byref(flags))
    name = buffer.raw[: max(min(length, 128) - 1, 0)].decode("utf-8", errors="replace").lower()
    bold = any(word in name for word in _BOLD_NAMES) or pdfium.FPDFText_GetFontWeight(raw, character) >= _BOLD_WEIGHT
    return round(size, 1), bold
