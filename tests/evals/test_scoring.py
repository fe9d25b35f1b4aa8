from dataclasses import replace

import pytest

from corpus.errors import SettingError
from evals import scoring
from evals.golden.questions import Evidence
from evals.scoring import MEASURES, Measure, parse
from tests.evals.answers import GOLD, answer, asked, citation, question, refusal, unanswerable

OTHER = "Elke regio telt minstens twee gemeenten die samen taken opnemen."
RIGHT = asked(question("goed"), answer(citation()))
REFUSED = asked(question("geweigerd"), refusal())
FAILED = asked(question("stuk"), None)
REFUSED_RIGHTLY = asked(unanswerable("n1"), refusal())
ANSWERED_WRONGLY = asked(unanswerable("n2"), answer(citation()))


@pytest.mark.parametrize("measure", MEASURES, ids=str)
def test_a_measure_is_what_it_prints(measure: Measure) -> None:
    assert parse(str(measure)) == measure
    limited = measure.on(kind="near", language="en")
    assert str(limited) == f"{measure.name}(kind=near,language=en)"
    assert parse(str(limited)) == limited != measure


@pytest.mark.parametrize("printed", ["Geluk", "OutcomeAccuracy(weer=mooi)", "OutcomeAccuracy(", ""])
def test_an_unknown_measure_is_refused_by_name(printed: str) -> None:
    with pytest.raises(SettingError, match=r"give one of|limit to one of"):
        parse(printed)


@pytest.mark.parametrize(
    ("printed", "over", "expected", "n"),
    [
        ("Failures", [RIGHT, FAILED], 0.5, 2),
        ("OutcomeAccuracy", [RIGHT, REFUSED, FAILED, REFUSED_RIGHTLY], 0.5, 4),
        ("RefusalRecall", [RIGHT, REFUSED_RIGHTLY, ANSWERED_WRONGLY], 0.5, 2),
        ("RefusalPrecision", [RIGHT, REFUSED, REFUSED_RIGHTLY], 0.5, 3),
        ("RefusalF1", [REFUSED, REFUSED_RIGHTLY, ANSWERED_WRONGLY], 0.5, 3),
        ("FalseRefusals", [RIGHT, REFUSED, REFUSED_RIGHTLY], 0.5, 2),
        ("FirstCitationHoldsGold", [RIGHT, REFUSED], 0.5, 2),
        ("AnyCitationHoldsGold", [RIGHT, REFUSED], 0.5, 2),
        ("CitationPrecision", [RIGHT, REFUSED], 0.5, 2),
        ("CitationRecall", [RIGHT, REFUSED], 0.5, 2),
        ("PointCoverage", [RIGHT, REFUSED], 0.5, 2),
    ],
)
def test_a_measure_over_a_few_questions_as_computed_by_hand(printed, over, expected, n) -> None:
    found = parse(printed)(over)
    assert (found.value, found.n) == (expected, n)


def test_nothing_that_failed_is_left_out_of_a_denominator() -> None:
    """A failure is as bad as it can be for each measure whose questions the golden set decides."""
    broken = asked(unanswerable("n3"), None)
    for measure in (scoring.OutcomeAccuracy, scoring.FirstCitationHoldsGold, scoring.CitationRecall,
                    scoring.PointCoverage, scoring.AnswerLanguage):  # fmt: skip
        assert measure([FAILED]).value == 0, measure
    assert scoring.RefusalRecall([broken]).value == 0
    assert scoring.FalseRefusals([FAILED]).value == 1
    assert all(measure([FAILED]).value == 0 for measure in scoring.SEARCH)


def test_a_kind_of_refusal_stands_against_all_answerable_questions() -> None:
    other = asked(unanswerable("a1", "attack"), answer(citation()))
    over = [RIGHT, REFUSED, REFUSED_RIGHTLY, other]
    assert parse("RefusalPrecision(kind=near)")(over).value == 0.5
    assert parse("RefusalF1(kind=near)")(over).value == pytest.approx(2 / 3)
    assert parse("RefusalRecall(kind=attack)")(over).value == 0
    assert parse("RefusalPrecision(kind=near,language=en)")(over).n == 0


def test_citations_are_held_against_all_golden_evidence() -> None:
    gold = (Evidence("gids.pdf", GOLD, 3, 1), Evidence("wet.pdf", GOLD, 9, 1), Evidence("gids.pdf", OTHER, 4, 2))
    off = citation(1, "Niets hiervan staat in de gids en het bewijst ook niets.")
    found = asked(question(gold=gold), answer(off, citation(2), citation(3)))
    assert scoring.FirstCitationHoldsGold([found]).value == 0
    assert scoring.AnyCitationHoldsGold([found]).value == 1
    assert scoring.CitationPrecision([found]).value == pytest.approx(2 / 3)
    assert scoring.CitationRecall([found]).value == 0.5


def test_a_refusal_is_to_show_what_corrects_a_false_premise() -> None:
    golden = replace(unanswerable("f1", "false_premise"), gold=(Evidence("gids.pdf", GOLD, 3),))
    assert scoring.NearestHoldsGold([asked(golden, refusal(nearest=[citation()]))]).value == 1
    assert scoring.NearestHoldsGold([asked(golden, refusal())]).value == 0
    assert scoring.NearestHoldsGold([REFUSED_RIGHTLY]).n == 0


def test_sizes_are_those_of_answers_given() -> None:
    long = citation(2, "Eerste zin. Tweede zin van de bron. Derde zin.")
    over = [asked(question(), answer(citation(), long)), REFUSED, REFUSED_RIGHTLY]
    assert (scoring.Citations(over).value, scoring.Citations(over).n) == (2, 1)
    assert scoring.QuotedWords(over).value == 11 + 9
    assert scoring.LongestQuote(over).value == 3
    assert scoring.AnswerLength(over).value == 7 + 11 + 9
    assert scoring.Readability(over).n == 1


def test_quotes_that_do_not_stand_on_their_page_are_counted_those_beside_refusals_too() -> None:
    over = [replace(RIGHT, exact=(True,)), asked(unanswerable(), refusal(nearest=[citation()]), exact=(False,))]
    assert scoring.QuoteExactness(over).value == 0.5


@pytest.mark.parametrize(
    ("text", "marks", "supported"),
    [
        ("De gemeenteraad beslist.", [1], True),
        ("De gemeenteraad beslist.", [], False),
        ("De gemeenteraad beslist.", [7], False),
        ("De raad van 2024 beslist.", [1], False),
        ("Volgens Gent beslist de raad.", [1], False),
        ("Gisteren besliste de raad.", [1], True),
    ],
)
def test_a_statement_needs_a_mark_and_no_number_or_name_beyond_its_quotes(text, marks, supported) -> None:
    statement = {"text": text, "marks": marks, "quoted": False, "item": False}
    given = answer(citation()) | {"statements": [statement]}
    assert scoring.UnsupportedStatements([asked(question(), given)]).value == (0 if supported else 1)


def test_a_ja_or_nee_of_a_passage_that_is_no_golden_evidence_is_counted() -> None:
    shown = answer(citation(), citation(2, "Nee, dat hoeft niet van dit decreet."))
    assert scoring.UnprovenVerdicts([asked(question(), shown)]).value == 1
    assert scoring.UnprovenVerdicts([asked(question(), answer(citation()))]).value == 0
    assert scoring.UnprovenVerdicts([REFUSED]).n == 0


@pytest.mark.parametrize(
    ("lead", "language", "right"),
    [
        ("Dit zeggen de documenten over uw vraag:", "nl", 1),
        ("Dit zeggen de documenten over uw vraag:", "en", 0),
        ("This is what the documents say about your question:", "en", 1),
        ("Voici ce que disent les documents sur votre question :", "fr", 1),
    ],
)
def test_our_own_words_are_in_the_language_of_the_question(lead: str, language: str, right: int) -> None:
    """The quotes stay in Dutch whatever was asked."""
    given = answer(citation()) | {"lead": lead}
    assert scoring.AnswerLanguage([asked(question(language=language), given)]).value == right


def test_follow_ups_are_held_against_the_rest_or_against_the_same_question_in_full() -> None:
    follow_up = asked(question("v1", history=("Wat is toetreding?",)), refusal(), paired=True)
    in_full = asked(question("v1-full"), answer(citation()), paired=True)
    assert scoring.FollowUpLoss([follow_up, in_full, REFUSED]).value == 0.5
    assert parse("FollowUpLoss(paired=yes)")([follow_up, in_full, REFUSED]).value == 1.0


def test_time_is_that_of_every_question() -> None:
    over = [replace(RIGHT, milliseconds=ms) for ms in (10.0, 20.0, 90.0)]
    over = [replace(each, golden=replace(each.golden, id=str(n))) for n, each in enumerate(over)]
    assert scoring.Latency(over).value == 20
    assert scoring.LatencyP95(over).value == pytest.approx(83)


def test_tokens_and_cost_are_null_without_a_model() -> None:
    assert scoring.Tokens([RIGHT]).value is None
    paid = asked(question(), answer(citation(), usage={"total_tokens": 300, "cost": 0.02}))
    assert (scoring.Tokens([paid]).value, scoring.Cost([paid]).value) == (300, 0.02)
