import pytest

from corpus import freedict
from corpus.languages import in_dutch, is_borne_out, language_of


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What does the law say about waste?", "en"),
        ("Qui décide de la fusion des communes ?", "fr"),
        ("Wie beslist over de fusie van gemeenten?", "nl"),
        ("deadline", "nl"),
    ],
)
def test_the_language_of_a_question(question: str, language: str) -> None:
    assert language_of(question) == language


def test_small_words_bear_a_language_out_and_names_do_not() -> None:
    assert is_borne_out(["what", "is", "the", "deadline"], "en")
    assert not is_borne_out(["wat", "zong", "lady", "gaga"], "en")


def test_words_are_read_in_dutch() -> None:
    assert in_dutch("waste", "en") == ("afval",)
    assert in_dutch("commune", "fr") == ("gemeente",)
    assert in_dutch("the", "en") == ()
    assert in_dutch("xyzzy", "en") is None


def test_a_dictionary_in_dictd_s_layout_gives_the_first_single_words() -> None:
    text = "headline\n young /jʌŋ/\nyoung /jʌŋ/\n1. een, twee woorden, drĳ\n2. vier, vijf\nyoung man /x/\njongen\n"
    assert freedict.read(text) == {"young": ("een", "drij", "vier")}
