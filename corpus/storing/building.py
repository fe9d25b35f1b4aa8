"""A new generation, built beside the live one and checked before the pointer names it.

What did not change stays in the segments that hold it; the rest goes into new ones.
"""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.embedding import Embedder
from corpus.index import Index
from corpus.searching import embedded
from corpus.storing import generations, wording
from corpus.storing.manifest import IndexedFile, Manifest, Wording
from corpus.storing.recipe import Recipe
from corpus.storing.segments import USUAL, SegmentWriter, Upkeep
from corpus.types import Passage

# Texts a call to the embedder and the store: large enough for both, small enough for the progress to move.
BATCH = 1000


class Building:
    """A generation in the making. Leaving the `with` block without `finish` removes it."""

    def __init__(self, index: Path, *, embedder: Embedder, recipe: Recipe, upkeep: Upkeep = USUAL) -> None:
        self._index = index
        self._folder = generations.start(index / generations.GENERATIONS)
        self._embedder = embedder
        self._recipe = recipe
        self._upkeep = upkeep
        self._files: list[IndexedFile] = []
        self._made: list[Path] = [self._folder]
        self._new: list[str] = []
        self._writer: SegmentWriter | None = None
        self._read = 0
        self._finished = False

    def add(self, file: IndexedFile, passages: Sequence[Passage]) -> None:
        """Add a file that was read."""
        writer = self._segment()
        writer.add(file.name, (), self._embedder.passages([]))
        for start in range(0, len(passages), BATCH):
            part = passages[start : start + BATCH]
            vectors = self._embedder.passages([embedded(p.section, p.text) for p in part])
            writer.add(file.name, part, vectors)
        self._read += len(passages)
        self._files.append(replace(file, passages=len(passages), segment=writer.folder.name))

    def carry(self, file: IndexedFile, passages: Sequence[Passage], live: Index) -> None:
        """Copy a file of the live generation with its vectors into a new segment."""
        writer = self._segment()
        writer.add(file.name, (), live.vectors([]))
        for start in range(0, len(passages), BATCH):
            part = passages[start : start + BATCH]
            writer.add(file.name, part, live.vectors([p.id for p in part]))
        self._files.append(replace(file, segment=writer.folder.name))

    def share(self, file: IndexedFile) -> None:
        """Leave a file in the segment where it is."""
        self._files.append(file)

    def finish(self, live: Manifest | None, *, previous: str | None, relearn: bool = False) -> Manifest:
        """Write what remains, check that the generation answers, and make it the live one.

        `live` is the generation whose segments and words are shared; `relearn` takes the words from all texts anew.
        """
        self._close_segment()
        manifest = Manifest(self._folder.name, self._recipe, tuple(self._files), previous)
        manifest = replace(manifest, wording=self._wording(manifest, live, relearn=relearn))
        manifest.save(self._folder)
        with Index.of_generation(self._index, self._folder.name, embedder=self._embedder) as built:
            built.check(self._new)
        generations.publish(self._index, self._folder.name, self._made)
        self._finished = True
        return manifest

    def _wording(self, manifest: Manifest, live: Manifest | None, *, relearn: bool) -> Wording:
        shares = not set(manifest.segments) <= set(self._new)
        # What more than doubles an index costs so much that its words had better be learnt at once.
        if live and shares and not relearn and self._read <= live.wording.learnt:
            self._made += [wording.words_of(self._index, live.wording.name, name) for name in self._new]
            return wording.extend(self._index, manifest, live.wording, self._new, self._read)
        learnt = wording.learn(self._index, manifest)
        self._made.append(generations.wording_of(self._index, learnt.name))
        return learnt

    def _segment(self) -> SegmentWriter:
        if self._writer and self._writer.size >= self._upkeep.largest:
            self._close_segment()
        if self._writer is None:
            folder = generations.start(self._index / generations.SEGMENTS)
            self._made.append(folder)
            self._new.append(folder.name)
            self._writer = SegmentWriter(folder)
        return self._writer

    def _close_segment(self) -> None:
        if self._writer:
            self._writer.finish()
            self._writer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._writer:
            self._writer.close()
        if not self._finished:
            for folder in self._made:
                shutil.rmtree(folder, ignore_errors=True)
