"""Typing errors, repaired against the words of the index itself. rapidfuzz is used here only."""

from collections.abc import Callable, Iterator
from string import ascii_lowercase

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.ledger import Ledger

# Letters that may be wrong, by the length of the word: a short word has too many neighbours that are words too.
SHORTEST, LONG = 5, 9
# Words that share their first letters are compared one by one; errors in these letters are tried one by one. With 3, a
# word in ver- took 30 ms among a million words.
SAME_LETTERS = 4
# A point after at least this many letters may stand for the rest of a word.
SHORTEST_ABBREVIATION = 5


class Speller:
    """Finds the word of the index that was meant. Threads may share it."""

    def __init__(
        self, vocabulary: Ledger, *, stem: Callable[[str], tuple[str, ...]], parts: Callable[[str], tuple[str, ...]]
    ) -> None:
        """`vocabulary` notes in how many passages a word stands; `stem` and `parts` are those of the index."""
        self._vocabulary = vocabulary
        self._stem, self._parts = stem, parts

    def meant(self, word: str) -> str | None:
        """Return the word of the index for a folded word that it does not hold, None when nothing is like it.

        A compound of known words is one word with another only when both have the same parts.
        """
        if len(word) < SHORTEST or not word.isalpha():
            return None
        most = 1 if len(word) < LONG else 2
        ranked = sorted(self._likely(word, most), key=lambda found: (found[1], -found[2], found[0]))
        if any(self._stem(found) == self._stem(word) for found, _, _ in ranked):
            return None
        parts = self._parts(word)
        return next((found for found, _, _ in ranked if not parts or self._parts(found) == parts), None)

    def completed(self, word: str) -> str | None:
        """Return the commonest word of the index that begins with a folded abbreviation, None without any."""
        if len(word) < SHORTEST_ABBREVIATION or not word.isalpha():
            return None
        found = self._vocabulary.beginning(word)
        return max(found, key=lambda entry: (count_of(entry[1]), -len(entry[0])))[0] if found else None

    def _likely(self, word: str, most: int) -> Iterator[tuple[str, int, int]]:
        """Yield words with their distance (optimal string alignment) and the passages that hold them."""
        near = self._vocabulary.beginning(word[:SAME_LETTERS])
        words = [found for found, _ in near]
        for found, distance, position in process.extract(
            word, words, scorer=OSA.distance, score_cutoff=most, limit=None
        ):
            yield found, int(distance), count_of(near[position][1])
        for candidate in _beginning_mended(word):
            if note := self._vocabulary.get(candidate):
                yield candidate, 1, count_of(note)


def count_of(note: str) -> int:
    """Return the number of passages from what a vocabulary notes of a word."""
    return int(note.partition(" ")[0])


def _beginning_mended(word: str) -> Iterator[str]:
    """Yield the words that differ from this one by one error in its first letters."""
    for position in range(SAME_LETTERS):
        before, after = word[:position], word[position:]
        yield before + after[1:]
        yield before + after[1] + after[0] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after[1:]
            yield before + letter + after
