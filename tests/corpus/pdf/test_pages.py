import hashlib
import logging
from pathlib import Path

import pypdf
import pytest

from corpus.errors import DocumentDamaged, DocumentError, DocumentLocked, DocumentUnreadable
from corpus.pdf.pages import page_text, read_pages, vet
from tests.corpus.pdfs import changed, prose, set_pdf


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return set_pdf(tmp_path, f"<title>Een proef</title><h1>Kop</h1><p>{prose(1)}</p>")


def test_a_sound_file_gives_its_facts(plain: Path) -> None:
    facts = vet(plain)
    assert facts.sha256 == hashlib.sha256(plain.read_bytes()).hexdigest()
    assert (facts.pages, facts.title, facts.labels) == (1, "Een proef", ("1",))


def test_the_outline_gives_titles_pages_and_levels(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, "<h1>Deel</h1><h2>Stuk</h2><p>a</p><h1 style='break-before:page'>Slot</h1>")
    assert [(entry.title, entry.page, entry.level) for entry in vet(file).outline] == [
        ("Deel", 1, 1),
        ("Stuk", 1, 2),
        ("Slot", 2, 1),
    ]


def test_page_labels_are_those_that_the_file_shows(tmp_path: Path, plain: Path) -> None:
    writer = pypdf.PdfWriter()
    for _ in range(3):
        writer.append(plain)
    writer.set_page_label(0, 1, style="/r")
    writer.set_page_label(2, 2, style="/D", start=1)
    file = tmp_path / "labels.pdf"
    writer.write(file)
    assert vet(file).labels == ("i", "ii", "1")


def test_a_file_without_title_has_none(tmp_path: Path) -> None:
    assert vet(set_pdf(tmp_path, "<p>Tekst</p>")).title is None


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", DocumentDamaged),
        (b"Dit is gewone tekst, wat de naam ook zegt.", DocumentDamaged),
        (b"%PDF-1.7\n", DocumentDamaged),
        (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", DocumentDamaged),
    ],
    ids=["zero bytes", "text", "header only", "no cross-reference"],
)
def test_what_is_no_pdf_is_refused_in_one_line_with_its_name(
    tmp_path: Path, content: bytes, error: type[DocumentError]
) -> None:
    file = tmp_path / "stuk.pdf"
    file.write_bytes(content)
    with pytest.raises(error) as caught:
        vet(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.98])
def test_a_file_cut_off_is_refused_or_read_whole(plain: Path, share: float) -> None:
    content = plain.read_bytes()
    cut = plain.with_name("afgekapt.pdf")
    cut.write_bytes(content[: int(share * len(content))])
    with pytest.raises(DocumentDamaged, match=r"afgekapt\.pdf: .*complete PDF"):
        vet(cut)


def test_a_password_is_asked_for(plain: Path) -> None:
    locked = changed(plain, "locked", name="slot.pdf")
    with pytest.raises(DocumentLocked, match=r"slot\.pdf: a password protects"):
        vet(locked)


def test_a_file_that_only_its_owner_may_change_is_read(plain: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.append(plain)
    writer.encrypt("", "eigenaar", algorithm="AES-128")
    file = plain.with_name("eigenaar.pdf")
    writer.write(file)
    assert vet(file).pages == 1
    assert "In jaar 2001" in page_text(file, 1)


def test_a_pdf_without_pages_is_refused(plain: Path) -> None:
    with pytest.raises(DocumentDamaged, match="has no pages"):
        vet(changed(plain, "empty", name="leeg.pdf"))


@pytest.mark.parametrize("name", ["weg.pdf", "."])
def test_what_the_file_system_refuses_is_unreadable(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentUnreadable, match="cannot be read"):
        vet(tmp_path / name)


def test_pypdf_warns_nobody_and_keeps_its_level(plain: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = logging.getLogger("pypdf").level
    damaged = plain.with_name("rommel.pdf")
    damaged.write_bytes(plain.read_bytes() + b"\n%%EOF rommel")
    vet(damaged)
    assert not caplog.records
    assert logging.getLogger("pypdf").level == before


def test_the_lines_of_a_page_have_their_place_and_size(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, "<h1>Kop</h1><p>Tekst <b>vet</b> en gewoon</p><p><b>Alles vet</b></p>")
    page = read_pages(file, 1, 1)[0]
    assert [(line.text, line.size, line.bold) for line in page.lines] == [
        ("Kop", 22.0, True),
        ("Tekst vet en gewoon", 11.0, False),
        ("Alles vet", 11.0, True),
    ]
    tops = [line.top for line in page.lines]
    assert tops == sorted(tops, reverse=True)
    assert all(0 < line.left < line.right < page.width for line in page.lines)


def test_a_run_in_title_does_not_make_its_line_bold(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, "<p><b>Art. 5.</b> De raad beslist.</p>")
    assert [line.bold for line in read_pages(file, 1, 1)[0].lines] == [False]


def test_words_carry_their_own_borders(tmp_path: Path) -> None:
    line = read_pages(set_pdf(tmp_path, "<p>een twee drie</p>"), 1, 1)[0].lines[0]
    assert line.words == ("een", "twee", "drie")
    borders = [border for pair in zip(line.lefts, line.rights, strict=True) for border in pair]
    assert borders == sorted(borders)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009"])
def test_every_kind_of_space_parts_words(tmp_path: Path, space: str) -> None:
    line = read_pages(set_pdf(tmp_path, f"<p>artikel{space}8</p>"), 1, 1)[0].lines[0]
    assert line.words == ("artikel", "8")


def test_a_turned_page_reads_like_a_straight_one(plain: Path) -> None:
    turned = changed(plain, "rotated", name="gedraaid.pdf")
    words = [line.text for line in read_pages(plain, 1, 1)[0].lines]
    assert [line.text for line in read_pages(turned, 1, 1)[0].lines] == words


def test_the_text_of_a_page_is_the_same_however_it_is_asked_for(plain: Path) -> None:
    assert read_pages(plain, 1, 1)[0].text == page_text(plain, 1)


def test_a_page_range_keeps_its_numbers(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, "".join(f"<p style='break-after:page'>Blad {n}</p>" for n in range(1, 5)))
    assert [(page.number, page.text.strip()) for page in read_pages(file, 2, 3)] == [(2, "Blad 2"), (3, "Blad 3")]


def test_letters_outside_the_basic_plane_do_not_shift_the_rest(tmp_path: Path) -> None:
    line = read_pages(set_pdf(tmp_path, "<p>voor 𝐀𝐁 na</p>"), 1, 1)[0].lines[0]
    assert line.words[0] == "voor"
    assert line.words[-1] == "na"
