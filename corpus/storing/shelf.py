"""The passages of one segment, in one SQLite file.

A passage has a position from 0 in the segment, in the order of documents and of their text: the words and vectors of
the segment count the same way.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from corpus.storing import packing
from corpus.types import Basis, Passage

SCHEMA = """
CREATE TABLE sections (number INTEGER PRIMARY KEY, document TEXT NOT NULL, path TEXT NOT NULL,
                       UNIQUE (document, path));
CREATE TABLE bases (number INTEGER PRIMARY KEY, title TEXT NOT NULL, url TEXT NOT NULL, date TEXT, kind TEXT NOT NULL);
CREATE TABLE passages (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL,
                       ordinal INTEGER NOT NULL, kind TEXT NOT NULL, section INTEGER NOT NULL, text TEXT NOT NULL,
                       units TEXT NOT NULL, boxes BLOB NOT NULL, UNIQUE (document, ordinal));
CREATE INDEX passages_of_section ON passages (section);
"""
PASSAGES = """
SELECT p.id, p.document, p.ordinal, p.kind, s.path, p.text, p.units, p.boxes
FROM passages p JOIN sections s ON s.number = p.section
"""
# SQLite accepts 32,766 variables in one statement.
BATCH = 10_000


class Shelf:
    """Passages by id, by position, by document and by section. Threads may share one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._bases = [Basis(*row) for row in self._rows("SELECT title, url, date, kind FROM bases ORDER BY number")]
        self._numbers = {basis: number for number, basis in enumerate(self._bases)}
        self._size = int(self._rows("SELECT count(*) FROM passages")[0][0])

    @classmethod
    def create(cls, file: Path) -> Self:
        """Make an empty shelf in a new file."""
        connection = sqlite3.connect(file, check_same_thread=False)
        connection.executescript(SCHEMA)
        return cls(connection)

    @classmethod
    def open(cls, file: Path) -> Self:
        """Open a shelf for reading. Raises FileNotFoundError when the file is not there."""
        if not file.is_file():
            raise FileNotFoundError(file)
        # A generation never changes once it is live, so SQLite may leave out its locks.
        return cls(sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True, check_same_thread=False))

    def add(self, passages: Iterable[Passage]) -> None:
        """Add passages at the end. Raises sqlite3.IntegrityError for an id that is there already."""
        with self._lock:
            for passage in passages:
                self._connection.execute("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._row(passage))
                self._size += 1

    def save(self) -> None:
        """Put all that was added on disk."""
        with self._lock:
            self._connection.commit()

    def get(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return the passages that are there, by id."""
        found: dict[str, Passage] = {}
        for start in range(0, len(ids), BATCH):
            part = list(ids[start : start + BATCH])
            marks = ",".join("?" * len(part))
            found |= {p.id: p for p in self._passages(f"{PASSAGES} WHERE p.id IN ({marks})", part)}
        return found

    def places(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the positions of the passages that are there, by id."""
        return {row[0]: row[1] for row in self._by_id("SELECT p.id, p.position FROM passages p", ids)}

    def readings(self, ids: Sequence[str]) -> dict[str, tuple[str, int, tuple[str, ...], str]]:
        """Return document, ordinal, section and text of the passages that are there, by id: a passage in short."""
        statement = "SELECT p.id, p.document, p.ordinal, s.path, p.text FROM passages p JOIN sections s"
        rows = self._by_id(f"{statement} ON s.number = p.section", ids)
        return {id_: (document, ordinal, tuple(json.loads(path)), text) for id_, document, ordinal, path, text in rows}

    def ids(self) -> list[str]:
        """Return the ids of all passages by position."""
        return [row[0] for row in self._rows("SELECT id FROM passages ORDER BY position")]

    def texts(self) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """Yield the document, the section path and the text of each passage by position."""
        for start in range(0, len(self), BATCH):
            rows = self._rows(
                "SELECT p.document, s.path, p.text FROM passages p JOIN sections s ON s.number = p.section "
                "WHERE p.position >= ? AND p.position < ? ORDER BY p.position",
                (start, start + BATCH),
            )
            yield from ((document, tuple(json.loads(path)), text) for document, path, text in rows)

    def document(self, name: str) -> tuple[Passage, ...]:
        """Return all passages of a document, in order."""
        return self._passages(f"{PASSAGES} WHERE p.document = ? ORDER BY p.ordinal", [name])

    def section(self, document: str, section: Sequence[str]) -> tuple[Passage, ...]:
        """Return the passages that stand directly under this path of headings, in order."""
        where = "WHERE s.document = ? AND s.path = ? ORDER BY p.ordinal"
        return self._passages(f"{PASSAGES} {where}", [document, _path(section)])

    def between(self, document: str, first: int, last: int) -> tuple[Passage, ...]:
        """Return the passages of a document whose ordinals lie from `first` to `last`, both included, in order."""
        where = "WHERE p.document = ? AND p.ordinal BETWEEN ? AND ? ORDER BY p.ordinal"
        return self._passages(f"{PASSAGES} {where}", [document, first, last])

    def __len__(self) -> int:
        return self._size

    def close(self) -> None:
        """Close the file. A second call does nothing."""
        self._connection.close()

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def _by_id(self, statement: str, ids: Sequence[str]) -> Iterator[Any]:
        for start in range(0, len(ids), BATCH):
            part = list(ids[start : start + BATCH])
            yield from self._rows(f"{statement} WHERE p.id IN ({','.join('?' * len(part))})", part)

    def _passages(self, statement: str, values: Sequence[Any]) -> tuple[Passage, ...]:
        return tuple(
            Passage(
                id_, document, ordinal, kind, tuple(json.loads(path)), text,
                packing.unpack_units(units, self._bases), packing.unpack_boxes(boxes),
            )
            for id_, document, ordinal, kind, path, text, units, boxes in self._rows(statement, values)
        )  # fmt: skip

    def _row(self, passage: Passage) -> tuple[Any, ...]:
        units = packing.pack_units(passage.units, self._number)
        section, boxes = self._section(passage), packing.pack_boxes(passage.boxes)
        place = (self._size, passage.id, passage.document, passage.ordinal, passage.kind, section)
        return (*place, passage.text, units, boxes)

    def _section(self, passage: Passage) -> int:
        key = (passage.document, _path(passage.section))
        self._connection.execute("INSERT OR IGNORE INTO sections (document, path) VALUES (?, ?)", key)
        row = self._connection.execute("SELECT number FROM sections WHERE document = ? AND path = ?", key)
        return int(row.fetchone()[0])

    def _number(self, basis: Basis) -> int:
        if basis not in self._numbers:
            self._numbers[basis] = len(self._bases)
            values = (self._numbers[basis], basis.title, basis.url, basis.date, basis.kind)
            self._connection.execute("INSERT INTO bases VALUES (?, ?, ?, ?, ?)", values)
            self._bases.append(basis)
        return self._numbers[basis]


def _path(section: Sequence[str]) -> str:
    return json.dumps(list(section), ensure_ascii=False)
