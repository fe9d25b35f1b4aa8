from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from corpus import searching
from corpus.analysis import Analysis
from corpus.embedding import Vectors
from corpus.in_memory import reading_of
from corpus.searching import DENSE_WEIGHT, RANKED, STAGES, Find, PassageText, Sources, Stage, indexed
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


def _nearest(vector: Vectors, k: int) -> list[tuple[str, float]]:
    cosines = {name: float(np.dot(vector, meaning)) for name, meaning in MEANINGS.items()}
    return sorted(cosines.items(), key=lambda pair: (-pair[1], pair[0]))[:k]


def _sources(allowed: Sequence[bool] | None = None) -> Sources:
    words = WordIndex.build([indexed(ANALYSIS, (), text) for text in TEXTS.values()])
    mask = None if allowed is None else np.array(allowed)
    return Sources(words, list(TEXTS), AxisEmbedder(), _nearest, mask)


def search(question: str, sources: Sources, *, k: int, stage: Stage) -> list[Find]:
    return searching.search(ANALYSIS.read(question), sources, k=k, stage=stage)


def _judged(judge: Callable[[str, Sequence[str]], npt.NDArray[np.float64]] | None = None) -> Sources:
    passages = [PassageText(name, name, 0, (), text) for name, text in TEXTS.items()]
    sources = _sources()
    return replace(sources, reading=replace(reading_of(passages, ANALYSIS, sources.words), judge=judge))


def _ids(finds: Sequence[Find]) -> list[str]:
    return [find.id for find in finds]


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
    by_id = {find.id: find for find in search("water", _sources(), k=10, stage="hybrid")}
    best, second = (by_id[name].lexical or 0.0 for name in ("b", "a"))
    assert by_id["b"].score == pytest.approx(1.0)
    assert by_id["a"].score == pytest.approx((1 - DENSE_WEIGHT) * second / best + DENSE_WEIGHT * 0.6)
    assert by_id["c"] == Find("c", 0.0, None, 0.0)


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


def test_without_texts_the_second_stage_leaves_the_order() -> None:
    assert search("water", _sources(), k=9, stage="reranked") == search("water", _sources(), k=9, stage="hybrid")


def test_the_second_stage_orders_what_the_first_found() -> None:
    finds = search("water en lucht", _judged(), k=9, stage="reranked")
    assert sorted(_ids(finds)) == sorted(_ids(search("water en lucht", _sources(), k=9, stage="hybrid")))
    assert finds[0].id == "a"
    assert [find.score for find in finds] == sorted((find.score for find in finds), reverse=True)


def test_a_cross_encoder_has_the_last_word() -> None:
    judge = lambda question, texts: np.array([float(text == TEXTS["c"]) for text in texts])  # noqa: E731
    finds = search("water", _judged(judge), k=9, stage="reranked")
    assert finds[0].id == "c"
    assert finds[0].lexical is None


def test_what_the_second_stage_does_not_order_follows_below_it() -> None:
    many = {f"p{n:03}": "water " + "lucht " * (n % 7) for n in range(RANKED + 20)}
    words = WordIndex.build([indexed(ANALYSIS, (), text) for text in many.values()])
    passages = [PassageText(name, name, 0, (), text) for name, text in many.items()]
    reading = reading_of(passages, ANALYSIS, words)
    sources = Sources(words, list(many), AxisEmbedder(), lambda vector, k: [], reading=reading)
    fused = _ids(search("water", sources, k=999, stage="hybrid"))
    finds = search("water", sources, k=999, stage="reranked")
    assert _ids(finds)[RANKED:] == fused[RANKED:]
    assert [find.score for find in finds] == sorted((find.score for find in finds), reverse=True)


def test_the_stage_that_answers_is_one_of_the_stages() -> None:
    assert searching.USED in STAGES
