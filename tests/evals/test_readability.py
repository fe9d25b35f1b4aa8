import pytest

from evals.readability import flesch_douma, syllables


@pytest.mark.parametrize(
    ("word", "count"), [("vijf", 1), ("gemeente", 3), ("burgemeester", 4), ("samenwerkingsverband", 6), ("regio", 2)]
)
def test_syllables_of_dutch_words(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_index_is_that_of_the_formula() -> None:
    """Two sentences of three words, each of one syllable."""
    text = "De kat slaapt. Zij jaagt niet."
    assert flesch_douma(text) == pytest.approx(206.835 - 0.93 * 3 - 77 * 1)


def test_long_words_and_sentences_read_less_easily() -> None:
    easy = "De raad beslist. De burgemeester leest het plan."
    hard = "Intergemeentelijke samenwerkingsverbanden coördineren beleidsdomeinoverschrijdende aangelegenheden."
    assert flesch_douma(easy) > 50 > flesch_douma(hard)


def test_a_text_without_words_has_no_index() -> None:
    assert flesch_douma("12 – 14") is None
