from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dutch import sentences
from corpus.reading.documents import read_document
from corpus.reading.passages import LARGEST, LARGEST_TABLE, TARGET, split_text
from corpus.types import Passage
from tests.corpus.pdfs import prose, set_pdf


def _passages(folder: Path, body: str, *, style: str = "", name: str = "proef.pdf") -> list[Passage]:
    return list(read_document(set_pdf(folder, body, style=style, name=name)).passages)


def _quoted(passage: Passage) -> list[str]:
    return [passage.text[unit.start : unit.end] for unit in passage.units]


def test_a_short_section_is_one_passage(tmp_path: Path) -> None:
    body = f"<h1>Titel</h1><h2>Wat?</h2><p>{prose(1)}</p><p>De raad beslist.</p><h2>Wie?</h2><p>{prose(2)}</p>"
    passages = _passages(tmp_path, body)
    assert [(passage.section, passage.text) for passage in passages] == [
        (("Wat?",), f"{prose(1)}\nDe raad beslist."),
        (("Wie?",), prose(2)),
    ]


def test_a_long_section_is_parted_evenly_between_paragraphs(tmp_path: Path) -> None:
    passages = _passages(tmp_path, "<h1>T</h1><h2>Kop</h2>" + "".join(f"<p>{prose(n)}</p>" for n in range(9)))
    assert "\n".join(passage.text for passage in passages) == "\n".join(prose(n) for n in range(9))
    assert len(passages) > 1
    assert all(0.5 * TARGET <= len(passage.text) <= LARGEST for passage in passages)


def test_a_paragraph_too_long_for_a_passage_is_parted_between_sentences(tmp_path: Path) -> None:
    passages = _passages(tmp_path, f"<p>{prose(1, sentences=20)}</p>")
    assert " ".join(passage.text for passage in passages) == prose(1, sentences=20)
    assert all(passage.text.endswith(".") and len(passage.text) <= LARGEST for passage in passages)


def test_each_sentence_may_be_quoted(tmp_path: Path) -> None:
    (passage,) = _passages(tmp_path, "<p>De raad beslist. Het college voert uit, o.a. het plan. Klaar!</p>")
    assert _quoted(passage) == ["De raad beslist.", "Het college voert uit, o.a. het plan.", "Klaar!"]


def test_a_list_keeps_its_lead_in_and_is_quoted_item_by_item(tmp_path: Path) -> None:
    body = f"<h2>Wat?</h2><p>{prose(1)}</p><p>Doe dit:</p><ul><li>Schrijf een brief.<li>Bel de buren.</ul><p>Klaar.</p>"
    passages = _passages(tmp_path, body)
    assert [(passage.kind, passage.text) for passage in passages] == [
        ("text", prose(1)),
        ("list", "Doe dit:\n• Schrijf een brief.\n• Bel de buren."),
        ("text", "Klaar."),
    ]
    assert [unit.kind for unit in passages[1].units] == ["sentence", "item", "item"]


def test_a_list_with_its_lead_in_stays_whole_over_a_page(tmp_path: Path) -> None:
    items = "".join(f"<li>Punt {n} van de lijst die doorloopt." for n in range(1, 13))
    body = f"<div style='height:21.5cm'>{prose(1)}</div><p>Doe dit:</p><ol>{items}</ol>"
    passage = next(passage for passage in _passages(tmp_path, body) if passage.kind == "list")
    assert (passage.first_page, passage.last_page) == (1, 2)
    assert passage.text.startswith("Doe dit:\n1. Punt 1 van")
    assert len(passage.units) == 13


def test_numbers_written_after_the_text_are_left_out_of_the_quote_only(tmp_path: Path) -> None:
    (passage,) = _passages(tmp_path, "<ol><li>Eerst dit.<li>Dan dat.<li>Dan klaar.</ol>")
    assert passage.text == "1. Eerst dit.\n2. Dan dat.\n3. Dan klaar."
    assert _quoted(passage) == ["Eerst dit.", "Dan dat.", "Dan klaar."]


def test_a_table_is_one_passage_quoted_row_by_row(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>Gemeente {n}<td>Limburg<td>{n}00</tr>" for n in range(1, 5))
    (passage,) = _passages(tmp_path, f"<table>{rows}</table>")
    assert passage.kind == "table"
    assert _quoted(passage) == [f"Gemeente {n}\tLimburg\t{n}00" for n in range(1, 5)]


def test_a_long_table_is_parted_between_rows(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>Gemeente nummer {n}<td>Provincie Limburg<td>{n}00</tr>" for n in range(150))
    passages = _passages(tmp_path, f"<table>{rows}</table>")
    assert all(passage.kind == "table" and len(passage.text) <= LARGEST_TABLE for passage in passages)
    assert "\n".join(passage.text for passage in passages).splitlines() == [
        f"Gemeente nummer {n}\tProvincie Limburg\t{n}00" for n in range(150)
    ]


def test_numbered_headings_are_also_a_list_of_their_own(tmp_path: Path) -> None:
    tips = "".join(f"<h3>{n}: Doe iets goeds</h3><p>{prose(n)}</p>" for n in range(1, 5))
    passages = _passages(tmp_path, f"<h1>Gids</h1><h2>Vier tips</h2><p>Dit zijn ze.</p>{tips}")
    (overview,) = (passage for passage in passages if passage.kind == "list")
    assert overview.section == ("Vier tips",)
    assert _quoted(overview) == [f"{n}: Doe iets goeds" for n in range(1, 5)]
    assert [passage.section[-1] for passage in passages[2:]] == _quoted(overview)


@pytest.mark.parametrize("numbers", [(1, 2, 4), (2, 3, 4), (1, 2)], ids=["a gap", "a late start", "too few"])
def test_other_numbers_make_no_list_of_headings(tmp_path: Path, numbers: tuple[int, ...]) -> None:
    tips = "".join(f"<h3>{n}: Doe iets</h3><p>{prose(n)}</p>" for n in numbers)
    assert {passage.kind for passage in _passages(tmp_path, f"<h1>G</h1><h2>Tips</h2><p>Zo.</p>{tips}")} == {"text"}


def test_ids_depend_on_name_section_and_text_only(tmp_path: Path) -> None:
    body = f"<h2>Wat?</h2><p>{prose(1)}</p>"
    (first,) = _passages(tmp_path, body)
    later = _passages(tmp_path, f"<h2>Eerst</h2><p>Iets nieuws.</p>{body}")[-1]
    other = _passages(tmp_path, body, name="ander.pdf")[0]
    assert first.id == later.id
    assert first.id != other.id
    assert (first.ordinal, later.ordinal) == (0, 1)


def test_the_same_words_twice_have_two_ids(tmp_path: Path) -> None:
    body = (
        "<h2>Wat?</h2><p>Hetzelfde.</p><table><tr><td>a b<td>c d</tr><tr><td>e f<td>g h</tr><tr><td>i<td>j</tr></table>"
    )
    passages = _passages(tmp_path, body + "<p>Hetzelfde.</p>")
    assert [passage.text for passage in passages].count("Hetzelfde.") == 2
    assert len({passage.id for passage in passages}) == len(passages)


def test_boxes_stand_in_order_and_cover_the_text(tmp_path: Path) -> None:
    body = f"<h2>Wat?</h2><p>{prose(1)}</p><p>Dus:</p><ul><li>{prose(2)}<li>Nog.</ul>"
    for passage in _passages(tmp_path, body):
        covered = "".join(passage.text[box.start : box.end] for box in passage.boxes)
        assert covered == "".join(passage.text.split())
        assert all(one.end <= two.start for one, two in zip(passage.boxes, passage.boxes[1:], strict=False))


PARAGRAPHS = st.lists(
    st.lists(st.sampled_from(["De raad beslist.", prose(1), prose(2, sentences=9), "Artikel 5, o.a. dit;", "x" * 1500]))
    .map(" ".join)
    .filter(bool),
    max_size=6,
)


@given(PARAGRAPHS)
def test_splitting_text_loses_nothing_and_invents_nothing(paragraphs: list[str]) -> None:
    pieces = split_text("\n".join(paragraphs))
    assert " ".join(pieces).split() == " ".join(paragraphs).split()
    assert all(piece.strip() == piece and piece for piece in pieces)


@given(PARAGRAPHS)
def test_no_piece_of_text_is_longer_than_a_passage_may_be(paragraphs: list[str]) -> None:
    for piece in split_text("\n".join(paragraphs)):
        assert len(piece) <= LARGEST or len(sentences(piece)) == 1


def test_no_text_gives_no_pieces() -> None:
    assert split_text(" \n\n ") == []
