import json
from pathlib import Path

import numpy as np
import pytest

from corpus.embedding import load_entailment, load_judge
from corpus.errors import ModelError
from tests.corpus.embedding.conftest import write_bert

TEXTS = ["de hond", "de raad .", "afval"]


def test_a_judge_scores_each_text_as_its_model_does_before_the_sigmoid(saved_judge: Path) -> None:
    from sentence_transformers import CrossEncoder

    scores = load_judge(str(saved_judge), batch_size=2)("hond", TEXTS)
    squashed = CrossEncoder(str(saved_judge), device="cpu").predict([("hond", text) for text in TEXTS])
    assert scores.dtype == np.float32
    np.testing.assert_allclose(1 / (1 + np.exp(-scores)), squashed, atol=1e-5)
    assert len(set(scores.tolist())) == 3


def test_a_judge_has_no_scores_for_no_texts(saved_judge: Path) -> None:
    assert load_judge(str(saved_judge))("hond", []).shape == (0,)


def test_a_model_with_several_scores_for_a_pair_is_no_judge(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="3 scores for a pair"):
        load_judge(str(write_bert(tmp_path / "drie", labels=3)))


def test_a_judge_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_judge(str(tmp_path))


def test_an_entailment_model_gives_the_probability_of_its_label(tmp_path: Path) -> None:
    folder = write_bert(tmp_path / "drie", labels=3)
    config = json.loads((folder / "config.json").read_text())
    names = ["contradiction", "entailment", "neutral"]
    config["id2label"] = {str(number): name for number, name in enumerate(names)}
    config["label2id"] = {name: number for number, name in enumerate(names)}
    (folder / "config.json").write_text(json.dumps(config))
    pairs = [("de hond", "de raad ."), ("afval", "de hond")]
    from sentence_transformers import CrossEncoder

    expected = CrossEncoder(str(folder), device="cpu").predict(pairs, apply_softmax=True)[:, 1]
    np.testing.assert_allclose(load_entailment(str(folder))(pairs), expected, atol=1e-5)
    assert load_entailment(str(folder))([]) == []


def test_a_judge_with_one_score_is_taken_for_the_probability(saved_judge: Path) -> None:
    (found,) = load_entailment(str(saved_judge))([("de hond", "de raad")])
    assert 0 < found < 1


def test_a_model_without_a_label_for_entailment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="entailment"):
        load_entailment(str(write_bert(tmp_path / "twee", labels=2)))
