import pytest

from corpus import word_lists
from corpus.glossary import Glossary, read, says_nothing
from corpus.languages import glossary

ENGLISH = """
^what's = wat is
what = wat
the, of the =
approve, approved = goedkeuren
import = invoer
important = belangrijk
authority = overheid
author = auteur
care zone = zorgzone
care = zorg
cross-border = grensoverschrijdend
as = als
"""

FRENCH = """
^qui = wie
qui = die
qu'est-ce que = wat is
que = dat
où = waar
ou = of
région de référence = referentieregio
de = van
décider, décide = beslissen
peut = kan
"""


def dutch(language: str, entries: str, text: str) -> list[tuple[str, tuple[str, ...] | None]]:
    return [(unit.typed, unit.dutch) for unit in Glossary(language, read(entries)).units(text)]


def test_the_longest_phrase_counts_and_unknown_words_stay() -> None:
    assert dutch("en", ENGLISH, "The care zone of Aalst") == [
        ("The", ()),
        ("care zone", ("zorgzone",)),
        ("of", None),
        ("Aalst", None),
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("imported", "invoer"), ("authorities", "overheid"), ("authors", "auteur"), ("approving", "goedkeuren")],
)
def test_an_ending_leads_to_the_entry_that_looks_most_like_the_word(typed: str, expected: str) -> None:
    assert Glossary("en", read(ENGLISH)).of_word(typed) == (expected,)


def test_phrases_bend_too() -> None:
    assert dutch("en", ENGLISH, "care zones") == [("care zones", ("zorgzone",))]
    assert dutch("fr", FRENCH, "régions de référence") == [("régions de référence", ("referentieregio",))]


def test_what_is_tied_to_a_word_does_not_hide_it() -> None:
    assert dutch("en", ENGLISH, "authority's") == [("authority", ("overheid",))]
    assert dutch("en", ENGLISH, "What's care?")[0] == ("What's", ("wat is",))
    assert dutch("fr", FRENCH, "peut-elle décider d'où")[0:2] == [("peut", ("kan",)), ("décider", ("beslissen",))]
    assert dutch("fr", FRENCH, "qu'est-ce qu'une")[0][1] == ("wat is",)


def test_accents_tell_words_apart_and_may_be_left_out() -> None:
    assert dutch("fr", FRENCH, "Gand où Bruges ou Alost")[1::2] == [("où", ("waar",)), ("ou", ("of",))]
    assert dutch("fr", FRENCH, "region de reference") == [("region de reference", ("referentieregio",))]
    assert dutch("fr", FRENCH, "decidees")[0][1] == ("beslissen",)


def test_some_words_mean_something_else_where_a_question_begins() -> None:
    assert [meaning for _, meaning in dutch("fr", FRENCH, "Qui décide qui peut")][::2] == [("wie",), ("die",)]


def test_names_with_hyphens_stay_one_and_other_words_are_taken_apart() -> None:
    assert dutch("en", ENGLISH, "Cross-border care in Knokke-Heist") == [
        ("Cross-border", ("grensoverschrijdend",)),
        ("care", ("zorg",)),
        ("in", None),
        ("Knokke-Heist", None),
    ]


def test_a_name_that_is_also_a_small_word_is_kept() -> None:
    found = Glossary("en", read(ENGLISH)).units("care in As", is_name=lambda word: word == "As")
    assert found[-1].dutch is None


@pytest.mark.parametrize("name", ["english-small.txt", "english.txt", "french-small.txt", "french.txt"])
def test_every_line_of_the_shipped_lists_gives_entries_and_its_dutch_no_signs(name: str) -> None:
    text = word_lists.shipped(name)
    assert all("=" in line for line in word_lists.lines(text))
    for entry, meaning in read(text):
        assert entry == entry.lower().strip()
        assert all(set(word) <= set("abcdefghijklmnopqrstuvwxyzëïöüéèê-' ") for word in meaning), entry


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_shipped_lists_are_large_and_keep_question_words(language: str) -> None:
    found = glossary(language)
    assert len(found) > 3000
    questions = {"en": ("why", "who", "when", "how many"), "fr": ("pourquoi", "qui", "quand", "combien")}[language]
    read_as = [found.units(question)[0].dutch for question in questions]
    assert read_as == [("waarom",), ("wie",), ("wanneer",), ("hoeveel",)]


def test_small_words_say_nothing() -> None:
    assert says_nothing(("wie",)) and says_nothing(()) and not says_nothing(("de gemeente",))
