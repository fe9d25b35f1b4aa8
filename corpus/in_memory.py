"""A collection that is searched in memory, for training and measuring: the functions and settings of the product."""

from collections.abc import Sequence

import numpy as np

from corpus.analysis import Analysis
from corpus.embedding import Embedder, Vectors
from corpus.searching import PassageText, Sources, embedded, indexed
from corpus.words import WordIndex


def analysis_of(passages: Sequence[PassageText]) -> Analysis:
    """Return what an index of these passages would know of words."""
    return Analysis.build("\n".join([*passage.headings, passage.text]) for passage in passages)


def sources_of(passages: Sequence[PassageText], analysis: Analysis, embedder: Embedder) -> Sources:
    """Return what `searching.search` needs to search these passages; vectors are compared exactly."""
    places = [(passage.document, passage.headings) for passage in passages]
    opens = [here != before for here, before in zip(places, [None, *places], strict=False)]
    words = WordIndex.build(
        indexed(analysis, passage.headings, passage.text, opens=first)
        for passage, first in zip(passages, opens, strict=True)
    )
    vectors = embedder.passages([embedded(passage.headings[1:], passage.text) for passage in passages])

    def nearest(vector: Vectors, k: int) -> list[tuple[int, float]]:
        cosines = vectors @ vector
        best = np.argsort(-cosines, kind="stable")[:k]
        return [(int(position), float(cosines[position])) for position in best]

    return Sources(words, embedder, nearest)
