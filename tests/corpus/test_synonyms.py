from pathlib import Path

import pytest

from corpus import dutch, word_lists
from corpus.errors import SettingError
from corpus.synonyms import FORM, MANY_WORDS, NEAR, NEAR_MANY, ONE_WORD, Near, Synonyms

LINES = """
# a remark
refregio, referentieregio   # another
waste => afval
AD, algemeen directeur
"""


def test_the_words_of_a_line_stand_for_each_other() -> None:
    synonyms = Synonyms.of(LINES)
    assert [*synonyms.widened([("refregio", "refregio")])] == [("referentieregio", ONE_WORD)]
    assert [*synonyms.widened([("Referentieregio", "referentieregio")])] == [("refregio", ONE_WORD)]


def test_an_arrow_goes_one_way() -> None:
    synonyms = Synonyms.of(LINES)
    assert [*synonyms.widened([("waste", "wast")])] == [("afval", ONE_WORD)]
    assert [*synonyms.widened([("afval", "afval")])] == []


def test_an_abbreviation_of_two_letters_counts_in_capitals_only() -> None:
    synonyms = Synonyms.of(LINES)
    assert [weight for _, weight in synonyms.widened([("AD", "ad")])] == [MANY_WORDS, MANY_WORDS]
    assert [*synonyms.widened([("ad", "ad")])] == []


def test_a_term_of_several_words_is_found_in_a_row() -> None:
    synonyms = Synonyms.of(LINES)
    directeur = [("de", "x"), ("algemeen", "algemen"), ("directeur", "directeur")]
    assert [*synonyms.widened(directeur)] == [("ad", ONE_WORD)]


def test_somebody_s_own_file_is_added_to_what_is_shipped(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("wisselwoord, gemeente\n", "utf-8")
    synonyms = Synonyms.read(tmp_path / "mine.txt")
    assert ("gemeent", ONE_WORD) in [*synonyms.widened([("wisselwoord", "wisselwoord")])]
    assert [*synonyms.widened([("refregio", "refregio")])]


def test_a_file_that_cannot_be_read_says_which(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"missing\.txt"):
        Synonyms.read(tmp_path / "missing.txt")


GENERAL = """
vuilnis, afval
knoop doorhakken => beslissen
prijs => wat het kost, openbaar tarief
"""
FORMS = """
beslissen beslist
"""


def near(*typed: str, forms: str = "") -> list[Near]:
    return [*Synonyms.of(LINES, general=GENERAL, forms=forms).near([(word, dutch.terms(word)[0]) for word in typed])]


def test_words_of_general_dutch_are_near_and_no_synonyms() -> None:
    assert near("vuilnis") == [Near(("vuilnis",), "afval", NEAR)]
    assert [*Synonyms.of(LINES, general=GENERAL).widened([("vuilnis", "vuilnis")])] == []
    assert near("refregio") == []


def test_words_near_in_meaning_count_for_less_than_synonyms() -> None:
    assert NEAR_MANY < NEAR < ONE_WORD < 1
    assert {(one.term, one.weight) for one in near("prijs")} == {
        ("kost", NEAR),
        ("open", NEAR_MANY),
        ("tarief", NEAR_MANY),
    }


def test_a_phrase_tells_which_words_it_stands_for() -> None:
    assert near("knoop", "doorhakken") == [Near(("knop", "doorhak"), "besliss", NEAR)]
    assert near("knoop") == near("beslissen") == []


def test_a_verb_is_met_and_searched_for_in_all_its_forms() -> None:
    found = near("knoop", "doorhakken", forms=FORMS)
    assert [(one.term, one.weight) for one in found] == [("besliss", NEAR), ("beslist", NEAR)]
    assert near("beslist", forms=FORMS) == [Near(("beslist",), "besliss", FORM)]


@pytest.mark.parametrize(("asked", "found"), [("vuilbak", "afvalcontainer"), ("toetreding", "toegetreden")])
def test_what_is_shipped_knows_everyday_words_and_forms(asked: str, found: str) -> None:
    (term,), (expected,) = dutch.terms(asked), dutch.terms(found)
    assert expected in {one.term for one in Synonyms.read().near([(asked, term)])}


def test_no_shipped_phrase_is_met_by_one_of_its_words_alone() -> None:
    # Small words are not seen: `in de weg` would be met by every `weg`.
    lines = [line.partition("=>") for line in word_lists.lines(word_lists.shipped("general-synonyms.nl.txt"))]
    phrases = [word.strip() for left, _, _ in lines for word in left.split(",") if " " in word.strip()]
    assert phrases
    assert [phrase for phrase in phrases if len(dutch.terms(phrase)) < 2] == []
