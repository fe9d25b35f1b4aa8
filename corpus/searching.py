"""The stages of a search, as plain functions: question in, ranked passages out. Scores: higher is better."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol, get_args

import numpy as np
import numpy.typing as npt

from corpus import ranking
from corpus.analysis import Analysis, Query
from corpus.embedding import Vectors
from corpus.ranking import Candidate, Ranker
from corpus.words import Terms, WordIndex

Stage = Literal["lexical", "dense", "hybrid", "reranked"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)

USED: Final[Stage] = "reranked"
"""The stage that answers questions."""

CANDIDATES: Final = 200
"""Passages that each search hands to the fusion. Fixed, so that scores do not depend on how many are asked for."""

DENSE_WEIGHT: Final = 0.2
"""Share of the vectors in the fused score, the rest is BM25's: of 0, .1, .2, .25, .3, .35 and .4 the best on questions
made of texts that the vectors do not know (evals/README.md)."""

RANKED: Final = 50
"""Passages of the fused list that the second stage orders anew; what follows keeps its place behind them."""

JUDGED: Final = 20
"""Passages that a cross-encoder orders anew: a small one takes some 10 ms for each on one core."""

Nearest = Callable[[Vectors, int], Sequence[tuple[int, float]]]
"""The positions of the k passages nearest to a unit vector, with their cosine, best first."""

Judge = Callable[[str, Sequence[int]], npt.NDArray[np.floating]]
"""Scores passages, given by position, for a question; higher is better: a cross-encoder."""


class QueryEmbedder(Protocol):
    """The part of an embedder that a search needs."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length for each question; a text without known words gives zeros."""


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage in memory: `headings` begin with the title of its document, where there is one."""

    id: str
    document: str
    ordinal: int
    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What is searched; `allowed` masks positions. With a `judge`, its order of the first JUDGED counts."""

    words: WordIndex
    embedder: QueryEmbedder
    nearest: Nearest
    allowed: npt.NDArray[np.bool_] | None = None
    ranker: Ranker | None = None
    judge: Judge | None = None


@dataclass(frozen=True, slots=True)
class Find:
    """A passage found, by its position in the words.

    `lexical` is its BM25 score, `dense` its cosine; None where that search did not find it.
    """

    position: int
    score: float
    lexical: float | None = None
    dense: float | None = None


def indexed(analysis: Analysis, headings: Sequence[str], text: str, *, opens: bool = True) -> Terms:
    """Return the terms under which a passage is found by its words: those of title and headings, and of the text.

    `opens` tells that the passage is the first of its section.
    """
    return Terms(analysis.terms("\n".join(headings)), analysis.terms(text), opens)


def embedded(section: Sequence[str], text: str) -> str:
    """Return the text whose vector stands for a passage: the headings over it, then its text.

    The title of the document is left out: with it, laws held out were found less well (evals/README.md).
    """
    return "\n".join([*section, text])


def search(query: Query, sources: Sources, *, k: int, stage: Stage = USED) -> list[Find]:
    """Return at most `k` passages for a question by one of the stages, best first, equal ones in order.

    The fused stages rank what the two searches hand them, so they never return more than twice CANDIDATES.
    """
    return _BY_STAGE[stage](query, sources, k)


def lexical(query: Query, sources: Sources, k: int) -> list[Find]:
    """Return the passages that share words with the question, by BM25."""
    positions, scores = sources.words.search(sought(query, sources.words), k, allowed=sources.allowed)
    pairs = zip(positions.tolist(), scores.tolist(), strict=True)
    return [Find(position, score, lexical=score) for position, score in pairs]


def sought(query: Query, words: WordIndex) -> tuple[tuple[str, float], ...]:
    """Return all terms that find passages, each once with its weight: those of the question and those near them.

    A term near what was asked counts as rare as that at most: what says the same in a rare word is no better found.
    """
    if not query.near:
        return query.terms
    rarities = words.rarities([*{term for one in query.near for term in (one.term, *one.asked)}])
    near: dict[str, float] = {}
    for one in query.near:
        rarest = max(rarities[term] for term in one.asked)
        weight = one.weight * min(1.0, rarest / rarities[one.term])
        near[one.term] = max(weight, near.get(one.term, 0.0))
    return (*query.terms, *near.items())


def dense(query: Query, sources: Sources, k: int) -> list[Find]:
    """Return the passages nearest in meaning, by cosine; none for a question without known words."""
    vector = sources.embedder.queries([query.text])[0]
    if k < 1 or not vector.any():
        return []
    return [Find(position, score, dense=score) for position, score in sources.nearest(vector, k)]


def hybrid(query: Query, sources: Sources, k: int) -> list[Find]:
    """Return passages by the weighted sum of both scores, each scaled to 0-1 over its own candidates.

    BM25's 0 means that no word is shared, so its scale begins there; a cosine has no such floor, so its scale begins
    at the last candidate. What one search did not find gets 0 from it. Formula: Bruch et al., TOIS 2023.
    """
    by_words = {find.position: find.score for find in lexical(query, sources, CANDIDATES)}
    by_meaning = {find.position: find.score for find in dense(query, sources, CANDIDATES)}
    words = _scaled(by_words, lowest=0.0)
    meaning = _scaled(by_meaning, lowest=min(by_meaning.values(), default=0.0))
    finds = [
        Find(
            position,
            (1 - DENSE_WEIGHT) * words.get(position, 0.0) + DENSE_WEIGHT * meaning.get(position, 0.0),
            by_words.get(position),
            by_meaning.get(position),
        )
        for position in by_words | by_meaning
    ]
    return sorted(finds, key=_best_first)[: max(k, 0)]


def reranked(query: Query, sources: Sources, k: int) -> list[Find]:
    """Return the fused passages with the first RANKED of them in the order of the learned ranker.

    Their scores are the ranker's, those behind them go on below it in the order of the fusion.
    """
    fused = hybrid(query, sources, 2 * CANDIDATES)
    if not fused:
        return []
    best, rest = fused[:RANKED], fused[RANKED:]
    ranker = sources.ranker or ranking.built_in()
    finds = _ordered(best, ranker.scores(signals(query, best, sources.words)))
    if sources.judge is not None:
        judged = sources.judge(query.text, [find.position for find in finds[:JUDGED]])
        finds = _followed(_ordered(finds[:JUDGED], judged), finds[JUDGED:])
    return _followed(finds, rest[: max(k - len(finds), 0)])[: max(k, 0)]


def signals(query: Query, finds: Sequence[Find], words: WordIndex) -> npt.NDArray[np.float64]:
    """Return what the ranker sees of passages found, a row each."""
    query = replace(query, terms=sought(query, words))
    terms = [term for term, _ in query.terms]
    occurrences = words.occurrences([find.position for find in finds], terms, opening=ranking.OPENING)
    candidates = [Candidate(asked, find.lexical, find.dense) for asked, find in zip(occurrences, finds, strict=True)]
    return ranking.signals(query, candidates, words.rarities(terms))


def _ordered(finds: Sequence[Find], scores: npt.NDArray[np.floating]) -> list[Find]:
    scored = [replace(find, score=float(score)) for find, score in zip(finds, scores, strict=True)]
    return sorted(scored, key=_best_first)


def _best_first(find: Find) -> tuple[float, int]:
    return -find.score, find.position


def _followed(finds: Sequence[Find], rest: Sequence[Find]) -> list[Find]:
    """Return the finds and then the rest, whose scores are moved below those of the finds."""
    if not rest:
        return list(finds)
    down = finds[-1].score - rest[0].score - 1.0
    return [*finds, *(replace(find, score=find.score + down) for find in rest)]


def _scaled(scores: Mapping[int, float], *, lowest: float) -> dict[int, float]:
    highest = max(scores.values(), default=lowest)
    if highest == lowest:
        return dict.fromkeys(scores, 1.0)
    return {position: (score - lowest) / (highest - lowest) for position, score in scores.items()}


_BY_STAGE: Final[Mapping[Stage, Callable[[Query, Sources, int], list[Find]]]] = {
    "lexical": lexical,
    "dense": dense,
    "hybrid": hybrid,
    "reranked": reranked,
}
