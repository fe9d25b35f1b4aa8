"""What is a sentence. The quotes are made up here; babble is strung from their words by a seeded draw."""

import random

import pytest

from assistant.checking.check import Check, Cited, Fault
from assistant.checking.form import follows, is_sentence
from corpus.index import Index

QUOTE = "Een waterkring is een vast gebied van meerdere gemeenten dat samen het peil van de sloten bewaakt."


@pytest.mark.parametrize(
    "text",
    [
        "Een waterkring bewaakt het peil.",
        "Bewaak het peil van de sloten.",
        "Het is één van de vele kringen.",
        "Dat is een niet bindend advies.",
        "De gemeenten die die taak opnemen, betalen ze.",
        "De kring telt 12 gemeenten.",
        "Bijv. de gemeenten bewaken het peil.",
        "Het peil daalt.",
    ],
)
def test_a_dutch_sentence_is_one(text: str) -> None:
    assert is_sentence(text, "nl")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A water board watches the level.", "en"),
        ("Une commune peut demander un report.", "fr"),
    ],
)
def test_so_is_an_english_and_a_french_one(text: str, language: str) -> None:
    assert is_sentence(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Een.",
        "niet.",
        "Een waterkring.",
        "Een is gemeenten peil.",
        "Een waterkring geen niet is het peil.",
        "De gemeenten gemeenten bewaken het peil.",
        "Het peil bewaakt een.",
        "Een. gemeenten bewaken het peil.",
        "Peil gemeenten peil sloten peil is peil peil.",
        "Van het peil met de sloten.",
    ],
)
def test_a_fragment_a_repetition_and_words_in_no_order_are_none(text: str) -> None:
    assert not is_sentence(text, "nl")


def test_some_two_neighbours_of_the_quote_are_said_together() -> None:
    assert follows("Samen bewaken gemeenten het peil van de sloten.", QUOTE)
    assert not follows("Sloten gemeenten gebied bewaakt peil.", QUOTE)


def test_words_of_a_quote_strung_at_random_do_not_pass_the_check(shipped: Index) -> None:
    check = Check(shipped)
    chance = random.Random(7)
    words = ["een", "waterkring", "is", "niet", "gemeenten", "geen", "peil", "sloten", "de", "van"]
    drawn = [" ".join(chance.choices(words, k=chance.randint(1, 9))).capitalize() + "." for _ in range(600)]
    passed = [text for text in drawn if check.fault(text, [Cited(QUOTE)]) is None]
    # Where nearly all fails, the writer believes none of it.
    assert len(passed) <= 30, passed


def test_a_quote_without_a_verb_may_be_repeated_as_it_stands(shipped: Index) -> None:
    quote = "Tien sloten zonder peil."
    check = Check(shipped)
    assert not is_sentence(quote, "nl")
    assert check.fault(quote, [Cited(quote)]) is None
    assert check.fault("Tien sloten zonder tien peil.", [Cited(quote)]) is Fault.NO_SENTENCE
