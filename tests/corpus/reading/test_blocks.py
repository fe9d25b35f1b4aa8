from pathlib import Path

from corpus.pdf.pages import read_pages, vet
from corpus.reading.blocks import Block, blocks_of, body_is_bold
from tests.corpus.pdfs import prose, set_pdf


def _blocks(file: Path) -> list[Block]:
    return blocks_of(read_pages(file, 1, vet(file).pages))


def _said(file: Path) -> list[tuple[str, str]]:
    return [(block.kind, " ".join(line.text for line in block.lines)) for block in _blocks(file)]


def test_paragraphs_with_white_between_are_blocks(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, "".join(f"<p>{prose(n)}</p>" for n in range(4)))
    assert _said(file) == [("paragraph", prose(n)) for n in range(4)]


def test_paragraphs_told_by_their_indent_are_blocks(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, "".join(f"<p>{prose(n)}</p>" for n in range(4)), style="p { margin:0; text-indent:12pt }")
    assert _said(file) == [("paragraph", prose(n)) for n in range(4)]


def test_a_paragraph_runs_on_over_a_page(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, "".join(f"<p>{prose(n, sentences=6)}</p>" for n in range(8)))
    assert _said(file) == [("paragraph", prose(n, sentences=6)) for n in range(8)]
    assert any(len({line.page for line in block.lines}) == 2 for block in _blocks(file))


def test_a_paragraph_runs_on_over_columns(tmp_path: Path) -> None:
    body = "".join(f"<p>{prose(n)}</p>" for n in range(3))
    file = set_pdf(tmp_path, f"<div style='columns:2'>{body}</div>", style="div { orphans:1; widows:1 }")
    assert _said(file) == [("paragraph", prose(n)) for n in range(3)]


def test_an_empty_page_between_does_not_part_a_paragraph(tmp_path: Path) -> None:
    body = (
        "<p>De raad beslist over het</p><div style='break-before:page;break-after:page'></div><p>plan van morgen.</p>"
    )
    assert _said(set_pdf(tmp_path, body)) == [("paragraph", "De raad beslist over het plan van morgen.")]


def test_a_new_page_after_a_full_stop_begins_a_block(tmp_path: Path) -> None:
    body = "<p>De raad beslist.</p><p style='break-before:page'>Het college voert uit.</p>"
    assert [text for _, text in _said(set_pdf(tmp_path, body))] == ["De raad beslist.", "Het college voert uit."]


def test_a_short_line_without_full_stop_does_not_run_on_into_a_capital(tmp_path: Path) -> None:
    body = f"<p>{prose(1)}</p><p>VI. Resultaat</p><p style='break-before:page'>BIJLAGE V</p><p>{prose(2)}</p>"
    assert [text for _, text in _said(set_pdf(tmp_path, body))][1:3] == ["VI. Resultaat", "BIJLAGE V"]


def test_bullets_are_items_with_all_their_lines(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, f"<p>Zij doen dit:</p><ul><li>Kort.<li>{prose(1)}<li>zonder punt<li>ook zonder</ul>")
    assert _said(file) == [
        ("paragraph", "Zij doen dit:"),
        ("item", "• Kort."),
        ("item", f"• {prose(1)}"),
        ("item", "• zonder punt"),
        ("item", "• ook zonder"),
    ]


def test_numbers_are_items_even_without_full_stops_or_white_between(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, "<ol><li>eerste punt<li>tweede punt<li>derde punt</ol>", style="li { margin: 0 }")
    assert _said(file) == [("item", "1. eerste punt"), ("item", "2. tweede punt"), ("item", "3. derde punt")]


def test_letters_and_nested_lists_are_items(tmp_path: Path) -> None:
    body = "<ul><li>een<ul><li>binnen een<li>nog een</ul><li>twee</ul><p>a) dit;</p><p>b) dat.</p>"
    assert [text for kind, text in _said(set_pdf(tmp_path, body)) if kind == "item"] == [
        "• een",
        "◦ binnen een",
        "◦ nog een",
        "• twee",
        "a) dit;",
        "b) dat.",
    ]


def test_the_items_of_an_act_are_told_apart_without_white_between(tmp_path: Path) -> None:
    body = "<p>De raad:<br>1° stelt vast;<br>2° keurt goed;<br>3° beslist over de rest.</p>"
    assert [text for _, text in _said(set_pdf(tmp_path, body))][1:] == [
        "1° stelt vast;",
        "2° keurt goed;",
        "3° beslist over de rest.",
    ]


def test_a_centred_title_stands_apart_from_the_text_under_it(tmp_path: Path) -> None:
    body = f"<p style='text-align:center'>Algemene bepalingen</p><p>{prose(1)}</p><p>{prose(2)}</p>"
    said = _said(set_pdf(tmp_path, body, style="p { margin: 0 }"))
    assert said[0] == ("paragraph", "Algemene bepalingen")


def test_a_footnote_comes_after_the_paragraph_that_runs_over_the_page(tmp_path: Path) -> None:
    note = "<p style='position:absolute;bottom:0;margin:0;font-size:8pt'>(1) Noot over het besluit.</p>"
    body = (
        f"<div style='height:24cm;position:relative'><p>{prose(1)} En dan beslist de raad over het</p>{note}</div>"
        f"<p style='break-before:page'>plan van de regio.</p><p>{prose(2)}</p>"
    )
    assert _said(set_pdf(tmp_path, body)) == [
        ("paragraph", f"{prose(1)} En dan beslist de raad over het plan van de regio."),
        ("note", "(1) Noot over het besluit."),
        ("paragraph", prose(2)),
    ]


def test_small_print_without_a_mark_is_no_footnote(tmp_path: Path) -> None:
    body = f"<p>{prose(1)}</p><p>{prose(2)}</p><p style='font-size:8pt'>Kleine letters zonder teken.</p>"
    assert _said(set_pdf(tmp_path, body))[-1] == ("paragraph", "Kleine letters zonder teken.")


def test_a_document_in_bold_knows_that_it_is(tmp_path: Path) -> None:
    assert body_is_bold(_blocks(set_pdf(tmp_path, f"<p><b>{prose(1)}</b></p><p>gewoon</p>")))
    assert not body_is_bold(_blocks(set_pdf(tmp_path, f"<p>{prose(1)}</p><p><b>vet</b></p>")))


def test_no_pages_give_no_blocks() -> None:
    assert blocks_of([]) == []
