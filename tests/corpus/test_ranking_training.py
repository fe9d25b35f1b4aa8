import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus import ranking
from corpus.ranking import SIGNALS, Ranker
from corpus.ranking_training import Lists, Settings, fit, gain, main

WORDS, PAIRS = SIGNALS.index("words"), SIGNALS.index("near_pairs")


def _lists(questions: int = 200, candidates: int = 6) -> Lists:
    """Questions whose answer has the highest `words`, while `near_pairs` say nothing; one candidate is padding."""
    random = np.random.default_rng(3)
    rows = np.zeros((questions, candidates, len(SIGNALS)))
    rows[:, :, WORDS] = random.random((questions, candidates))
    rows[:, :, PAIRS] = random.random((questions, candidates))
    counts = np.ones((questions, candidates), dtype=bool)
    counts[:, -1] = False
    right = np.zeros_like(counts)
    right[np.arange(questions), np.where(counts, rows[:, :, WORDS], -1).argmax(axis=1)] = True
    return Lists("pages 10", rows, right, counts, questions)


def test_the_ranker_learns_what_marks_the_answer() -> None:
    ranker = fit([_lists()], Settings(epochs=40, rate=0.05))
    assert ranker.weights[WORDS] > 10 * abs(ranker.weights[PAIRS])
    assert gain(_lists(), ranker) > 0.95 > gain(_lists(), None)


def test_the_same_seed_gives_the_same_weights() -> None:
    one, other = (fit([_lists()], Settings(epochs=2)) for _ in range(2))
    assert one.weights.tolist() == other.weights.tolist()


def test_the_gain_counts_questions_without_an_answer_as_zero() -> None:
    lists = _lists(4)
    missed = replace(lists, right=np.zeros_like(lists.right))
    ranker = Ranker(np.zeros(len(SIGNALS)), np.ones(len(SIGNALS)), np.eye(len(SIGNALS))[WORDS])
    assert gain(lists, ranker) == pytest.approx(1.0)
    assert gain(missed, ranker) == 0.0
    assert gain(replace(lists, questions=8), ranker) == pytest.approx(0.5)


def test_the_command_writes_a_ranker_that_the_product_reads(tmp_path: Path) -> None:
    body = "De gemeenteraad stelt het reglement nummer {} vast over onderwerp{} en zaak{} van deze stad. "
    records = [
        {
            "title": f"Wet {n}",
            "text": f"# Regels over onderwerp{n} hier\n" + "".join(body.format(n, n, m) for m in range(4)),
        }
        for n in range(160)
    ]
    (tmp_path / "wet.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    assert main([str(tmp_path / "wet.jsonl"), "--output", str(tmp_path / "r.json")]) == 0
    assert len(ranking.load(tmp_path / "r.json").weights) == len(SIGNALS)
    assert set(json.loads((tmp_path / "r.json").read_text())["gain_before_and_after"]) >= {"pages", "laws"}


def test_the_command_says_in_one_line_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--output", str(tmp_path / "r.json")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
