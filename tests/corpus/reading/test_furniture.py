from pathlib import Path

import pytest

from corpus.pdf.pages import read_pages, vet
from corpus.reading.furniture import without_running_lines
from tests.corpus.pdfs import prose, set_pdf

HEADER = "@page { @top-center { content: 'Gids voor de gemeente' } @bottom-right { content: counter(page) } }"
FACING = """
@page :left { @bottom-left { content: counter(page) ' | Gids voor de gemeente' } }
@page :right { @bottom-right { content: 'Gids voor de gemeente | ' counter(page) } }
"""


def _pages(count: int, *, heading: str = "") -> str:
    return "".join(
        f"<div style='break-after:page'>{heading.format(n)}<p>{prose(n)}</p></div>" for n in range(1, count + 1)
    )


def _kept(file: Path, count: int) -> list[list[str]]:
    return [[line.text for line in page.lines] for page in without_running_lines(read_pages(file, 1, count))]


@pytest.mark.parametrize("style", [HEADER, FACING], ids=["header and number", "facing pages"])
def test_running_headers_and_footers_are_left_out(tmp_path: Path, style: str) -> None:
    kept = _kept(set_pdf(tmp_path, _pages(8), style=style), 8)
    assert [" ".join(lines) for lines in kept] == [prose(n) for n in range(1, 9)]


@pytest.mark.parametrize(
    "content",
    ["'pagina ' counter(page) ' van 6'", "counter(page, lower-roman)", "'– ' counter(page) ' –'", "'Nota 17/2025'"],
)
def test_page_numbers_are_left_out_however_they_are_written(tmp_path: Path, content: str) -> None:
    kept = _kept(set_pdf(tmp_path, _pages(6), style=f"@page {{ @bottom-center {{ content: {content} }} }}"), 6)
    assert [" ".join(lines) for lines in kept] == [prose(n) for n in range(1, 7)]


def test_a_numbering_that_starts_elsewhere_is_still_a_page_number(tmp_path: Path) -> None:
    style = "html { counter-reset: page 118 } @page { @top-left { content: 'blz. ' counter(page) } }"
    assert [" ".join(lines) for lines in _kept(set_pdf(tmp_path, _pages(5), style=style), 5)] == [
        prose(n) for n in range(1, 6)
    ]


def test_a_header_of_two_pages_is_left_out_on_both(tmp_path: Path) -> None:
    kept = _kept(set_pdf(tmp_path, _pages(2), style=HEADER), 2)
    assert [" ".join(lines) for lines in kept] == [prose(1), prose(2)]


@pytest.mark.parametrize("heading", ["<h2>Bijlage {}</h2>", "<h2>Tip {}</h2>"])
def test_numbered_headings_at_the_top_of_each_page_stay(tmp_path: Path, heading: str) -> None:
    kept = _kept(set_pdf(tmp_path, _pages(6, heading=heading), style=HEADER), 6)
    assert [lines[0] for lines in kept] == [heading[4:-5].format(n) for n in range(1, 7)]


def test_annexes_that_each_begin_a_page_stay(tmp_path: Path) -> None:
    plain = "".join(f"<p>{prose(n, sentences=40)}</p>" for n in range(4))
    page = "<div style='break-before:page'><p>BIJLAGE {}</p><p>Een lijst.</p></div>"
    annexes = "".join(page.format(number) for number in ("V", "VI", "VII"))
    file = set_pdf(tmp_path, plain + annexes, style=HEADER)
    count = len(vet(file).labels)
    assert [lines[0] for lines in _kept(file, count)[-3:]] == ["BIJLAGE V", "BIJLAGE VI", "BIJLAGE VII"]


def test_article_numbers_at_the_top_of_pages_far_apart_stay(tmp_path: Path) -> None:
    body = "".join(f"<div style='break-after:page'><p>Artikel {n * n}</p><p>{prose(n)}</p></div>" for n in range(1, 7))
    kept = _kept(set_pdf(tmp_path, body), 6)
    assert [lines[0] for lines in kept] == [f"Artikel {n * n}" for n in range(1, 7)]


def test_a_single_page_keeps_all_but_its_number(tmp_path: Path) -> None:
    assert " ".join(_kept(set_pdf(tmp_path, _pages(1), style=HEADER), 1)[0]) == f"Gids voor de gemeente {prose(1)}"


def test_text_that_repeats_in_the_middle_of_the_page_stays(tmp_path: Path) -> None:
    body = "".join(f"<p>{prose(n)}</p><p>Dit staat er telkens.</p><p style='break-after:page'>x</p>" for n in range(5))
    assert sum("Dit staat er telkens." in lines for lines in _kept(set_pdf(tmp_path, body), 5)) == 5


def test_amendment_marks_are_left_out(tmp_path: Path) -> None:
    assert _kept(set_pdf(tmp_path, "<p>▼M4</p><p>De lidstaten beslissen.</p>"), 1) == [["De lidstaten beslissen."]]
