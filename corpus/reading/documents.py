"""A file is read from its bytes to its passages, the pages of all files in worker processes."""

import multiprocessing
import os
import re
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import chain, islice
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from corpus.errors import DocumentError, DocumentUnreadable, ReadingFailed
from corpus.pdf.pages import FileFacts, Page, read_pages, vet
from corpus.reading import passages as passages_module
from corpus.reading.blocks import blocks_of
from corpus.reading.furniture import without_running_lines
from corpus.reading.hyphens import Spelling
from corpus.reading.layout import MARKER
from corpus.reading.passages import passages_of
from corpus.reading.sections import sections_of
from corpus.types import Passage, Unit

PAGES_A_TASK = 8
"""Pages that one task reads: few enough to spread a single document over the workers, enough to outweigh sending."""

FILES_AHEAD = 4
"""Files whose pages are read ahead: enough to keep the workers busy, few enough to hold large collections."""

READING_VERSION = 3
"""Goes up when the same file gives other passages, so that old indexes are rebuilt."""

CHUNKING = {
    "reading": READING_VERSION,
    "target": passages_module.TARGET,
    "largest": passages_module.LARGEST,
    "largest_list": passages_module.LARGEST_LIST,
    "largest_table": passages_module.LARGEST_TABLE,
    "longest_item": passages_module.LONGEST_ITEM,
}
"""What decides where passages begin and end; an index built with other values is refused."""

ReadPages = Callable[[Path, int, int], list[Page]]
"""Reads the pages of a file from one to another, both included; a worker process must be able to import it."""

_NOT_COMPARED = str.maketrans("", "", " \t\n\r\f\v\u00a0-\u00ad\ufffe\u2010\u2011")


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read. `without_text` names the pages (from 1) that hold a picture only and need OCR."""

    file: Path
    sha256: str
    title: str | None
    pages: int
    page_labels: tuple[str, ...]
    passages: tuple[Passage, ...]
    without_text: tuple[int, ...]


def read_documents(
    files: Sequence[Path],
    *,
    processes: int = 2,
    on_pages: Callable[[Path, int], None] | None = None,
    read: ReadPages = read_pages,
) -> Iterator[Reading | DocumentError]:
    """Read files in order; a file that cannot be read yields its error, and the others go on.

    `on_pages` is called with a file and a number of pages each time that many more have been read. Where a worker
    process dies, for lack of memory say, the file that was next is read alone, and then the others together again.
    Raises ReadingFailed when no process can be started.
    """
    waiting = deque(files)
    while waiting:
        try:
            for reading in _read_together(tuple(waiting), processes, on_pages, read):
                waiting.popleft()
                yield reading
        except (BrokenProcessPool, MemoryError):
            yield _read_alone(waiting.popleft(), read)


def _read_together(
    files: Sequence[Path], processes: int, on_pages: Callable[[Path, int], None] | None, read: ReadPages
) -> Iterator[Reading | DocumentError]:
    """Read files in order, some ahead. Raises BrokenProcessPool and MemoryError, of whichever file."""
    with _pool(processes) as pool:
        ahead = iter(files)
        tasks = deque((file, _submit(pool, file, read)) for file in islice(ahead, FILES_AHEAD))
        while tasks:
            file, task = tasks.popleft()
            yield _finish(file, task, on_pages)
            tasks.extend((another, _submit(pool, another, read)) for another in islice(ahead, 1))


def _read_alone(file: Path, read: ReadPages) -> Reading | DocumentError:
    """Read one file in a process of its own, to know whether it is this one that ends processes."""
    with _one_process() as pool:
        try:
            return _finish(file, _submit(pool, file, read), None)
        except (BrokenProcessPool, MemoryError):
            return DocumentUnreadable(
                f"{file}: the process that read it ended, for lack of memory most likely; free some and run the "
                "command again, or leave the file out"
            )


def _one_process() -> ProcessPoolExecutor:
    """Return a pool of one process, which runs. Raises ReadingFailed."""
    try:
        pool = _pool(1)
        _submitted(pool, os.getpid).result()
    except BrokenProcessPool as error:
        raise ReadingFailed(
            f"no process can be started to read files in ({error}); free memory, or allow this user more processes and "
            "open files, and run the command again: the index stays as it was"
        ) from error
    return pool


def _pool(processes: int) -> ProcessPoolExecutor:
    """Return a pool. Raises BrokenProcessPool where the system gives no pipes for it."""
    # A fresh interpreter for each worker: forking one that runs Chroma's or tokenizers' threads can hang.
    context = multiprocessing.get_context("spawn")
    try:
        return ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent)
    except OSError as error:
        raise BrokenProcessPool(str(error)) from error


def read_document(file: Path) -> Reading:
    """Read one file in this process. Raises DocumentError."""
    facts = vet(file)
    return _reading(file, facts, read_pages(file, 1, facts.pages))


def _end_with_parent() -> None:
    """Leave Ctrl+C to the parent, and end when the parent was killed without a chance to end its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=(parent,), daemon=True).start()


def _exit_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


_Task = DocumentError | tuple[FileFacts, list[Future[list[Page]]]]


def _submit(pool: ProcessPoolExecutor, file: Path, read: ReadPages) -> _Task:
    try:
        facts = vet(file)
    except DocumentError as error:
        return error
    starts = range(1, facts.pages + 1, PAGES_A_TASK)
    ends = [min(start + PAGES_A_TASK - 1, facts.pages) for start in starts]
    return facts, [_submitted(pool, read, file, start, end) for start, end in zip(starts, ends, strict=True)]


def _submitted(pool: ProcessPoolExecutor, function: Callable[..., Any], *given: Any) -> "Future[Any]":
    """Hand work to a process. Raises BrokenProcessPool, also where the system gives no process or thread for it."""
    try:
        return pool.submit(function, *given)
    except (OSError, RuntimeError) as error:
        raise BrokenProcessPool(str(error)) from error


def _finish(file: Path, task: _Task, on_pages: Callable[[Path, int], None] | None) -> Reading | DocumentError:
    if isinstance(task, DocumentError):
        return task
    facts, futures = task
    pages: list[Page] = []
    try:
        for future in futures:
            read = future.result()
            pages += read
            if on_pages:
                on_pages(file, len(read))
    except DocumentError as error:
        return error
    return _reading(file, facts, pages)


def _reading(file: Path, facts: FileFacts, pages: Sequence[Page]) -> Reading:
    spelling = Spelling(line for page in pages for line in page.lines)
    blocks = blocks_of(without_running_lines(pages))
    passages = passages_of(file.name, sections_of(blocks, facts.outline, spelling), spelling)
    without_text = tuple(page.number for page in pages if not page.text.strip())
    proven = tuple(_proven(passages, {page.number: page.text.translate(_NOT_COMPARED) for page in pages}))
    return Reading(file, facts.sha256, facts.title, facts.pages, facts.labels, proven, without_text)


def _proven(passages: Sequence[Passage], pages: dict[int, str]) -> Iterator[Passage]:
    """Keep as quotable only what stands in one stretch in the page's own text, page by page."""
    for passage in passages:
        units = tuple(chain.from_iterable(_proven_parts(passage, unit, pages) for unit in passage.units))
        yield passage if units == passage.units else replace(passage, units=units)


def _proven_parts(passage: Passage, unit: Unit, pages: dict[int, str]) -> Iterator[Unit]:
    """Yield the unit, or what can be quoted of it: an item without its marker, a row cell by cell.

    Some programs write all markers of a page after its text, and the cells of a row line by line.
    """
    if _stands_on_page(passage, unit.start, unit.end, pages):
        yield unit
        return
    for start, end in _smaller_parts(passage.text, unit):
        if _stands_on_page(passage, start, end, pages):
            yield replace(unit, start=start, end=end)


def _smaller_parts(text: str, unit: Unit) -> Iterator[tuple[int, int]]:
    words = text[unit.start : unit.end]
    if unit.kind == "row" and "\t" in words:
        yield from ((unit.start + cell.start(), unit.start + cell.end()) for cell in re.finditer(r"[^\t]+", words))
    elif unit.kind == "item" and " " in words and MARKER.match(words.split(" ", 1)[0]):
        yield unit.start + words.index(" ") + 1, unit.end


def _stands_on_page(passage: Passage, start: int, end: int, pages: dict[int, str]) -> bool:
    first, last = passage.first_page, passage.last_page
    if first == last:
        return passage.text[start:end].translate(_NOT_COMPARED) in pages[first]
    for page in range(first, last + 1):
        boxes = [box for box in passage.boxes if box.page == page and box.start < end and box.end > start]
        if boxes and passage.text[boxes[0].start : boxes[-1].end].translate(_NOT_COMPARED) not in pages[page]:
            return False
    return True
