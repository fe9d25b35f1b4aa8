import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.storing.shelf import Shelf
from corpus.types import Basis, Box, Passage, Unit

DECREE = Basis("Regiodecreet", "https://voorbeeld.be/decreet", "2023-02-03", "official")
BOX = Box(0, 4, 3, 72.0, 700.25, 120.5, 712.0)
PASSAGES = [
    Passage(
        "p0", "gids.pdf", 0, "text", ("Wat", "Kort"), "Vijf woorden.", (Unit(0, 4, "sentence", (DECREE,)),), (BOX,)
    ),
    Passage("p1", "gids.pdf", 1, "list", ("Wat", "Kort"), "Een\nTwee", (Unit(0, 3, "item"),), (BOX, BOX)),
    Passage("p2", "gids.pdf", 2, "table", ("Wie",), "Rij", (Unit(0, 3, "row", (DECREE,)),), (BOX,)),
    Passage("q0", "wet.pdf", 0, "text", (), "Art. 1", (), (BOX,)),
]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    new = Shelf.create(tmp_path / "passages.sqlite")
    new.add(PASSAGES[:3])
    new.add(PASSAGES[3:])
    new.save()
    new.close()
    return Shelf.open(tmp_path / "passages.sqlite")


def test_passages_come_back_whole(shelf: Shelf) -> None:
    assert shelf.get(["q0", "p1", "p0", "p2", "unknown"]) == {p.id: p for p in PASSAGES}


def test_positions_follow_the_order_of_adding(shelf: Shelf) -> None:
    assert len(shelf) == 4
    assert shelf.ids() == ["p0", "p1", "p2", "q0"]
    assert [text for *_, text in shelf.texts()] == [p.text for p in PASSAGES]
    assert next(shelf.texts()) == ("gids.pdf", ("Wat", "Kort"), "Vijf woorden.")


def test_passages_of_a_document_of_a_section_and_of_a_stretch(shelf: Shelf) -> None:
    assert shelf.document("gids.pdf") == tuple(PASSAGES[:3])
    assert shelf.document("geen.pdf") == ()
    assert shelf.section("gids.pdf", ["Wat", "Kort"]) == tuple(PASSAGES[:2])
    assert shelf.section("wet.pdf", []) == (PASSAGES[3],)
    assert shelf.between("gids.pdf", 1, 9) == tuple(PASSAGES[1:3])


def test_threads_may_share_a_shelf(shelf: Shelf) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: shelf.get(["p0", "q0"]), range(200)))
    assert all(passages == {"p0": PASSAGES[0], "q0": PASSAGES[3]} for passages in found)


def test_an_id_can_be_added_once(tmp_path: Path) -> None:
    new = Shelf.create(tmp_path / "passages.sqlite")
    with pytest.raises(sqlite3.IntegrityError):
        new.add([PASSAGES[0], replace(PASSAGES[0], ordinal=7)])


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Shelf.open(tmp_path / "passages.sqlite")
