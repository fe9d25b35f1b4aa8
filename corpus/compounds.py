"""Dutch compounds: `gemeenteraadsverkiezingen` is gemeente, raad and verkiezingen."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

_LISTS = resources.files("corpus") / "lists"

# Shorter words are simplex, or their parts say too little.
SHORTEST_WHOLE = 8
# Three letters fit by chance into most words, so short parts are listed by hand (compound-parts.txt).
SHORTEST_PART = 4
MOST_PARTS = 4
# How common a word must be to be a part, on the Zipf scale (3 is once in a million words, 4 ten times as often), by its
# number of letters: a short word fits by chance where a long one does not, and rare short words are mostly names.
COMMON = {4: 4.0, 5: 3.6, 6: 3.2, 7: 2.9}
COMMON_WHEN_LONG = 2.7
# A word of the indexed documents that the lexicon hardly knows is common there from this many passages.
COMMON_HERE = 3
# How strange a word met in the documents alone may be: it counts as a word of the lexicon at this frequency.
_HERE = 3.4
# What each part adds to the cost of a split, in steps of the Zipf scale: two long parts go before three short ones.
_COST_OF_PART = 9.0
_COST_OF_LINK = 0.6
_LINKS = ("", "s", "en", "e", "n")


class Splitter:
    """Splits compounds into the words of one list. Threads may share it."""

    def __init__(self, parts: Mapping[str, float]) -> None:
        """`parts` holds words that may be part of a compound with their frequency on the Zipf scale."""
        self._parts = parts

    def split(self, word: str) -> tuple[str, ...]:
        """Return the words of which a folded word is made, without what links them; none for a simplex word.

        What is itself a compound is followed by its own parts: gemeenteraadsverkiezingen gives gemeenteraad,
        gemeente, raad, verkiezingen.
        """
        return tuple(deeper for part in self._parted(word) for deeper in (part, *self.split(part)))

    def _parted(self, word: str) -> tuple[str, ...]:
        if len(word) < SHORTEST_WHOLE or not word.isalpha() or word in _lists()["simplex"]:
            return ()
        parts = self._best(word, MOST_PARTS)[1]
        # Koehn and Knight (EACL 2003): a word more common than its parts is a word of its own.
        usual = self._parts.get(word, 0.0)
        return parts if parts and usual * len(parts) <= sum(self._parts[part] for part in parts) else ()

    def _best(self, word: str, most: int, *, within: bool = False) -> tuple[float, tuple[str, ...]]:
        """Return the cheapest split of a word and its cost; within a compound a single part is one too."""
        best: tuple[float, tuple[str, ...]] = (float("inf"), ())
        if within and self._may_end(word):
            best = (_COST_OF_PART - self._parts[word], (word,))
        if most == 1:
            return best
        for end in range(len(word) - 3, 2, -1):
            cost, first = self._first(word[:end])
            if cost < best[0]:
                rest_cost, rest = self._best(word[end:], most - 1, within=True)
                if cost + rest_cost < best[0]:
                    best = (cost + rest_cost, (first, *rest))
        return best

    def _first(self, beginning: str) -> tuple[float, str]:
        """Return the cost and the word of the beginning of a compound, its link taken off."""
        best = (float("inf"), "")
        for link in _LINKS:
            part = beginning.removesuffix(link)
            if (not link or part != beginning) and self._may_begin(part):
                best = min(best, (_COST_OF_PART - self._parts[part] + (_COST_OF_LINK if link else 0), part))
        return best

    def _may_begin(self, part: str) -> bool:
        return part in self._parts and part not in _lists()["never first"]

    def _may_end(self, part: str) -> bool:
        return part in self._parts and part not in _lists()["never last"]


def usual_parts(lexicon: Mapping[str, float]) -> dict[str, float]:
    """Return the words of a lexicon that may be part of a compound; frequencies are on the Zipf scale."""
    parts = {word: frequency for word, frequency in lexicon.items() if frequency >= _common(word) and _fits(word)}
    return parts | {word: max(lexicon.get(word, 0.0), _HERE) for word in _lists()["short"]}


def parts_of(usual: Mapping[str, float], vocabulary: Mapping[str, int]) -> dict[str, float]:
    """Return the usual parts with those that the documents add, with their frequency on the Zipf scale.

    `vocabulary` are the words of the documents with the number of passages that hold them.
    """
    here = (word for word, count in vocabulary.items() if count >= COMMON_HERE and word not in usual and _fits(word))
    splitter = Splitter(usual)
    return {**usual, **{word: _HERE for word in here if not splitter.split(word)}}


def _common(word: str) -> float:
    return COMMON.get(len(word), COMMON_WHEN_LONG)


def _fits(word: str) -> bool:
    return len(word) >= SHORTEST_PART and word.isalpha() and word not in _lists()["never"]


@cache
def _lists() -> dict[str, frozenset[str]]:
    return read_lists((_LISTS / "compound-parts.txt").read_text("utf-8").splitlines())


def read_lists(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the words under each `[heading]`; empty lines and lines that begin with # say nothing."""
    lists: dict[str, set[str]] = {}
    found = lists.setdefault("", set())
    for line in lines:
        text = line.partition("#")[0].strip()
        if text.startswith("["):
            found = lists.setdefault(text.strip("[]"), set())
        else:
            found.update(text.split())
    return {name: frozenset(words) for name, words in lists.items()}
