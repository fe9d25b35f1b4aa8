"""Readers of pages that end their process, as one does that runs out of memory; workers import them by name."""

import os
from pathlib import Path

from corpus.pdf.pages import Page, read_pages


def ends_on_bad(file: Path, first: int, last: int) -> list[Page]:
    """End the process on a file whose name begins with `slecht`."""
    if file.name.startswith("slecht"):
        os._exit(9)
    return read_pages(file, first, last)


def ends_once(file: Path, first: int, last: int) -> list[Page]:
    """End the process the first time only: a file beside it remembers."""
    mark = file.parent / "geëindigd"
    if not mark.exists():
        mark.touch()
        os._exit(9)
    return read_pages(file, first, last)


def without_memory(file: Path, first: int, last: int) -> list[Page]:
    """Find no memory for a file whose name begins with `slecht`."""
    if file.name.startswith("slecht"):
        raise MemoryError
    return read_pages(file, first, last)
