import pytest

from corpus import freedict
from corpus.languages import asked_in, in_dutch, language_of, small_words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What does the law say about waste?", "en"),
        ("Qui décide de la fusion des communes ?", "fr"),
        ("Wie beslist over de fusie van gemeenten?", "nl"),
        ("deadline", "nl"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who pays?", "en"),
        ("And for how long?", "en"),
        ("Which region does Knokke-Heist belong to?", "en"),
        ("Qui paie ?", "fr"),
        ("Et pour quand ?", "fr"),
        ("Que désigne le sigle IOED ?", "fr"),
        ("L'alignement des coopérations est-il obligatoire ?", "fr"),
        ("Est-ce obligatoire ?", "fr"),
        ("Is alignment mandatory?", "en"),
        ("Is SOLVA regioconform?", "nl"),
        ("En wie betaalt?", "nl"),
        ("Wat zong Lady Gaga?", "nl"),
        ("Wat is comply or explain?", "nl"),
        ("Waar ligt La Louvière?", "nl"),
        ("regiodecreet", "nl"),
        ("why", "nl"),
        ("", "nl"),
    ],
)
def test_small_words_tell_the_language_of_short_questions_and_names_do_not(question: str, language: str) -> None:
    assert asked_in(question) == language


def test_small_words_of_dutch_are_not_taken_for_another_language() -> None:
    assert {"which", "pourquoi"} <= small_words()
    assert small_words().isdisjoint({"is", "de", "want", "pas", "over"})


def test_words_are_read_in_dutch() -> None:
    assert in_dutch("waste", "en") == ("afval",)
    assert in_dutch("commune", "fr") == ("gemeente",)
    assert in_dutch("the", "en") == ()
    assert in_dutch("which", "en") == ()
    assert in_dutch("xyzzy", "en") is None


def test_a_dictionary_in_dictd_s_layout_gives_the_first_single_words() -> None:
    text = "headline\n young /jʌŋ/\nyoung /jʌŋ/\n1. een, twee woorden, drĳ\n2. vier, vijf\nyoung man /x/\njongen\n"
    assert freedict.read(text) == {"young": ("een", "drij", "vier")}
