from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus import ranking
from corpus.analysis import Query
from corpus.errors import ModelError
from corpus.ranking import LIMIT, OPENING, SIGNALS, START, Candidate, Ranker, signals
from corpus.words import Occurrences

WORDS = ["raad", "stelt", "reglement", "vast"]
QUERY = Query("", "", tuple((word, 1.0) for word in WORDS))
RARITIES = {"raad": 1.0, "stelt": 2.0, "reglement": 3.0, "vast": 4.0}


def _candidate(text: str, *, headings: str = "", opening: str = "") -> Candidate:
    above = [word for _, word in _places(headings)]
    return Candidate(Occurrences(above, _places(text), _places(opening)), 1.0, 0.5)


def _places(text: str) -> list[tuple[int, str]]:
    return [(place, word) for place, word in enumerate(text.split()) if word in WORDS]


def _seen(name: str, *candidates: Candidate, query: Query = QUERY) -> list[float]:
    values: list[float] = signals(query, candidates, RARITIES)[:, SIGNALS.index(name)].tolist()
    return values


def test_every_candidate_gets_a_row_with_every_signal() -> None:
    rows = signals(QUERY, [_candidate("raad"), _candidate("")], RARITIES)
    assert rows.shape == (2, len(SIGNALS))
    assert np.isfinite(rows).all()


def test_a_question_without_words_gives_numbers() -> None:
    assert np.isfinite(signals(replace(QUERY, terms=()), [_candidate("x")], {})).all()


def test_coverage_weighs_words_by_rarity() -> None:
    assert _seen("coverage", _candidate("raad x x"), _candidate("vast vast")) == pytest.approx([0.1, 0.4])
    assert _seen("heading_coverage", _candidate("raad", headings="vast")) == pytest.approx([0.4])
    assert _seen("whole_coverage", _candidate("raad", headings="vast")) == pytest.approx([0.5])


def test_a_word_read_into_the_question_weighs_less() -> None:
    query = replace(QUERY, terms=(("raad", 1.0), ("reglement", 0.5)))
    assert _seen("coverage", _candidate("reglement"), query=query) == pytest.approx([1.5 / 2.5])


def test_the_beginning_of_the_section_counts_apart_from_the_passage() -> None:
    candidates = [_candidate("raad", opening=" x" * before + " vast") for before in (0, START, OPENING)]
    assert _seen("start_coverage", *candidates) == pytest.approx([0.4, 0, 0])
    assert _seen("opening_coverage", *candidates) == pytest.approx([0.4, 0.4, 0])


def test_words_that_stand_together_count_more_than_words_apart() -> None:
    together, apart = _candidate("reglement vast" + " x" * 20), _candidate("reglement" + " x" * 20 + " vast")
    near, far = _seen("narrow_coverage", together, apart)
    assert (near, far) == pytest.approx((0.7, 0.4))
    assert _seen("wide_coverage", together, apart) == pytest.approx([0.7, 0.7])


def test_pairs_count_in_order_and_near_each_other() -> None:
    candidates = [_candidate(text) for text in ("reglement vast", "vast reglement", "reglement" + " x" * 8 + " vast")]
    assert _seen("ordered_pairs", *candidates) == pytest.approx([7 / 15, 0, 0])
    assert _seen("near_pairs", *candidates) == pytest.approx([7 / 15, 7 / 15, 0])


def test_a_candidate_without_cosine_counts_as_the_farthest() -> None:
    farther, missing = replace(_candidate("x"), meaning=0.2), replace(_candidate("x"), meaning=None)
    assert _seen("meaning_share", _candidate("x"), farther, missing) == pytest.approx([1, 0, 0])


def _ranker(weights: Sequence[float]) -> Ranker:
    return Ranker(np.zeros(len(SIGNALS)), np.ones(len(SIGNALS)), np.array(weights))


def test_a_ranker_weighs_signals_up_to_a_limit() -> None:
    ranker = _ranker([1.0, 2.0, *[0.0] * (len(SIGNALS) - 2)])
    rows = np.zeros((2, len(SIGNALS)))
    rows[:, :2] = [[1, 1], [0, 1000]]
    assert ranker.scores(rows).tolist() == [3.0, 2 * LIMIT]


def test_a_ranker_survives_its_file() -> None:
    ranker = _ranker(range(len(SIGNALS)))
    assert Ranker.from_json(ranker.as_json()).weights.tolist() == ranker.weights.tolist()


def test_the_built_in_ranker_prefers_what_covers_the_question() -> None:
    rows = signals(QUERY, [_candidate("raad x x x"), _candidate("raad stelt reglement vast")], RARITIES)
    worse, better = ranking.built_in().scores(rows)
    assert better > worse


@pytest.mark.parametrize("content", ["", "{}", '{"signals": {"words": {}}}', "[]"])
def test_a_damaged_file_is_refused_by_name(content: str, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(content)
    with pytest.raises(ModelError, match=r"r\.json"):
        ranking.load(tmp_path / "r.json")


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"r\.json"):
        ranking.load(tmp_path / "r.json")
