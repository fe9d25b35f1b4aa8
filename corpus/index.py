"""The index of a folder of documents: the thin holder that opens a generation and searches it."""

import logging
import sqlite3
import threading
import time
import weakref
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus import searching
from corpus.analysis import Analysis, Query
from corpus.embedding import BUILT_IN, Embedder, Judge, Vectors, load
from corpus.errors import IndexMissing, SearchIndexError
from corpus.reading.documents import CHUNKING
from corpus.searching import USED, Sources, Stage
from corpus.storing import generations, leases
from corpus.storing.library import Library
from corpus.storing.manifest import Manifest
from corpus.storing.recipe import REBUILD, Recipe, outdated
from corpus.storing.wording import ANALYSIS, words_of
from corpus.types import Document, Hit, Passage
from corpus.words import WordIndex

# A reader that has just read the pointer may find its generation gone when two ingests end within that moment.
ATTEMPTS = 3
# Seconds between two looks at the pointer: a new generation must be noticed within two.
LOOK_EVERY = 1.0

logger = logging.getLogger(__name__)


# What the libraries raise on files that are gone or spoiled.
DAMAGE = (OSError, sqlite3.DatabaseError, ValueError, KeyError)


def damaged(folder: Path) -> SearchIndexError:
    """Return the error for an index whose files are gone or spoiled."""
    return SearchIndexError(f"{folder}: this index is damaged; run: {REBUILD} --index {folder}")


class Index:
    """One generation of an index, open for reading. Threads may share it; it closes when nobody holds it."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        *,
        library: Library,
        words: WordIndex,
        analysis: Analysis,
        embedder: Embedder,
        judge: Judge | None,
        held: ExitStack,
    ) -> None:
        """Take what `of_generation` opened; `held` is closed with the index."""
        self._folder = folder
        self._manifest = manifest
        self._library, self._words, self._embedder, self._judge = library, words, embedder, judge
        self._analysis = analysis
        self._files = {file.name: file for file in manifest.files}
        self._finalizer = weakref.finalize(self, held.close)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        embedder: Embedder | None = None,
        judge: Judge | None = None,
        synonyms: Path | None = None,
    ) -> Self:
        """Open the live generation of an index; `embedder` is the built-in model unless given.

        With a `judge`, it orders the best passages of every search anew. `synonyms` is a file of somebody's own.

        Raises IndexMissing, IndexOutdated, SearchIndexError (damaged) and ModelError.
        """
        for _ in range(ATTEMPTS):
            try:
                return cls.of_generation(
                    folder, generations.live(folder), embedder=embedder, judge=judge, synonyms=synonyms
                )
            except DAMAGE as error:
                damage = error
        raise damaged(folder) from damage

    @classmethod
    def of_generation(
        cls,
        folder: Path,
        generation: str,
        *,
        embedder: Embedder | None = None,
        judge: Judge | None = None,
        synonyms: Path | None = None,
    ) -> Self:
        """Open one generation, live or not. Raises IndexOutdated, ModelError and one of DAMAGE."""
        home = generations.folder_of(folder, generation)
        embedder = embedder or load(BUILT_IN)
        with ExitStack() as held:
            held.enter_context(leases.hold(home))
            manifest = Manifest.open(home)
            expected = Recipe(embedder.name, CHUNKING)
            if manifest.recipe != expected:
                raise outdated(folder, manifest.recipe, expected)
            analysis = Analysis.open(generations.wording_of(folder, manifest.wording.name) / ANALYSIS, extra=synonyms)
            library = Library.open([generations.segment_of(folder, name) for name in manifest.segments], manifest)
            held.callback(library.close)
            words = WordIndex.join(
                [words_of(folder, manifest.wording.name, name) for name in manifest.segments], library.places
            )
            return cls(
                folder,
                manifest,
                library=library,
                words=words,
                analysis=analysis,
                embedder=embedder,
                judge=judge,
                held=held.pop_all(),
            )

    @property
    def generation(self) -> str:
        """The name of the generation; every ingest that changes something makes a new one."""
        return self._manifest.generation

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents in the index, in the order of their names."""
        return tuple(file.document for file in self._manifest.files)

    @property
    def ids(self) -> Sequence[str]:
        """The ids of all passages, by document and in order."""
        return self._library.ids

    @property
    def without_text(self) -> dict[str, tuple[int, ...]]:
        """The pages that need OCR, by document."""
        return {file.name: file.without_text for file in self._manifest.files if file.without_text}

    def read(self, question: str, language: str | None = None) -> Query:
        """Return a question as the search reads it: typing errors mended, words widened, in Dutch.

        `language` (nl, en, fr) is given where somebody knows it.
        """
        return self._analysis.read(question, language)

    def terms(self, text: str) -> list[str]:
        """Return the index terms of a text, as this index sees them."""
        return self._analysis.terms(text)

    def search(
        self,
        question: str | Query,
        *,
        k: int = 10,
        stage: Stage | None = None,
        documents: Collection[str] | None = None,
    ) -> tuple[Hit, ...]:
        """Return at most `k` passages for a question, best first; `documents` limits them to these documents.

        `stage` is the one in use unless given; an index with a judge uses the last.
        """
        stage = stage or ("reranked" if self._judge else USED)
        query = self.read(question) if isinstance(question, str) else question
        allowed = None if documents is None else self._allowed(documents)
        judge = self._judge
        sources = Sources(
            self._words,
            self._embedder,
            lambda vector, many: self._library.nearest(vector, k=many, documents=documents),
            allowed,
            judge=None if judge is None else lambda typed, positions: judge(typed, self._texts(positions)),
        )
        finds = searching.search(query, sources, k=k, stage=stage)
        ids = [self._library.ids[find.position] for find in finds]
        passages = self._library.get(ids)
        return tuple(
            Hit(passages[id_], find.score, find.lexical, find.dense) for id_, find in zip(ids, finds, strict=True)
        )

    def nearest(self, vector: Vectors, *, k: int) -> tuple[tuple[str, float], ...]:
        """Return the ids of the `k` passages nearest to a unit vector with their cosine, best first."""
        found = self._library.nearest(vector, k=k)
        return tuple((self._library.ids[position], cosine) for position, cosine in found)

    def rarities(self, words: Sequence[str]) -> dict[str, float]:
        """Return, for each index term, how rare it is: log((N + 1) / (n + 0.5)) for n of N passages that hold it."""
        return self._words.rarities(words)

    def likeness(self, question: str, texts: Sequence[str]) -> Vectors:
        """Return the cosine between a question and each text, as the index's own model sees them."""
        likeness: Vectors = self._embedder.passages(texts) @ self._embedder.queries([question])[0]
        return likeness

    def passage(self, identifier: str) -> Passage | None:
        """Return one passage, None when the index does not hold it (any more)."""
        return self._library.get([identifier]).get(identifier)

    def passages(self, document: str) -> tuple[Passage, ...]:
        """Return all passages of a document, in order; none for an unknown one."""
        return self._library.document(document)

    def section(self, document: str, section: Sequence[str]) -> tuple[Passage, ...]:
        """Return the passages directly under this path of headings, in order."""
        return self._library.section(document, section)

    def neighbours(self, passage: Passage, *, distance: int = 1) -> tuple[Passage, ...]:
        """Return the passages up to `distance` before and after this one in its document, in order, without it."""
        around = self._library.between(passage.document, passage.ordinal - distance, passage.ordinal + distance)
        return tuple(other for other in around if other.ordinal != passage.ordinal)

    def file(self, document: str) -> Path:
        """Return the PDF as it was ingested. Raises KeyError for a document that is not in the index."""
        return generations.file_of(self._folder, self._files[document].sha256)

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """Return the vectors of these passages, a row each. Raises KeyError."""
        return self._library.vectors(ids)

    def check(self, segments: Collection[str]) -> None:
        """Raise SearchIndexError unless counts agree and these segments answer by the words of their first passage."""
        held = [len(places) for places in self._library.places.by_segment]
        stored = [len(store) for store in self._library.stores]
        counts = (self._manifest.passages, len(self._library.places), held, stored, self._words.sizes)
        if len(set(counts[:2])) > 1 or not held == stored == self._words.sizes:
            raise SearchIndexError(f"{self._folder}: the new index does not hold what was read {counts}; run it again")
        for segment in segments:
            names = [file.name for file in self._manifest.files if file.segment == segment and file.passages]
            first = self._library.between(names[0], 0, 0) if names else ()
            if first and not self.search(first[0].text, k=1, documents=names):
                raise SearchIndexError(f"{self._folder}: the new index does not answer; run it again")

    def _texts(self, positions: Sequence[int]) -> list[str]:
        """Return the texts of passages under their title and headings."""
        ids = [self._library.ids[position] for position in positions]
        texts = self._library.texts(ids)
        titled = ((self._files[texts[id_][0]].document.title, texts[id_]) for id_ in ids)
        return ["\n".join([title, *section, text]) for title, (_, _, section, text) in titled]

    def _allowed(self, documents: Collection[str]) -> NDArray[np.bool_]:
        counts = [file.passages for file in self._manifest.files]
        return np.repeat([file.name in documents for file in self._manifest.files], counts).astype(np.bool_)

    def check_files(self) -> None:
        """Raise IndexMissing when the folder of this generation is gone: what is open answers on, for a while."""
        home = generations.folder_of(self._folder, self.generation)
        if not home.is_dir():
            raise IndexMissing(f"{home} is gone; put it back, or run: assistant ingest")

    def close(self) -> None:
        """Release files and memory. A second call does nothing."""
        self._finalizer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class LiveIndex:
    """Always the live generation of an index folder, for a server. Threads may share it.

    A request takes `current()` once and keeps it until it is done: the generation it holds closes when the last
    request lets go of it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        embedder: Embedder | None = None,
        judge: Judge | None = None,
        synonyms: Path | None = None,
    ) -> None:
        """Open the live generation. Raises what `Index.open` raises."""
        self._folder = folder
        self._embedder, self._judge, self._synonyms = embedder or load(BUILT_IN), judge, synonyms
        self._lock = threading.Lock()
        self._stamp = generations.stamp(folder)
        self._looked = time.monotonic()
        self._index = Index.open(folder, embedder=self._embedder, judge=judge, synonyms=synonyms)

    def current(self) -> Index:
        """Return the live generation, at most two seconds after it went live.

        A new generation that cannot be opened is logged, and the one before it goes on answering.
        """
        if time.monotonic() - self._looked >= LOOK_EVERY and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._index

    def _look(self) -> None:
        self._looked = time.monotonic()
        stamp = generations.stamp(self._folder)
        if stamp in (None, self._stamp):
            return
        self._stamp = stamp
        try:
            self._index = Index.open(self._folder, embedder=self._embedder, judge=self._judge, synonyms=self._synonyms)
        except SearchIndexError as error:
            logger.error("%s", error)
