"""Snowball's stemmers, one for each language. PyStemmer is used here only."""

from threading import Lock

import Stemmer


class WordStemmer:
    """Cuts endings off words of one language. Threads may share it."""

    def __init__(self, algorithm: str) -> None:
        """`algorithm` is Snowball's name for the language: `dutch_porter`, `english`, `french`."""
        self._stemmer = Stemmer.Stemmer(algorithm)
        self._lock = Lock()  # a Stemmer may not be used by two threads at once

    def of(self, word: str) -> str:
        """Return a word without its endings; the word itself where nothing would be left."""
        with self._lock:
            stem: str = self._stemmer.stemWord(word)
        return stem or word
