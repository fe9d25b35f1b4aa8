from collections import Counter
from pathlib import Path

import pytest

from corpus.errors import DocumentDamaged, DocumentLocked
from corpus.pdf.pages import read_pages
from corpus.quotes import cut
from corpus.reading.documents import Reading, read_document, read_documents
from corpus.types import Passage
from tests.corpus.pdfs import changed, prose, set_lines, set_pdf

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared"
SHIPPED = ROOT / "corpus" / "documents"

NOT_COMPARED = str.maketrans("", "", " \t\n\r\f\v\u00a0\u2009\u202f-\u00ad\ufffe\u2010\u2011")
"""What the contract leaves out when a quote is compared with its page: white space and hyphens."""


def _shared(*parts: str) -> Path:
    file = SHARED.joinpath(*parts)
    if not file.exists():
        pytest.skip(f"shared/{'/'.join(parts)} is not beside this repository")
    return file


def _units_missing_from_their_page(file: Path) -> list[str]:
    reading = read_document(file)
    pages = {page.number: page.text.translate(NOT_COMPARED) for page in read_pages(file, 1, reading.pages)}
    return [
        quote.text
        for passage in reading.passages
        for unit in passage.units
        for quote in cut(passage, unit.start, unit.end)
        if quote.text.translate(NOT_COMPARED) not in pages[quote.page]
    ]


def _shape(passages: tuple[Passage, ...]) -> list[tuple[str, tuple[str, ...], str]]:
    return [(passage.kind, passage.section, " ".join(passage.text.split())) for passage in passages]


def _words(reading: Reading) -> Counter[str]:
    return Counter(
        word.strip(".,;:()”„“\"'").casefold() for passage in reading.passages for word in passage.text.split()
    )


# ---- what a person gets from a file ----


def test_a_reading_knows_its_file(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, f"<title>Proef</title><h2>Kop</h2><p>{prose(1)}</p>")
    reading = read_document(file)
    assert (reading.file, reading.title, reading.pages, reading.page_labels) == (file, "Proef", 1, ("1",))
    assert reading.without_text == ()
    assert [passage.text for passage in reading.passages] == [prose(1)]


def test_pages_with_only_a_picture_are_named(tmp_path: Path) -> None:
    picture = "<div style='break-before:page;break-after:page;background:#ccc;height:10cm'></div>"
    reading = read_document(set_pdf(tmp_path, f"<p>{prose(1)}</p>{picture}<p>{prose(2)}</p>"))
    assert (reading.pages, reading.without_text) == (3, (2,))
    assert [passage.first_page for passage in reading.passages] == [1, 3]


def test_a_document_in_columns_gives_the_passages_of_the_same_document_in_one(tmp_path: Path) -> None:
    body = "<h1>Gids</h1>" + "".join(
        f"<h2>Vraag {n}?</h2><p>{prose(n)}</p><p>Doe dit:</p><ul><li>Bel nummer {n}.<li>Schrijf naar {n}.</ul>"
        for n in range(8)
    )
    plain = read_document(set_pdf(tmp_path, body, name="plat.pdf"))
    style = "body { columns: 2; column-gap: 24pt } @page { @bottom-center { content: counter(page) } }"
    columns = read_document(set_pdf(tmp_path, body, style=style, name="kolommen.pdf"))
    assert _shape(plain.passages) == _shape(columns.passages)


def test_white_letters_are_read_like_others(tmp_path: Path) -> None:
    reading = read_document(set_pdf(tmp_path, f"<p>Zichtbaar.</p><p style='color:white'>{prose(1)}</p>"))
    assert prose(1) in reading.passages[0].text


def test_a_turned_page_gives_the_same_passages(tmp_path: Path) -> None:
    plain = set_pdf(tmp_path, f"<h2>Kop</h2><p>{prose(1)}</p><p>Doe dit:</p><ul><li>Een.<li>Twee.</ul>")
    turned = changed(plain, "rotated", name="gedraaid.pdf")
    assert _shape(read_document(turned).passages) == _shape(read_document(plain).passages)


def test_a_sentence_over_a_page_gives_a_quote_for_each_page(tmp_path: Path) -> None:
    body = "<p>De raad beslist over het samen&shy;wer-</p><p style='break-before:page'>kingsverband van morgen.</p>"
    (passage,) = read_document(set_pdf(tmp_path, body)).passages
    assert passage.text == "De raad beslist over het samenwerkingsverband van morgen."
    (unit,) = passage.units
    assert [(quote.page, quote.text) for quote in cut(passage, unit.start, unit.end)] == [
        (1, "De raad beslist over het samenwer"),
        (2, "kingsverband van morgen."),
    ]


def test_what_the_page_holds_in_pieces_is_read_but_not_quoted(tmp_path: Path) -> None:
    left = [(60.0, 80.0 + 14 * row, f"links {row} gaat deze zin maar altijd") for row in range(8)]
    right = [(320.0, 80.0 + 14 * row, f"rechts {row} gaat hij nog verder dan") for row in range(8)]
    file = set_lines(tmp_path, [line for pair in zip(left, right, strict=True) for line in pair])
    (passage,) = read_document(file).passages
    assert passage.text == " ".join(text for _, _, text in left + right)
    assert passage.units == ()


HARD = (
    "<h1>Titel</h1><h2>Wat?</h2><p>De gemeente- en OCMW-besturen, eﬃciënt en ﬁscaal; de bĳlage, art.&nbsp;8.</p>"
    "<p style='width:4cm;hyphens:auto'>Het samenwerkingsverband verantwoordt de intergemeentelijke dienstverlening.</p>"
    "<ol><li>Eerst<li>Dan</ol><table><tr><td>Een lange cel die<br>doorloopt<td>b c</tr><tr><td>d<td>e</tr>"
    "<tr><td>f<td>g</tr><tr><td>h<td>i</tr></table>"
)


def test_every_quotable_stretch_stands_on_its_page(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, HARD)
    assert _units_missing_from_their_page(file) == []
    text = "\n".join(passage.text for passage in read_document(file).passages)
    assert "De gemeente- en OCMW-besturen" in text
    assert "samenwerkingsverband verantwoordt de intergemeentelijke dienstverlening." in text


# ---- many files ----


def test_files_are_read_in_order_and_a_bad_one_stops_nobody(tmp_path: Path) -> None:
    good = [set_pdf(tmp_path, f"<h2>Kop {n}</h2><p>{prose(n)}</p>", name=f"{n}.pdf") for n in (1, 2)]
    locked = changed(good[0], "locked", name="slot.pdf")
    text = tmp_path / "tekst.pdf"
    text.write_text("Dit is geen PDF.", encoding="utf-8")
    told: list[tuple[Path, int]] = []
    first, second, third, fourth = read_documents(
        [good[0], locked, text, good[1]], on_pages=lambda file, pages: told.append((file, pages))
    )
    assert isinstance(second, DocumentLocked)
    assert isinstance(third, DocumentDamaged)
    assert first == read_document(good[0])
    assert fourth == read_document(good[1])
    assert told == [(good[0], 1), (good[1], 1)]


def test_many_pages_are_told_as_they_are_read(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, "".join(f"<p style='break-after:page'>{prose(n)}</p>" for n in range(19)))
    told: list[int] = []
    (reading,) = read_documents([file], on_pages=lambda _, pages: told.append(pages))
    assert sum(told) == 19
    assert len(told) > 1
    assert reading == read_document(file)


def test_no_files_give_no_readings() -> None:
    assert list(read_documents([])) == []


# ---- real documents ----


def test_the_guide_gives_the_same_passages_in_one_and_in_two_columns() -> None:
    plain = read_document(_shared("guide", "guide.pdf"))
    columns = read_document(_shared("guide", "guide-columns.pdf"))
    assert _shape(plain.passages) == _shape(columns.passages)
    assert len(plain.passages) > 20


def test_the_ten_tips_of_the_guide_are_one_list() -> None:
    lists = [passage for passage in read_document(_shared("guide", "guide.pdf")).passages if passage.kind == "list"]
    assert [len(passage.units) for passage in lists] == [10]


def test_a_scan_is_reported_page_by_page() -> None:
    reading = read_document(_shared("guide", "guide-scan.pdf"))
    assert reading.without_text == tuple(range(1, reading.pages + 1))
    assert reading.passages == ()


def test_the_directive_keeps_its_own_hyphens_and_folds_the_others() -> None:
    words = _words(read_document(_shared("pdfs", "Richtlijn-2013-34-EU.pdf")))
    assert words["micro-ondernemingen"] > 5
    assert words["winst-en-verliesrekening"] > 5
    assert words["micro-ondernemingen"] > 20 * words["microondernemingen"]
    assert not [word for word in words if word.startswith("winst-enverlies") or word.endswith("-ver")]
    assert words["duurzaamheidsrapporteringsstandaarden"] > 5
    assert not [word for word in words if "\ufffe" in word or "\u00ad" in word]


def test_the_directive_has_chapters_articles_and_annexes() -> None:
    passages = read_document(_shared("pdfs", "Richtlijn-2013-34-EU.pdf")).passages
    tops = list(dict.fromkeys(passage.section[0].split(":")[0] for passage in passages if passage.section))
    assert [top for top in tops if top.startswith(("HOOFDSTUK", "BIJLAGE"))] == [
        *("HOOFDSTUK 1", "HOOFDSTUK 2", "HOOFDSTUK 3", "HOOFDSTUK 4", "HOOFDSTUK 5"),
        *("HOOFDSTUK 6", "HOOFDSTUK 6 BIS", "HOOFDSTUK 6 TER", "HOOFDSTUK 7", "HOOFDSTUK 8"),
        *("HOOFDSTUK 9", "HOOFDSTUK 9 BIS", "HOOFDSTUK 10", "HOOFDSTUK 10 BIS", "HOOFDSTUK 11"),
        *("BIJLAGE I", "BIJLAGE II", "BIJLAGE III", "BIJLAGE IV", "BIJLAGE V", "BIJLAGE VI", "BIJLAGE VII"),
    ]


@pytest.mark.parametrize("name", ["KB-WVV-2019.pdf", "Richtlijn-2013-34-EU.pdf", "WER-Boek-VIII-normalisatie.pdf"])
def test_every_quotable_stretch_of_real_law_stands_on_its_page(name: str) -> None:
    assert _units_missing_from_their_page(_shared("pdfs", name)) == []


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.pdf")), ids=lambda file: file.stem)
def test_every_quotable_stretch_of_the_shipped_documents_stands_on_its_page(file: Path) -> None:
    assert _units_missing_from_their_page(file) == []


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.pdf")), ids=lambda file: file.stem)
def test_all_of_a_shipped_document_can_be_quoted(file: Path) -> None:
    for passage in read_document(file).passages:
        quotable = sum(len("".join(passage.text[unit.start : unit.end].split())) for unit in passage.units)
        assert quotable >= 0.95 * len("".join(passage.text.split())), passage.text
