from pathlib import Path

import numpy as np
import pytest

from corpus.embedding import load_judge
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
