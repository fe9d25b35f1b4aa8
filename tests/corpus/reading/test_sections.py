from pathlib import Path

import pytest

from corpus.pdf.pages import read_pages, vet
from corpus.reading.blocks import blocks_of
from corpus.reading.hyphens import Spelling
from corpus.reading.sections import Section, number_of, sections_of
from tests.corpus.pdfs import prose, set_pdf

NO_OUTLINE = "h1, h2, h3, h4 { bookmark-level: none }"


def _sections(file: Path) -> list[Section]:
    facts = vet(file)
    pages = read_pages(file, 1, facts.pages)
    return sections_of(blocks_of(pages), facts.outline, Spelling(line for page in pages for line in page.lines))


def _paths(file: Path) -> list[tuple[str, ...]]:
    return [section.path for section in _sections(file) if section.blocks]


BODY = (
    f"<h1>De gids</h1><p>{prose(0)}</p><h2>Wat is het?</h2><p>{prose(1)}</p><h3>Een stuk</h3><p>{prose(2)}</p>"
    f"<h2>Voor wie?</h2><p>{prose(3)}</p>"
)


@pytest.mark.parametrize("style", ["", NO_OUTLINE], ids=["with outline", "by size"])
def test_headings_give_the_path_and_the_title_is_left_out(tmp_path: Path, style: str) -> None:
    assert _paths(set_pdf(tmp_path, BODY, style=style)) == [
        (),
        ("Wat is het?",),
        ("Wat is het?", "Een stuk"),
        ("Voor wie?",),
    ]


def test_a_bold_line_of_its_own_is_a_heading(tmp_path: Path) -> None:
    body = f"<p><b>Wie beslist?</b></p><p>{prose(1)}</p><p><b>Wie betaalt?</b></p><p>{prose(2)}</p>"
    assert _paths(set_pdf(tmp_path, body)) == [("Wie beslist?",), ("Wie betaalt?",)]


def test_a_bold_run_in_is_no_heading(tmp_path: Path) -> None:
    body = f"<h2>Wie?</h2><p><b>De raad:</b> {prose(1)}</p>"
    assert _paths(set_pdf(tmp_path, body)) == [("Wie?",)]


def test_a_heading_of_two_lines_is_one_heading(tmp_path: Path) -> None:
    title = "Een heel lang opschrift dat zeker niet op een enkele regel van de bladzijde past"
    assert _paths(set_pdf(tmp_path, f"<h2>{title}</h2><p>{prose(1)}</p>", style=NO_OUTLINE)) == [(title,)]


def test_a_word_in_huge_letters_is_a_heading_and_no_more(tmp_path: Path) -> None:
    body = f"<p style='font-size:150pt;line-height:1'>Regio</p><p>{prose(1)}</p><h2>Stuk</h2><p>{prose(2)}</p>"
    assert _paths(set_pdf(tmp_path, body, style=NO_OUTLINE)) == [(), ("Stuk",)]


def test_numbered_headings_keep_their_numbers(tmp_path: Path) -> None:
    body = f"<h2>1 Begin</h2><p>{prose(1)}</p><h3>1.1 Vervolg</h3><p>{prose(2)}</p><h2>2 Slot</h2><p>{prose(3)}</p>"
    paths = _paths(set_pdf(tmp_path, body, style=NO_OUTLINE))
    assert paths == [("1 Begin",), ("1 Begin", "1.1 Vervolg"), ("2 Slot",)]


ACT = f"""
<p style='text-align:center'>HOOFDSTUK 1</p><p style='text-align:center'><b>Algemene bepalingen</b></p>
<p>Art. 1. Dit besluit regelt de zaak. {prose(1)}</p><p>Art. 2. De raad beslist, zoals artikel 1 zegt.</p>
<p style='text-align:center'>HOOFDSTUK 2. – Slot</p>
<p><b>Artikel 3.</b> De minister voert uit.</p><p>Artikel 1 zegt wie beslist.</p>
<p style='text-align:center'>BĲLAGE</p><p>Een lijst van namen.</p>
"""


def test_an_act_has_chapters_articles_and_annexes(tmp_path: Path) -> None:
    assert _paths(set_pdf(tmp_path, ACT)) == [
        ("HOOFDSTUK 1: Algemene bepalingen", "Art. 1"),
        ("HOOFDSTUK 1: Algemene bepalingen", "Art. 2"),
        ("HOOFDSTUK 2. – Slot", "Artikel 3"),
        ("BIJLAGE",),
    ]


@pytest.mark.parametrize("number", ["Artikel 29 bis", "Artikel 48 quinquies", "Art. 2:4", "Art. VIII.33", "Art. 3/1"])
def test_inserted_articles_have_their_whole_number(tmp_path: Path, number: str) -> None:
    assert _paths(set_pdf(tmp_path, f"<p>{number}.</p><p>{prose(1)}</p>")) == [(number,)]
    assert _paths(set_pdf(tmp_path, f"<p>{number}. De raad beslist over alles.</p>")) == [(number,)]


def test_a_footnote_closes_its_section(tmp_path: Path) -> None:
    note = "<p style='position:absolute;bottom:0;margin:0;font-size:8pt'>1 Noot bij het eerste.</p>"
    body = (
        f"<div style='height:24cm;position:relative'><h2>Eerste</h2><p>{prose(1)}</p>{note}</div>"
        f"<p style='break-before:page'>{prose(2)}</p><h2>Tweede</h2><p>{prose(3)}</p>"
    )
    first, second = _sections(set_pdf(tmp_path, body, style=NO_OUTLINE))
    assert [block.kind for block in first.blocks] == ["paragraph", "paragraph", "note"]
    assert [block.kind for block in second.blocks] == ["paragraph"]


def test_text_before_the_first_heading_has_no_path(tmp_path: Path) -> None:
    assert _paths(set_pdf(tmp_path, f"<p>{prose(1)}</p><h2>Kop</h2><p>{prose(2)}</p>")) == [(), ("Kop",)]


def test_a_document_without_headings_is_one_section(tmp_path: Path) -> None:
    assert _paths(set_pdf(tmp_path, f"<p>{prose(1)}</p><p>{prose(2)}</p>")) == [()]


@pytest.mark.parametrize(
    ("title", "number"),
    [("3: Wees geduldig", "3"), ("1.2 Doel", "1.2"), ("10. Slot", "10"), ("Slot", None), ("7", None)],
)
def test_the_number_of_a_heading(title: str, number: str | None) -> None:
    assert number_of(title) == number
