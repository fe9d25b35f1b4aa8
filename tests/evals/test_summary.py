import pytest

from evals.summary import as_markdown, curve, outcomes, pages_cited, summarise
from tests.evals.answers import answer, asked, citation, question, refusal, unanswerable

DOCUMENTS = [{"name": "gids.pdf", "pages": 4}, {"name": "wet.pdf", "pages": 2}]


def _strong(enough: float) -> dict[str, dict[str, float]]:
    return {"evidence": {"coverage": 0.5, "score": 0.5, "enough": enough}}


OVER = [
    asked(question("v1"), answer(citation(), **_strong(2.0))),
    asked(question("v2"), refusal(**_strong(0.5))),
    asked(question("v3"), None),
    asked(unanswerable("n1"), answer(citation(page=4), **_strong(1.5))),
    asked(unanswerable("n2"), refusal(**_strong(0.25))),
    asked(unanswerable("n3", "attack"), refusal("out_of_scope")),
]


def test_every_figure_has_its_interval_and_the_number_of_questions() -> None:
    figures = {f["measure"]: f for f in summarise(OVER, DOCUMENTS)["figures"]}
    assert (figures["OutcomeAccuracy"]["value"], figures["OutcomeAccuracy"]["n"]) == (0.5, 6)
    assert figures["OutcomeAccuracy"]["low"] < 0.5 < figures["OutcomeAccuracy"]["high"]
    assert figures["RefusalRecall(kind=near)"]["value"] == 0.5
    assert figures["Tokens"]["value"] is None
    assert summarise(OVER, DOCUMENTS)["usage"] is None


def test_outcomes_are_counted_by_kind_failures_among_them() -> None:
    assert outcomes(OVER) == {
        "who": {"answered": 1, "not_in_sources": 1, "failed": 1},
        "near": {"answered": 1, "not_in_sources": 1},
        "attack": {"out_of_scope": 1},
    }


def test_the_refusal_curve_moves_the_border_and_keeps_what_something_else_decided() -> None:
    points = {p.enough: (p.recall, p.false_refusals) for p in curve(OVER)}
    third = pytest.approx(1 / 3)
    assert points == {
        0.25: (third, 0),  # the attack was refused before anything was searched for
        0.5: (pytest.approx(2 / 3), 0),
        1.0: (pytest.approx(2 / 3), third),  # where it stands now
        1.5: (pytest.approx(2 / 3), third),
        2.0: (1, third),
    }


def test_without_strengths_there_is_no_curve() -> None:
    assert curve([asked(question("v1"), answer(citation())), asked(unanswerable("n1"), refusal())]) == ()


def test_pages_that_are_never_cited_show_as_zero() -> None:
    assert pages_cited(OVER, DOCUMENTS) == {"gids.pdf": [0, 0, 1, 1], "wet.pdf": [0, 0]}


def test_the_table_names_what_was_measured() -> None:
    settings = {
        "started": "2026-11-23T10:00:00+00:00", "commit": "abc1234",
        "suites": [{"name": "calibration", "questions": 6}],
    }  # fmt: skip
    table = as_markdown(summarise(OVER, DOCUMENTS), settings)
    assert "| OutcomeAccuracy | the outcome is the expected one | 50.0 % |" in table
    assert "| reranked | 0.0 % (0–0) |" in table
    assert table.endswith("2026-11-23, commit `abc1234`, calibration (6 questions).")


def test_what_a_run_took_of_a_model_is_told_with_the_answers_it_is_known_of() -> None:
    took = {"input_tokens": 200, "output_tokens": 30, "total_tokens": 230, "cost": 0.0007}
    paid = [asked(question(f"p{n}"), answer(citation(), usage=took)) for n in range(2)]
    summary = summarise([*paid, *OVER], DOCUMENTS)
    assert summary["usage"] == {
        "answers": 2, "input_tokens": 400, "output_tokens": 60, "total_tokens": 460, "cost": 0.0014,
    }  # fmt: skip
    told = as_markdown(summary, {"suites": [], "started": "2026-11-23", "commit": "x"})
    assert "2 answers: 400 tokens read, 60 written, 0.0014 €" in told
    assert "| Cost | what an answer cost | 0.00070 € |" in told
    unpriced = [asked(question("p"), answer(citation(), usage={**took, "cost": None}))]
    assert summarise(unpriced, DOCUMENTS)["usage"]["cost"] is None
