"""Sorted words with a note each, read where they lie: a million cost no memory and no time to open."""

import mmap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self


class Ledger:
    """Words and what is noted of them. Threads may share it."""

    def __init__(self, lines: bytes | mmap.mmap) -> None:
        """`lines` begin with an empty one; then come word, tab and note, in the order of their bytes."""
        self._lines = lines

    @classmethod
    def of(cls, notes: Mapping[str, str]) -> Self:
        """Return a ledger of words, which hold no white space, with their notes, which hold no line ends."""
        return cls(b"\n" + b"".join(sorted(f"{word}\t{note}\n".encode() for word, note in notes.items())))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return what `save` wrote, memory-mapped. Raises OSError."""
        with path.open("rb") as file:
            return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    def save(self, path: Path) -> None:
        """Write it to a file."""
        path.write_bytes(self._lines[:])

    def get(self, word: str) -> str | None:
        """Return what is noted of a word, None when it is not there."""
        key = f"{word}\t".encode()
        start = self._first(key)
        if self._lines[start : start + len(key)] != key:
            return None
        return self._lines[start + len(key) : self._lines.find(b"\n", start)].decode()

    def __contains__(self, word: str) -> bool:
        return self.get(word) is not None

    def beginning(self, prefix: str) -> list[tuple[str, str]]:
        """Return the words that begin so, with what is noted of them, in order."""
        start, end = self._first(prefix.encode()), self._first(prefix.encode() + b"\xff")
        return [_parted(line) for line in self._lines[start:end].decode().split("\n")[:-1]]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        start = 1
        while start < len(self._lines):
            end = self._lines.find(b"\n", start)
            yield _parted(self._lines[start:end].decode())
            start = end + 1

    def _first(self, key: bytes) -> int:
        """Return where the first line begins that does not come before the key."""
        low, high = 1, len(self._lines)
        while low < high:
            middle = self._lines.rfind(b"\n", 0, (low + high) // 2) + 1
            end = self._lines.find(b"\n", middle)
            if self._lines[middle:end] < key:
                low = end + 1
            else:
                high = middle
        return low


def _parted(line: str) -> tuple[str, str]:
    word, _, note = line.partition("\t")
    return word, note
