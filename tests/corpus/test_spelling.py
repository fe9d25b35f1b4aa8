import pytest

from corpus import dutch
from corpus.ledger import Ledger
from corpus.spelling import Speller

WORDS = {"regiovorming": "9", "regiowerking": "8", "burgemeestersoverleg": "3", "projectvereniging": "4", "raad": "5"}


def _speller(words: dict[str, str]) -> Speller:
    def parts(word: str) -> tuple[str, ...]:
        return ("burgemeester", "overleg") if word.startswith("burgemeester") and word.endswith("overleg") else ()

    return Speller(Ledger.of(words), stem=lambda word: tuple(dutch.terms(word)), parts=parts)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("regiovroming", "regiovorming"),
        ("regiowerkng", "regiowerking"),
        ("ergiovorming", "regiovorming"),
        ("egiovorming", "regiovorming"),
        ("burgemeesteroverleg", "burgemeestersoverleg"),
        ("raat", None),
        ("regiowerkingen", None),
        ("huurtoeslag", None),
        ("burgemeesteroverleg2", None),
    ],
)
def test_a_typing_error_is_read_as_the_nearest_word(typed: str, meant: str | None) -> None:
    assert _speller(WORDS).meant(typed) == meant


def test_of_two_words_as_near_the_commoner_is_meant() -> None:
    assert _speller({"gemeente": "2", "gemeenze": "9"}).meant("gemeenke") == "gemeenze"


def test_an_abbreviation_is_completed_with_the_commonest_word() -> None:
    assert _speller(WORDS).completed("projectver") == "projectvereniging"
    assert _speller(WORDS).completed("pro") is None
    assert _speller(WORDS).completed("zwembad") is None
