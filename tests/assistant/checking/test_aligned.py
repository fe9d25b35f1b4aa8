import pytest

from assistant.checking.aligned import denies_otherwise

QUOTE = "Een waterkring valt niet samen met een polder, en de dijkgraaf leidt het overleg van de kring."


@pytest.mark.parametrize(
    "sentence",
    [
        "Een waterkring valt samen met een polder.",
        "De dijkgraaf leidt het overleg van de kring niet.",
        "De dijkgraaf leidt niet het overleg van de kring.",
    ],
)
def test_a_word_that_denies_put_in_or_left_out_says_the_opposite(sentence: str) -> None:
    assert denies_otherwise(sentence, QUOTE)


@pytest.mark.parametrize(
    "sentence",
    [
        "Een waterkring valt niet samen met een polder.",
        "De dijkgraaf leidt het overleg van de kring.",
        "Het peil van de sloten is geen zaak van de gemeente.",
    ],
)
def test_the_same_words_or_quite_others_do_not(sentence: str) -> None:
    assert not denies_otherwise(sentence, QUOTE)


def test_the_verdict_before_a_quote_denies_nothing() -> None:
    assert not denies_otherwise("Een kring is een polder.", "Nee, een kring is een polder.")


def test_another_clause_may_be_left_out() -> None:
    assert not denies_otherwise("Een kring telt dijken.", "Een kring heeft geen sluizen en telt dijken.")
