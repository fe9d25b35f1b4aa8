from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.changes import DocumentChange, Excerpt, compare
from corpus.ingest import Report, sync
from corpus.storing import generations

Run = Callable[..., Report]


def excerpt(text: str, *, section: str = "Kop") -> Excerpt:
    return Excerpt(f"{section}/{text}", (section,), 1, text)


@pytest.fixture
def ingest(tmp_path: Path, embedder: Any, reader: Any) -> Run:
    def run(**options: Any) -> Report:
        return sync([tmp_path / "documents"], tmp_path / "index", **{"embedder": embedder, "read": reader, **options})

    return run


def test_the_same_passages_are_no_change() -> None:
    same = [excerpt("een zin"), excerpt("nog een zin")]
    assert compare("a.pdf", same, same) == DocumentChange("a.pdf", "changed", 2)


def test_a_passage_with_most_of_its_words_left_changed_and_others_came_and_went() -> None:
    stays = excerpt("deze alinea blijft zoals ze was")
    old, new = excerpt("de raad beslist over het plan"), excerpt("de raad beslist niet over het plan")
    went, came = excerpt("wat hier stond is weg"), excerpt("iets geheel anders komt erbij")
    found = compare("a.pdf", [old, stays, went], [new, stays, came])
    assert found.changed == ((old, new),)
    assert (found.added, found.removed) == ((came,), (went,))
    assert (found.gone, found.new) == ((old, went), (new, came))


def test_an_inserted_passage_does_not_hide_that_the_next_one_changed() -> None:
    old, new = excerpt("de raad beslist over het plan"), excerpt("de raad beslist niet over het plan")
    came = excerpt("een nieuwe alinea vooraan")
    found = compare("a.pdf", [old], [came, new])
    assert (found.changed, found.added, found.removed) == (((old, new),), (came,), ())


def test_a_first_ingest_has_nothing_to_compare(ingest: Run, pdf: Callable[..., Path]) -> None:
    pdf("a.pdf", "Eerste zin.")
    assert ingest().changes == ()
    assert ingest().changes == ()


def test_an_ingest_tells_which_passages_of_which_documents_came_went_and_changed(
    ingest: Run, pdf: Callable[..., Path], tmp_path: Path
) -> None:
    pdf("verandert.pdf", "De raad beslist over het plan.", "Deze bladzijde blijft zoals ze was.")
    pdf("verdwijnt.pdf", "Een zin.")
    pdf("blijft.pdf", "Niets nieuws.")
    ingest()
    pdf("verandert.pdf", "De raad beslist niet over het plan.", "Deze bladzijde blijft zoals ze was.")
    pdf("nieuw.pdf", "Nog een document.")
    (tmp_path / "documents" / "verdwijnt.pdf").unlink()
    changes = {change.document: change for change in ingest().changes}
    assert {name: change.state for name, change in changes.items()} == {
        "nieuw.pdf": "added", "verandert.pdf": "changed", "verdwijnt.pdf": "removed",
    }  # fmt: skip
    assert changes["nieuw.pdf"].passages == changes["verdwijnt.pdf"].passages == 1
    before, after = changes["verandert.pdf"].changed[0]
    assert before.text.startswith("De raad beslist over") and after.text.startswith("De raad beslist niet")
    assert before.page == 1


def test_reading_everything_again_changes_no_passage(ingest: Run, pdf: Callable[..., Path]) -> None:
    pdf("a.pdf", "Eerste zin.")
    ingest()
    assert ingest(rebuild=True).changes == (DocumentChange("a.pdf", "changed", 1),)


def test_passages_of_another_recipe_are_not_compared(ingest: Run, pdf: Callable[..., Path], embedder: Any) -> None:
    pdf("a.pdf", "Eerste zin.")
    ingest()
    embedder.name = "another-model"
    assert ingest(rebuild=True).changes == (DocumentChange("a.pdf", "unknown", 1),)


def test_an_index_that_lost_its_passages_can_still_be_rebuilt(
    ingest: Run, pdf: Callable[..., Path], tmp_path: Path
) -> None:
    pdf("a.pdf", "Eerste zin.")
    ingest()
    for shelf in (tmp_path / "index").rglob("passages.sqlite"):
        shelf.unlink()
    report = ingest(rebuild=True)
    assert report.changes == (DocumentChange("a.pdf", "unknown", 1),)
    assert report.generation == generations.live(tmp_path / "index")
