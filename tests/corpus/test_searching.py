from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from corpus import searching
from corpus.analysis import Analysis, Query
from corpus.embedding import Vectors
from corpus.searching import DENSE_WEIGHT, RANKED, STAGES, Find, Sources, Stage, indexed
from corpus.synonyms import Near
from corpus.words import WordIndex

ANALYSIS = Analysis.build(())
AXES = ("water", "vuur", "lucht")
TEXTS = {"a": "water en lucht", "b": "water", "c": "vuur", "d": "aarde"}
MEANINGS = {"a": (0.6, 0.0, 0.8), "b": (1.0, 0.0, 0.0), "c": (0.0, 1.0, 0.0), "d": (0.0, 0.0, 1.0)}


class AxisEmbedder:
    """Each known word is an axis; a text without one gives zeros."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([[float(axis in text) for axis in AXES] for text in texts], dtype=np.float32)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _nearest(vector: Vectors, k: int) -> list[tuple[int, float]]:
    cosines = [(position, float(np.dot(vector, meaning))) for position, meaning in enumerate(MEANINGS.values())]
    return sorted(cosines, key=lambda pair: (-pair[1], pair[0]))[:k]


def _sources(allowed: Sequence[bool] | None = None) -> Sources:
    words = WordIndex.build([indexed(ANALYSIS, (), text) for text in TEXTS.values()])
    mask = None if allowed is None else np.array(allowed)
    return Sources(words, AxisEmbedder(), _nearest, mask)


def search(question: str, sources: Sources, *, k: int, stage: Stage) -> list[Find]:
    return searching.search(ANALYSIS.read(question), sources, k=k, stage=stage)


def _ids(finds: Sequence[Find]) -> list[str]:
    return [list(TEXTS)[find.position] for find in finds]


def test_lexical_finds_the_passages_that_share_words() -> None:
    finds = search("Het water?", _sources(), k=10, stage="lexical")
    assert _ids(finds) == ["b", "a"]
    assert all(find.lexical == find.score > 0 and find.dense is None for find in finds)


def test_dense_finds_the_nearest_passages() -> None:
    finds = search("water", _sources(), k=2, stage="dense")
    assert _ids(finds) == ["b", "a"]
    assert [find.dense for find in finds] == pytest.approx([1.0, 0.6])
    assert all(find.lexical is None for find in finds)


def test_dense_finds_nothing_for_a_question_without_known_words() -> None:
    assert search("xyz", _sources(), k=10, stage="dense") == []


def test_hybrid_is_the_weighted_sum_of_scaled_scores() -> None:
    finds = search("water", _sources(), k=10, stage="hybrid")
    by_id = dict(zip(_ids(finds), finds, strict=True))
    best, second = (by_id[name].lexical or 0.0 for name in ("b", "a"))
    assert by_id["b"].score == pytest.approx(1.0)
    assert by_id["a"].score == pytest.approx((1 - DENSE_WEIGHT) * second / best + DENSE_WEIGHT * 0.6)
    assert by_id["c"] == Find(2, 0.0, None, 0.0)


def test_hybrid_works_when_one_of_the_searches_finds_nothing() -> None:
    assert _ids(search("aarde", _sources(), k=10, stage="hybrid")) == ["d"]


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_keeps_to_k_and_answers_nothing_to_noise(stage: Stage) -> None:
    assert len(search("water", _sources(), k=1, stage=stage)) == 1
    assert search("water", _sources(), k=0, stage=stage) == []
    assert search("?!", _sources(), k=10, stage=stage) == []


@pytest.mark.parametrize("stage", ["hybrid", "reranked"])
def test_scores_do_not_depend_on_how_many_are_asked_for(stage: Stage) -> None:
    whole = search("water en vuur", _sources(), k=10, stage=stage)
    assert search("water en vuur", _sources(), k=2, stage=stage) == whole[:2]


def test_masked_passages_are_not_found_by_words() -> None:
    finds = search("water", _sources([True, False, True, True]), k=10, stage="lexical")
    assert _ids(finds) == ["a"]


def test_words_of_headings_find_the_text_below() -> None:
    words = WordIndex.build(
        [
            indexed(ANALYSIS, ["Afwijking aanvragen"], "Dat doet u bij de minister."),
            indexed(ANALYSIS, [], "Iets anders."),
        ]
    )
    assert words.search(ANALYSIS.read("afwijking").terms, 10)[0].tolist() == [0]


def test_the_second_stage_orders_what_the_first_found() -> None:
    finds = search("water en lucht", _sources(), k=9, stage="reranked")
    assert sorted(_ids(finds)) == sorted(_ids(search("water en lucht", _sources(), k=9, stage="hybrid")))
    assert _ids(finds)[0] == "a"
    assert [find.score for find in finds] == sorted((find.score for find in finds), reverse=True)


def test_words_near_in_meaning_find_passages_and_leave_what_was_asked_first() -> None:
    (fire,) = ANALYSIS.terms("vuur")
    near = Near(("water",), fire, 0.4)
    query = replace(ANALYSIS.read("water"), near=(near,))
    assert _ids(searching.search(query, _sources(), k=10, stage="lexical")) == ["b", "a", "c"]


def test_a_rare_word_counts_as_rare_as_the_word_it_is_near() -> None:
    words = WordIndex.build([["water"], ["water"], ["water"], ["vuur"]])
    query = Query("", "", (("water", 1.0),), near=(Near(("water",), "vuur", 0.4), Near(("vuur",), "water", 0.4)))
    rarities = words.rarities(["water", "vuur"])
    weights = dict(searching.sought(query, words)[1:])
    assert weights["vuur"] * rarities["vuur"] == pytest.approx(0.4 * rarities["water"])
    assert weights["water"] == pytest.approx(0.4)


def test_a_cross_encoder_has_the_last_word() -> None:
    sources = replace(_sources(), judge=lambda question, positions: np.equal(positions, 2).astype(np.float64))
    finds = search("water", sources, k=9, stage="reranked")
    assert _ids(finds)[0] == "c"
    assert finds[0].lexical is None


def test_what_the_second_stage_does_not_order_follows_below_it() -> None:
    many = ["water " + "lucht " * (n % 7) for n in range(RANKED + 20)]
    words = WordIndex.build([indexed(ANALYSIS, (), text) for text in many])
    sources = Sources(words, AxisEmbedder(), lambda vector, k: [])
    fused = search("water", sources, k=999, stage="hybrid")
    finds = search("water", sources, k=999, stage="reranked")
    assert [find.position for find in finds[RANKED:]] == [find.position for find in fused[RANKED:]]
    assert [find.score for find in finds] == sorted((find.score for find in finds), reverse=True)


def test_the_stage_that_answers_is_one_of_the_stages() -> None:
    assert searching.USED in STAGES
