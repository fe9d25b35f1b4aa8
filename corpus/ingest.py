"""Brings an index in line with files on disk.

Files are compared by the hash of their bytes. What is unchanged stays in the segments of the live generation, or is
copied from there with its vectors; only the rest is read and embedded. A run that changes nothing makes no new
generation.
"""

import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path

from corpus.changes import DocumentChange, changes
from corpus.embedding import Embedder
from corpus.errors import DocumentError, DocumentUnreadable, SearchIndexError
from corpus.index import DAMAGE, Index, damaged
from corpus.provenance.origins import Origins
from corpus.reading.documents import CHUNKING, Reading, read_documents
from corpus.storing import generations, segments
from corpus.storing.building import Building
from corpus.storing.finding import find
from corpus.storing.manifest import IndexedFile, Manifest
from corpus.storing.planning import Plan, plan, unreadable, with_consequence
from corpus.storing.recipe import Recipe
from corpus.storing.segments import USUAL, Upkeep
from corpus.storing.wording import outgrown
from corpus.types import Document

Read = Callable[..., Iterable[Reading | DocumentError]]
Results = Iterator[tuple[Path, Reading | DocumentError]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: only files that must be read count. `name` is the file whose pages were read last.

    `done` of `total` is the share of the work in bytes, because the number of pages is not known beforehand.
    """

    files: int
    files_done: int
    pages_done: int
    total: int
    done: int
    name: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did, by file name.

    `without_text` lists the pages of each document in the index that need OCR. `passages` and `pages` count what
    the index holds now, `pages_read` what this run read. `changes` says what became of each document that came, went
    or was read again; it is empty when there was no index before, or one of another format.
    """

    generation: str | None
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[DocumentError, ...] = ()
    without_text: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    passages: int = 0
    pages: int = 0
    pages_read: int = 0
    seconds: float = 0.0
    changes: tuple[DocumentChange, ...] = ()


def sync(
    paths: Sequence[Path],
    index: Path,
    *,
    embedder: Embedder,
    rebuild: bool = False,
    processes: int = 2,
    progress: Callable[[Progress], None] | None = None,
    read: Read = read_documents,
    upkeep: Upkeep = USUAL,
) -> Report:
    """Make the index in the folder `index` hold exactly the PDF files that `paths` name.

    Files that cannot be read are in the report; their earlier version stays. When no file can be used, the index
    stays as it is. `rebuild` reads everything again, whatever the index was made with. `processes` extract pages;
    `upkeep` says when segments are merged.
    Raises NothingToIndex, IndexOutdated, IndexBusy, SearchIndexError (damaged, or no room) and SettingError (a
    `sources.toml` that cannot be used).
    """
    started = time.perf_counter()
    found, origins = find(paths), Origins()
    with generations.locked(index):
        generations.sweep(index)
        work = plan(index, found, Recipe(embedder.name, CHUNKING), origins, rebuild=rebuild)
        meter = _Meter(work.read, progress)
        readings = read(work.read, processes=processes, on_pages=meter.pages) if work.read else ()
        some, results = _peek(_kept(index, meter.files(zip(work.read, readings, strict=True))))
        if some or (work.kept and (work.removed or work.redescribed)):
            try:
                report = _build(index, work, origins, results, embedder, upkeep)
            except (OSError, sqlite3.OperationalError) as error:
                raise SearchIndexError(
                    f"{index}: the new index could not be written ({error}); make room there and run it again"
                ) from error
            report = _tidied(index, report, embedder, upkeep)
            generations.sweep(index)
        else:
            report = _unchanged(work, results)
    return replace(report, seconds=time.perf_counter() - started)


class _Meter:
    """Counts files and pages as they are read, and tells."""

    def __init__(self, files: Sequence[Path], tell: Callable[[Progress], None] | None) -> None:
        self._tell = tell
        self._sizes = {file: file.stat().st_size for file in files if file.exists()}
        self._now = Progress(len(files), 0, 0, sum(self._sizes.values()), 0, files[0].name if files else "")

    def pages(self, file: Path, pages: int) -> None:
        self._say(replace(self._now, pages_done=self._now.pages_done + pages, name=file.name))

    def files(self, results: Results) -> Results:
        for file, result in results:
            done = self._now.done + self._sizes.get(file, 0)
            self._say(replace(self._now, files_done=self._now.files_done + 1, done=done))
            yield file, result

    def _say(self, now: Progress) -> None:
        self._now = now
        if self._tell:
            self._tell(now)


def _kept(index: Path, results: Results) -> Results:
    """Copy each file that was read into the index; one that is no longer what was read becomes an error."""
    for path, result in results:
        yield path, result if isinstance(result, DocumentError) else _copied(index, path, result)


def _copied(index: Path, path: Path, reading: Reading) -> Reading | DocumentError:
    try:
        sha256 = generations.keep_file(index, path)
    except OSError as error:
        return unreadable(path, error)
    if sha256 != reading.sha256:
        return DocumentUnreadable(f"{path}: the file changed while it was read; run the command again")
    return reading


def _peek(results: Results) -> tuple[bool, Results]:
    """Tell whether any file could be read, without losing what was seen on the way."""
    seen = []
    for path, result in results:
        seen.append((path, result))
        if not isinstance(result, DocumentError):
            return True, chain(seen, results)
    return False, iter(seen)


def _unchanged(work: Plan, results: Results) -> Report:
    failed = [with_consequence(e, stays=path.name in work.known) for path, e in results if isinstance(e, DocumentError)]
    report = Report(None, unchanged=tuple(work.kept), failed=(*work.failed, *failed))
    return _with_totals(report, work.live) if work.live else report


def _build(index: Path, work: Plan, origins: Origins, results: Results, embedder: Embedder, upkeep: Upkeep) -> Report:
    with ExitStack() as stack:
        building = stack.enter_context(Building(index, embedder=embedder, recipe=work.recipe, upkeep=upkeep))
        live = cache(lambda: stack.enter_context(_live(index, work.previous, embedder)))
        run = _Run(work, origins, building, live, _shared(index, work, upkeep))
        for path in work.files:
            file = work.kept.get(path.name)
            if file:
                run.keep(path, file)
            else:
                run.take(path, next(results)[1])
        manifest = building.finish(work.live if work.carried else None, previous=work.previous)
    return _with_changes(_with_totals(run.report(), manifest), index, work, manifest)


def _shared(index: Path, work: Plan, upkeep: Upkeep) -> frozenset[str]:
    """Return the segments of the live generation that stay in use. Raises SearchIndexError (damaged)."""
    if not work.live or not work.carried:
        return frozenset()
    changed = {*work.removed, *work.redescribed, *(path.name for path in work.read)}
    try:
        sizes = {name: segments.size_of(generations.segment_of(index, name)) for name in work.live.segments}
    except DAMAGE as error:
        raise damaged(index) from error
    return segments.shared(work.live, changed, sizes, upkeep)


def _tidied(index: Path, report: Report, embedder: Embedder, upkeep: Upkeep) -> Report:
    """Merge small segments and learn the words anew where it is time; what was just read is already found."""
    live = generations.live_manifest(index)
    if live is None:
        return report
    merged, relearn = segments.mergeable(live, upkeep), outgrown(live.wording, upkeep)
    if not merged and not relearn:
        return report
    generations.sweep(index)
    with ExitStack() as stack:
        building = stack.enter_context(Building(index, embedder=embedder, recipe=live.recipe, upkeep=upkeep))
        before = stack.enter_context(_live(index, live.generation, embedder))
        for file in live.files:
            if file.segment in merged:
                building.carry(file, before.passages(file.name), before)
            else:
                building.share(file)
        manifest = building.finish(live, previous=live.generation, relearn=relearn)
    return replace(report, generation=manifest.generation)


def _live(index: Path, generation: str | None, embedder: Embedder) -> Index:
    """Open the generation that files are taken over from."""
    try:
        return Index.of_generation(index, generation or "", embedder=embedder)
    except DAMAGE as error:
        raise damaged(index) from error


class _Run:
    """The passing of files into a new generation."""

    def __init__(
        self, work: Plan, origins: Origins, building: Building, live: Callable[[], Index], shared: Collection[str]
    ) -> None:
        self._work, self._origins, self._building, self._live = work, origins, building, live
        self._shared = shared
        self._failed = list(work.failed)
        self._read: list[str] = []
        self._pages = 0

    def take(self, path: Path, result: Reading | DocumentError) -> None:
        """Add what was read of a file, or keep its earlier version."""
        if isinstance(result, DocumentError):
            self._fail(path, result)
            return
        document = Document(path.name, result.sha256, path.stem, result.pages, page_labels=result.page_labels)
        file = IndexedFile(document, str(path), pdf_title=result.title, without_text=result.without_text)
        passages = self._origins.with_basis(path, result.passages)
        self._building.add(self._origins.describe(path, file), passages)
        self._read.append(path.name)
        self._pages += result.pages

    def keep(self, path: Path, file: IndexedFile) -> None:
        """Take a file over from the live generation; its sentences may rest on other sources than before."""
        if file.segment in self._shared and file.name not in self._work.redescribed:
            self._building.share(file)
            return
        passages = self._live().passages(file.name)
        if file.name in self._work.redescribed:
            passages = self._origins.with_basis(path, passages)
        self._building.carry(file, passages, self._live())

    def report(self) -> Report:
        """Return what was done."""
        work = self._work
        added = tuple(name for name in self._read if name not in work.known)
        changed = (*(name for name in self._read if name in work.known), *work.redescribed)
        unchanged = tuple(name for name in work.kept if name not in work.redescribed)
        return Report(
            None, added, tuple(sorted(changed)), work.removed, unchanged, tuple(self._failed), pages_read=self._pages
        )

    def _fail(self, path: Path, error: DocumentError) -> None:
        before = self._work.known.get(path.name) if self._work.carried else None
        self._failed.append(with_consequence(error, stays=before is not None))
        if before:
            self.keep(path, before)


def _with_changes(report: Report, index: Path, work: Plan, manifest: Manifest) -> Report:
    """Add what became of each document, while the generation before this one is still there."""
    if work.live is None or not work.live.files:
        return report
    reread = [name for name in report.changed if name not in work.redescribed]
    found = changes(index, work.live, manifest, reread, comparable=work.carried)
    return replace(report, changes=found)


def _with_totals(report: Report, manifest: Manifest) -> Report:
    return replace(
        report,
        generation=manifest.generation,
        without_text={file.name: file.without_text for file in manifest.files if file.without_text},
        passages=manifest.passages,
        pages=sum(file.document.pages for file in manifest.files),
    )
