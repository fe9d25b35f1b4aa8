from collections.abc import Sequence

import numpy as np

from corpus.embedding import Vectors
from corpus.in_memory import analysis_of, sources_of
from corpus.searching import PassageText

PASSAGES = [
    PassageText("a", "wet", 0, ("Titel", "Vergoeding"), "De gemeente betaalt."),
    PassageText("b", "wet", 1, ("Titel",), "De raad beslist."),
]


class Remembering:
    """Keeps the texts it was given."""

    name = "remembering"
    width = 1

    def __init__(self) -> None:
        self.seen: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return np.ones((len(texts), 1), dtype=np.float32)

    queries = passages


def test_vectors_stand_for_section_and_text_and_words_for_the_title_too() -> None:
    embedder = Remembering()
    analysis = analysis_of(PASSAGES)
    sources = sources_of(PASSAGES, analysis, embedder)
    assert embedder.seen == ["Vergoeding\nDe gemeente betaalt.", "De raad beslist."]
    assert sorted(sources.words.search(analysis.read("titel").terms, 9)[0].tolist()) == [0, 1]


def test_vectors_are_compared_exactly() -> None:
    sources = sources_of(PASSAGES, analysis_of(PASSAGES), Remembering())
    assert sources.nearest(np.ones(1, dtype=np.float32), 9) == [(0, 1.0), (1, 1.0)]
