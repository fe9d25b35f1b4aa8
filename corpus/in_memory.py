"""A collection that is searched in memory, for training and measuring: the functions and settings of the product."""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from corpus.analysis import Analysis
from corpus.embedding import Embedder, Vectors
from corpus.searching import PassageText, Reading, Sources, embedded, indexed
from corpus.words import WordIndex


def analysis_of(passages: Sequence[PassageText]) -> Analysis:
    """Return what an index of these passages would know of words."""
    return Analysis.build("\n".join([*passage.headings, passage.text]) for passage in passages)


def sources_of(passages: Sequence[PassageText], analysis: Analysis, embedder: Embedder) -> Sources:
    """Return what `searching.search` needs to search these passages; vectors are compared exactly."""
    words = WordIndex.build([indexed(analysis, passage.headings, passage.text) for passage in passages])
    vectors = embedder.passages([embedded(passage.headings[1:], passage.text) for passage in passages])
    ids = [passage.id for passage in passages]

    def nearest(vector: Vectors, k: int) -> list[tuple[str, float]]:
        cosines = vectors @ vector
        best = np.argsort(-cosines, kind="stable")[:k]
        return [(ids[position], float(cosines[position])) for position in best]

    return Sources(words, ids, embedder, nearest, reading=reading_of(passages, analysis, words))


def reading_of(passages: Sequence[PassageText], analysis: Analysis, words: WordIndex) -> Reading:
    """Return what the second stage reads of these passages; the terms of a text are kept once found."""
    by_id = {passage.id: passage for passage in passages}

    def rarities(terms: Sequence[str]) -> Mapping[str, float]:
        counts = words.counts(terms)
        return {term: math.log((len(passages) + 1) / (count + 0.5)) for term, count in counts.items()}

    terms = lru_cache(maxsize=None)(analysis.terms)
    return Reading(lambda wanted: [by_id[identifier] for identifier in wanted], terms, rarities)
