from pathlib import Path

from corpus.pdf.pages import read_pages
from corpus.reading.layout import Line, Segment, reading_order, usual_size
from tests.corpus.pdfs import WORDS, prose, set_lines, set_pdf


def _lines(file: Path, page: int = 1) -> list[Line]:
    return list(read_pages(file, page, page)[0].lines)


def _text(file: Path) -> str:
    return " ".join(line.text for line in _lines(file))


def _paragraphs(count: int) -> str:
    return "".join(f"<p>{prose(number)}</p>" for number in range(count))


def _words(number: int) -> str:
    turn = number % len(WORDS)
    return " ".join((WORDS[turn:] + WORDS[:turn])[:6])


def test_one_column_is_read_from_top_to_bottom(tmp_path: Path) -> None:
    assert _text(set_pdf(tmp_path, _paragraphs(3))) == " ".join(prose(number) for number in range(3))


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, f"<div style='columns:2;column-gap:20pt'>{_paragraphs(3)}</div>")
    assert _text(file) == " ".join(prose(number) for number in range(3))


def test_three_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    style = "html { font-size: 9pt }"
    file = set_pdf(tmp_path, f"<div style='columns:3;column-gap:18pt'>{_paragraphs(4)}</div>", style=style)
    assert _text(file) == " ".join(prose(number) for number in range(4))


def test_a_heading_over_both_columns_comes_first(tmp_path: Path) -> None:
    body = f"<h1>Een opschrift over de volle breedte</h1><div style='columns:2'>{_paragraphs(3)}</div>"
    assert _text(set_pdf(tmp_path, body)).startswith("Een opschrift over de volle breedte In jaar 2000")


def test_columns_written_line_by_line_are_read_column_by_column(tmp_path: Path) -> None:
    rows = [(60.0, 80.0 + 14 * row, f"links {row} {_words(row)}") for row in range(12)]
    beside = [(320.0, top, text.replace("links", "rechts")) for _, top, text in rows]
    interleaved = [line for pair in zip(rows, beside, strict=True) for line in pair]
    read = [line.text for line in _lines(set_lines(tmp_path, interleaved))]
    assert read == [text for _, _, text in rows] + [text for _, _, text in beside]


def test_lines_written_from_bottom_to_top_are_read_from_top_to_bottom(tmp_path: Path) -> None:
    lines = [(60.0, 80.0 + 14 * row, f"regel {row}") for row in range(6)]
    read = [line.text for line in _lines(set_lines(tmp_path, lines[::-1]))]
    assert read == [text for _, _, text in lines]


def test_the_few_last_lines_of_three_columns_stay_apart(tmp_path: Path) -> None:
    lines = [
        (left, 80.0 + 13 * row, f"{word} {_words(row)}"[:34])
        for left, word in ((50.0, "een"), (230.0, "twee"), (410.0, "drie"))
        for row in range(4)
    ]
    read = [line.text.split()[0] for line in _lines(set_lines(tmp_path, lines, size=8))]
    assert read == ["een"] * 4 + ["twee"] * 4 + ["drie"] * 4


def test_a_table_with_long_cells_is_not_taken_for_columns(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{prose(n, sentences=1)}<td>{prose(n + 40, sentences=1)}</tr>" for n in range(5))
    lines = _lines(set_pdf(tmp_path, f"<table style='width:100%'>{rows}</table>"))
    assert {line.column for line in lines} == {0}
    assert sum(len(line.cells) == 2 for line in lines) >= 10


def test_a_line_knows_the_borders_of_its_column(tmp_path: Path) -> None:
    lines = _lines(set_pdf(tmp_path, f"<div style='columns:2;column-gap:20pt'>{_paragraphs(3)}</div>"))
    first, last = lines[0], lines[-1]
    assert first.column_right < last.column_left
    assert all(line.column_left <= line.left and line.right <= line.column_right + 0.01 for line in lines)


def test_a_page_without_words_has_no_lines() -> None:
    assert reading_order([], page=1) == ()


def test_segments_on_one_line_become_one_line_with_cells() -> None:
    left = Segment(("een", "twee"), (10.0, 30.0), (28.0, 50.0), 100.0, 110.0, 10.0, False)
    right = Segment(("drie",), (200.0,), (220.0,), 101.0, 111.0, 10.0, True)
    (line,) = reading_order([right, left], page=3)
    assert (line.text, line.cells, line.page, line.bold) == ("een twee drie", (0, 2), 3, False)
    assert (line.left, line.right) == (10.0, 220.0)


def test_the_usual_size_is_that_of_most_letters(tmp_path: Path) -> None:
    assert usual_size(_lines(set_pdf(tmp_path, f"<h1>Kop</h1><p>{prose(1)}</p>"))) == 11.0
    assert usual_size([]) == 0.0
