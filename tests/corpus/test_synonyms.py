from pathlib import Path

import pytest

from corpus.errors import SettingError
from corpus.synonyms import MANY_WORDS, ONE_WORD, Synonyms

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
