from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from corpus.ledger import Ledger

words = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8)
notes = st.dictionaries(words, st.integers(0, 999).map(str))


@given(notes, words)
def test_what_was_noted_is_found_and_nothing_else(noted: dict[str, str], other: str) -> None:
    ledger = Ledger.of(noted)
    assert dict(ledger) == noted
    assert all(ledger.get(word) == note for word, note in noted.items())
    assert ledger.get(other) == noted.get(other)
    assert (other in ledger) == (other in noted)


@given(notes, words)
def test_words_with_a_beginning_are_found(noted: dict[str, str], beginning: str) -> None:
    expected = {word: note for word, note in noted.items() if word.startswith(beginning)}
    assert dict(Ledger.of(noted).beginning(beginning)) == expected


def test_a_saved_ledger_opens_the_same(tmp_path: Path) -> None:
    for noted in ({}, {"gemeente": "3", "één": "1 éen"}):
        Ledger.of(noted).save(tmp_path / "ledger")
        assert dict(Ledger.open(tmp_path / "ledger")) == noted
