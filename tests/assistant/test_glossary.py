from assistant.answer import Answer, Outcome, Statement
from assistant.assistant import Assistant
from assistant.glossary import MOST, Glossary
from assistant.writing.writer import Writer
from corpus.index import Index
from tests.assistant.writing.conftest import Scripted, scripted

__all__ = ["scripted"]


def said(*texts: str) -> Answer:
    return Answer("?", "?", Outcome.ANSWERED, "Dit:", tuple(Statement(text, ()) for text in texts))


def test_a_word_is_explained_in_the_exact_words_of_a_document(shipped: Index) -> None:
    (found,) = Glossary(shipped).hard_words(said("Zo ontstond er   verrommeling in het land."))
    assert "Zo ontstond er verrommeling in het land."[found.start : found.end] == "verrommeling"
    meaning = found.meaning
    passage = shipped.passage(meaning.passage)
    assert passage is not None
    assert passage.text[meaning.start : meaning.end] == meaning.words
    assert meaning.words.startswith("Verrommeling is")
    assert meaning.page >= 1


def test_other_forms_and_terms_of_several_words_are_known(shipped: Index) -> None:
    found = Glossary(shipped).hard_words(said("Alle referentieregio's kennen gebiedsgerichte werking."))
    assert [one.meaning.term for one in found] == ["referentieregio", "gebiedsgerichte werking"]


def test_a_word_is_explained_once_and_not_too_many_are(shipped: Index) -> None:
    words = "intercommunale projectvereniging regiodecreet vervoerregio subregio politiezone energiehuis kadernota"
    found = Glossary(shipped).hard_words(said(words, words))
    assert len(found) == len({one.meaning for one in found}) == MOST
    assert {one.statement for one in found} == {0}


def test_an_answer_that_quotes_the_meaning_needs_no_explanation(shipped: Index) -> None:
    answer = Assistant(shipped).answer("Wat is een referentieregio?")
    assert "referentieregio" in answer.text
    assert "referentieregio" not in [one.meaning.term for one in Assistant(shipped).hard_words(answer)]


def test_where_a_model_can_word_it_more_plainly_nothing_is_explained(shipped: Index, scripted: Scripted) -> None:
    assert Assistant(shipped).hard_words(said("verrommeling"))
    assert not Assistant(shipped, writer=Writer(scripted.model())).hard_words(said("verrommeling"))
