from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.analysis import Analysis
from corpus.reading_questions import PART_WEIGHT, in_full

TEXTS = [
    "Regiovorming en regiowerking in de referentieregio's van Vlaanderen.",
    "Het burgemeestersoverleg kiest een projectvereniging; de OCMW-vereniging is regioconform.",
    "De einddatum voor afval staat in het regiodecreet. Elke gemeente hoort bij een regio.",
]


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return Analysis.build(TEXTS)


@pytest.mark.parametrize(
    ("typed", "text", "read_as"),
    [
        ("stappen van regiovroming?", "stappen van regiovorming?", (("regiovroming", "regiovorming"),)),
        ("het burgemeesteroverleg", "het burgemeestersoverleg", (("burgemeesteroverleg", "burgemeestersoverleg"),)),
        ("regio conform", "regioconform", (("regio conform", "regioconform"),)),
        ("onze ocmw vereniging", "onze ocmw-vereniging", (("ocmw vereniging", "ocmw-vereniging"),)),
        ("referentieregios", "referentieregio's", ()),
        ("de projectver. dus", "de projectvereniging dus", (("projectver.", "projectvereniging"),)),
        ("de ooievaar in de tuin", "de ooievaar in de tuin", ()),
        ("hoeveel zwembaden", "hoeveel zwembaden", ()),
        ("wa is da, wnr?", "wat is dat, wanneer?", ()),
    ],
)
def test_a_question_is_read_with_the_words_of_the_index(
    analysis: Analysis, typed: str, text: str, read_as: tuple[tuple[str, str], ...]
) -> None:
    query = analysis.read(typed)
    assert (query.typed, query.text, query.read_as) == (typed, text, read_as)


def test_a_word_that_the_index_holds_stays_as_typed() -> None:
    assert Analysis.build([*TEXTS, "regiovroming"]).read("regiovroming").text == "regiovroming"


def test_whole_and_parts_are_indexed_and_the_parts_of_what_was_asked_weigh_less(analysis: Analysis) -> None:
    assert analysis.terms("burgemeestersoverleg") == ["burgemeestersoverleg", "burgemeester", "overleg"]
    assert dict(analysis.read("regiodecreet").terms).items() >= {
        ("regiodecret", 1.0),
        ("regio", PART_WEIGHT),
        ("decret", PART_WEIGHT),
    }
    assert dict(analysis.read("regiodecreet van de regio").terms)["regio"] == 1.0


def test_what_a_word_may_also_mean_weighs_less_than_what_was_asked(analysis: Analysis) -> None:
    terms = dict(analysis.read("deadline voor de gemeente").terms)
    assert terms["deadlin"] == terms["gemeent"] == 1.0
    assert 0 < terms["einddatum"] < 1


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("What is the deadline for waste?", "en", {"einddatum", "afval"}),
        ("Quelle est la commune dans cette région de référence ?", "fr", {"gemeent", "referentieregio"}),
        ("Wat is de einddatum voor ons afval?", "nl", {"einddatum", "afval"}),
    ],
)
def test_questions_in_other_languages_reach_dutch_words(
    analysis: Analysis, question: str, language: str, expected: set[str]
) -> None:
    query = analysis.read(question)
    assert query.language == language
    assert dict(query.terms).keys() >= expected


def test_a_question_in_a_language_that_somebody_knows_is_read_in_it(analysis: Analysis) -> None:
    assert analysis.read("waste").language == "nl"
    query = analysis.read("waste", "en")
    assert (query.language, query.text) == ("en", "afval")


def test_question_words_stay_in_the_text_and_weigh_nothing(analysis: Analysis) -> None:
    query = analysis.read("How many regions are there?")
    assert query.text == "hoeveel regio er zijn?"
    assert "hoeveel" not in dict(query.terms)


def test_what_was_saved_reads_the_same(analysis: Analysis, tmp_path: Path) -> None:
    analysis.save(tmp_path)
    opened = Analysis.open(tmp_path)
    for question in ("regiovroming", "referentieregios", "afvalintercommunale"):
        assert opened.read(question) == analysis.read(question)
        assert opened.terms(question) == analysis.terms(question)


def test_somebody_s_own_synonyms_count(analysis: Analysis, tmp_path: Path) -> None:
    analysis.save(tmp_path)
    (tmp_path / "mine.txt").write_text("toverwoord => einddatum", "utf-8")
    assert "einddatum" in dict(Analysis.open(tmp_path, extra=tmp_path / "mine.txt").read("toverwoord").terms)


def test_a_grown_analysis_knows_the_new_words_and_splits_as_before(analysis: Analysis) -> None:
    grown = analysis.grown(["Het zwembadoverleg van de referentieregio."])
    assert grown.read("zwembadoverlge").text == "zwembadoverleg"
    assert grown.read("referentieregios").text == "referentieregio's"
    assert grown.read("regiovroming").text == "regiovorming"
    assert [grown.terms(text) for text in TEXTS] == [analysis.terms(text) for text in TEXTS]


def test_everyday_spellings_are_whole_words_only() -> None:
    assert in_full("Da is ni waar, vb. dat?") == "Dat is niet waar, voorbeeld dat?"
    assert in_full("de data van de nies") == "de data van de nies"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=120))
def test_any_text_can_be_asked(analysis: Analysis, question: str) -> None:
    query = analysis.read(question)
    assert query.typed == question
    assert len(dict(query.terms)) == len(query.terms)
    assert all(0 < weight <= 1 for _, weight in query.terms)
