"""A new generation, built beside the live one and checked before the pointer names it."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.analysis import Analysis
from corpus.embedding import Embedder
from corpus.index import ANALYSIS, SHELF, VECTORS, WORDS, Index
from corpus.searching import indexed
from corpus.storing import generations
from corpus.storing.manifest import IndexedFile, Manifest
from corpus.storing.recipe import Recipe
from corpus.storing.shelf import Shelf
from corpus.storing.vectors import VectorStore
from corpus.types import Passage
from corpus.words import WordIndex

# Texts a call to the embedder and the store: large enough for both, small enough for the progress to move.
BATCH = 1000


class Building:
    """A generation in the making. Leaving the `with` block without `finish` removes it."""

    def __init__(self, index: Path, *, embedder: Embedder, recipe: Recipe) -> None:
        self._index = index
        self._folder = generations.start(index)
        self._embedder = embedder
        self._recipe = recipe
        self._files: list[IndexedFile] = []
        self._shelf = Shelf.create(self._folder / SHELF)
        self._store = VectorStore.create(self._folder / VECTORS)
        self._finished = False

    def add(self, file: IndexedFile, passages: Sequence[Passage]) -> None:
        """Add a file that was read."""
        for start in range(0, len(passages), BATCH):
            part = passages[start : start + BATCH]
            vectors = self._embedder.passages(["\n".join([*p.section, p.text]) for p in part])
            self._store.add([p.id for p in part], vectors, document=file.name)
        self._shelf.add(passages)
        self._files.append(replace(file, passages=len(passages)))

    def carry(self, file: IndexedFile, passages: Sequence[Passage], live: Index) -> None:
        """Take over a file of the live generation with its vectors."""
        for start in range(0, len(passages), BATCH):
            ids = [p.id for p in passages[start : start + BATCH]]
            self._store.add(ids, live.vectors(ids), document=file.name)
        self._shelf.add(passages)
        self._files.append(file)

    def finish(self, *, previous: str | None) -> Manifest:
        """Write what remains, check that the generation answers, and make it the live one."""
        self._shelf.save()
        titles = {file.name: file.document.title for file in self._files}
        analysis = Analysis.build(
            "\n".join([titles[name], *section, text]) for name, section, text in self._shelf.texts()
        )
        analysis.save(self._folder / ANALYSIS)
        WordIndex.build(
            [indexed(analysis, [titles[name], *section], text) for name, section, text in self._shelf.texts()]
        ).save(self._folder / WORDS)
        self._store.seal()
        manifest = Manifest(self._folder.name, self._recipe, tuple(self._files), previous)
        manifest.save(self._folder)
        self._close()
        with Index.of_generation(self._index, self._folder.name, embedder=self._embedder) as built:
            built.check()
        generations.publish(self._index, self._folder.name)
        self._finished = True
        return manifest

    def _close(self) -> None:
        self._shelf.close()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._close()
        if not self._finished:
            shutil.rmtree(self._folder, ignore_errors=True)
