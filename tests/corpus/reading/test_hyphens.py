from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.pdf.pages import LINE_END_HYPHEN, page_text, read_pages
from corpus.reading.hyphens import Spelling, compose
from corpus.reading.layout import Line
from tests.corpus.pdfs import set_pdf

HYPHENS = ("-", "\u00ad", "\u2010", LINE_END_HYPHEN)


def _line(text: str, *, row: int = 0, page: int = 1) -> Line:
    words = tuple(text.split(" "))
    lefts = tuple(10.0 * at for at in range(len(words)))
    bottom = 700.0 - 12 * row
    return Line(
        page, 0, words, lefts, tuple(left + 9 for left in lefts), bottom, bottom + 10, 10.0, False, (0,), 0.0, 500.0
    )


def _composed(*texts: str, elsewhere: str = "") -> str:
    lines = [_line(text, row=row) for row, text in enumerate(texts)]
    spelling = Spelling([*lines, *([_line(elsewhere)] if elsewhere else [])])
    return compose((lines,), spelling)[0]


@pytest.mark.parametrize("hyphen", HYPHENS)
def test_an_ordinary_hyphen_at_a_line_end_is_folded(hyphen: str) -> None:
    assert _composed(f"de samen{hyphen}", "werking van gemeenten") == "de samenwerking van gemeenten"


@pytest.mark.parametrize(
    ("above", "below", "read"),
    [
        ("de gemeente-", "en OCMW-besturen", "de gemeente- en OCMW-besturen"),
        ("gemeente-", "of provinciebesturen", "gemeente- of provinciebesturen"),
        ("de OCMW-", "verenigingen", "de OCMW-verenigingen"),
        ("in Noord-", "Brabant ligt", "in Noord-Brabant ligt"),
        ("de 15-", "jarigen", "de 15-jarigen"),
        ("artikel 10-", "12", "artikel 10-12"),
        ("VERSLAGGEVINGSRAPPORTE-", "RING", "VERSLAGGEVINGSRAPPORTERING"),
        ("zie https://voorbeeld.be/lokaal-", "bestuur/regio", "zie https://voorbeeld.be/lokaal-bestuur/regio"),
        ("een -", "en ander", "een - en ander"),
    ],
)
def test_a_hyphen_that_is_written_stays(above: str, below: str, read: str) -> None:
    assert _composed(above, below) == read


def test_a_hyphen_stays_when_the_document_writes_the_word_with_it() -> None:
    assert _composed("voor micro-", "ondernemingen", elsewhere="de micro-ondernemingen zijn") == (
        "voor micro-ondernemingen"
    )
    assert _composed("voor micro-", "ondernemingen") == "voor microondernemingen"


def test_a_word_of_several_parts_vouches_for_its_beginning() -> None:
    read = _composed("de winst-en-", "verliesrekening", elsewhere="een winst-en-verliesrekening.")
    assert read == "de winst-en-verliesrekening"
    assert _composed("de winst-", "en-verliesrekening", elsewhere="een winst-en-verliesrekening") == read


def test_the_broken_word_does_not_vouch_for_itself() -> None:
    assert _composed("de gemeen-", "telijke dienst", "de gemeen-", "telijke raad") == (
        "de gemeentelijke dienst de gemeentelijke raad"
    )


def test_punctuation_after_the_word_does_not_hide_it() -> None:
    assert _composed("de (micro-", "ondernemingen),", elsewhere="micro-ondernemingen") == "de (micro-ondernemingen),"


def test_soft_hyphens_within_a_word_are_not_read() -> None:
    assert _composed("samen\u00adwer\u00adking") == "samenwerking"


def test_a_word_broken_over_a_page_is_one_word_with_boxes_on_both() -> None:
    lines = [_line("de samen-", page=4), _line("werking gaat door", page=5)]
    text, boxes = compose((lines,), Spelling(lines))
    assert text == "de samenwerking gaat door"
    assert [(text[box.start : box.end], box.page) for box in boxes[1:3]] == [("samen", 4), ("werking", 5)]


def test_cells_are_parted_by_tabs() -> None:
    cells = ((_line("een twee"),), (_line("drie"), _line("vier", row=1)))
    text, boxes = compose(cells, Spelling([]), offset=100)
    assert text == "een twee\tdrie vier"
    assert [text[box.start - 100 : box.end - 100] for box in boxes] == ["een", "twee", "drie", "vier"]


@pytest.mark.parametrize("word", ["eﬃciënt", "ﬁscaal", "waﬂes", "bĳlage", "Ĳzer", "co\u2011ouder", "gemeente’s"])
def test_a_word_is_read_as_the_page_has_it(tmp_path: Path, word: str) -> None:
    file = set_pdf(tmp_path, f"<p>een {word} hier</p>")
    text = compose((read_pages(file, 1, 1)[0].lines,), Spelling([]))[0]
    assert text == " ".join(page_text(file, 1).split())


LETTERS = st.text(alphabet="abcdeéxyzABZ019", min_size=1, max_size=8)
ENDS = st.sampled_from(["", "", "", *HYPHENS, ".", ","])
TEXTS = st.lists(st.tuples(st.lists(LETTERS, min_size=1, max_size=6), ENDS), min_size=1, max_size=6)


@given(TEXTS)
def test_composing_keeps_every_letter_and_gives_every_word_its_box(rows: list[tuple[list[str], str]]) -> None:
    lines = [_line(" ".join(words) + end, row=row) for row, (words, end) in enumerate(rows)]
    text, boxes = compose((lines,), Spelling(lines))
    dropped = str.maketrans("", "", " " + "".join(HYPHENS))
    assert text.translate(dropped) == "".join(word for line in lines for word in line.words).translate(dropped)
    assert "  " not in text
    assert text == text.strip()
    covered = "".join(text[box.start : box.end] for box in boxes)
    assert covered == text.replace(" ", "")
    assert all(before.end <= after.start for before, after in pairwise(boxes))
