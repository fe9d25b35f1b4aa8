import pytest

from corpus.ledger import Ledger
from corpus.translating import Translator, written

WORDS = ("afvalprojecten", "politiezone", "overeenkomst", "akkoord", "gent", "termijn")


def read(text: str, language: str) -> str:
    parts = Translator(Ledger.of(dict.fromkeys(WORDS, "1"))).parts(text, language)
    return written(text, parts)


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        ("Who pays in Ghent?", "en", "wie betalen in gent?"),
        ("Why must the police zone of Gent wait?", "en", "waarom moet politiezone van Gent wachten?"),
        ("our waste project", "en", "onze afvalprojecten"),
        ("un projet de déchets", "fr", "afvalprojecten"),
        ("zone de la police", "fr", "politiezone"),
        ("Combien d'habitants à Gand ?", "fr", "hoeveel inwoner aan gent ?"),
        ("Peut-on adhérer ?", "fr", "kan men aansluiten ?"),
        ("And who pays? (waste Gent)", "en", "en wie betalen? (afval Gent)"),
    ],
)
def test_questions_keep_their_order_question_words_names_and_signs(typed: str, language: str, expected: str) -> None:
    assert read(typed, language) == expected


def test_the_dutch_word_that_the_index_holds_goes_first() -> None:
    assert read("the agreement", "en") == "overeenkomst"
    assert read("the deadline", "en") == "termijn"


def test_a_compound_is_made_only_of_words_that_stand_together() -> None:
    assert read("waste, project", "en") == "afval, project"
    assert read("police, zone", "en") == "politie, zone"


def test_a_word_kept_beside_its_translation_weighs_half() -> None:
    (part,) = Translator(Ledger.of({"mayor": "1"})).parts("mayor", "en")
    assert (part.dutch, part.weight) == (("burgemeester",), 0.5)
    (name,) = Translator(Ledger.of({})).parts("Xyzzy", "en")
    assert (name.dutch, name.weight) == ((), 1.0)
