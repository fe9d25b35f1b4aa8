"""What a folder's `sources.toml` says of its PDFs, and whose publications each of their paragraphs rests on."""

import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from corpus.errors import SettingError
from corpus.provenance.markdown import LIST_MARK, Block, blocks, letters
from corpus.types import Basis, BasisKind, Document, DocumentKind

SOURCES = "sources.toml"

_DOCUMENT_FIELDS = ("title", "publisher", "version", "kind", "as_of", "valid_from", "valid_to", "owner", "checked_on",
                    "check_by", "url")  # fmt: skip
_OTHER_KEYS = ("file", "markdown", "language", "addresses")
_BASIS_FIELDS = ("title", "url", "date", "kind")


@dataclass(frozen=True, slots=True)
class Described:
    """One document of a `sources.toml`. `fields` are fields of `Document`; `markdown` is its source, if it has one."""

    file: str
    fields: Mapping[str, str]
    language: str | None = None
    addresses: tuple[str, ...] = ()
    markdown: Path | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """The letters of a whole document, with where each block begins in them and what the block rests on."""

    text: str
    starts: tuple[int, ...]
    basis: tuple[tuple[Basis, ...], ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """The sources of one folder's documents; empty for a folder without `sources.toml`."""

    documents: Mapping[str, Described] = field(default_factory=dict)
    facts: Mapping[str, tuple[Basis, ...]] = field(default_factory=dict)
    unsearched: frozenset[str] = frozenset()
    _words: Mapping[str, _Words] = field(default_factory=dict)

    def describe(self, document: Document) -> Document:
        """Return the document with what `sources.toml` says of it; as it was when nothing is said."""
        known = self.documents.get(document.name)
        return replace(document, **dict(known.fields)) if known else document  # type: ignore[arg-type]

    def is_searched(self, document: str, section: Sequence[str]) -> bool:
        """Tell whether a section, by its path of headings, belongs to what a document says, or only lists sources."""
        return document not in self.documents or self.unsearched.isdisjoint(section)

    def basis_of(self, document: str, text: str, *, section: str = "") -> tuple[Basis, ...]:
        """Return what a stretch of a document's text rests on, each source once; empty when unknown.

        Only letters and digits are compared. `document` is a file name. `section`, a heading, tells apart words
        that stand in more than one place. A text that covers several blocks rests on what all of them rest on.
        """
        words = self._words.get(document)
        if words is None:
            return ()
        heading = words.text.find(letters(section)) if section else 0
        for wanted in (letters(text), letters(LIST_MARK.sub("", text))):
            start = _find(words.text, wanted, max(heading, 0))
            if start >= 0:
                return _between(words, start, start + len(wanted))
        return ()


def read(folder: Path) -> Provenance:
    """Read `folder/sources.toml` and the Markdown that it names.

    Raises SettingError, naming the file and the key, when something in them cannot be used.
    """
    path = folder / SOURCES
    if not path.is_file():
        return Provenance()
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: not valid TOML ({error}); correct that line") from error
    facts = {key: _sources(path, key, rows) for key, rows in _table(path, settings, "basis").items()}
    documents = {name: _described(path, name, table) for name, table in _table(path, settings, "documents").items()}
    words = {
        name: _words(described.markdown, facts) for name, described in documents.items() if described.markdown
    }  # fmt: skip
    unsearched = settings.get("unsearched", [])
    if not isinstance(unsearched, list) or not all(isinstance(heading, str) for heading in unsearched):
        raise SettingError(f"{path}: unsearched is not a list of texts; write it as a list of headings")
    return Provenance(documents, facts, frozenset(unsearched), words)


def _table(path: Path, settings: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = settings.get(key, {})
    if not isinstance(table, dict):
        raise SettingError(f"{path}: {key} is not a table; write [{key}] above its lines")
    return table


def _described(path: Path, name: str, table: Any) -> Described:
    where = f'{path}: documents."{name}"'
    if not isinstance(table, dict):
        raise SettingError(f"{where} is not a table; give it at least a title")
    for key, value in table.items():
        if key not in (*_DOCUMENT_FIELDS, *_OTHER_KEYS):
            raise SettingError(f"{where}.{key} is not a known key; use one of {', '.join(_DOCUMENT_FIELDS)}")
        if key != "addresses" and not isinstance(value, str):
            raise SettingError(f"{where}.{key} is not a text; put it in quotation marks")
    if not table.get("title"):
        raise SettingError(f"{where}.title is missing; give the document a title")
    _known(f"{where}.kind", table.get("kind", "publication"), get_args(DocumentKind))
    addresses = table.get("addresses", [])
    if not isinstance(addresses, list) or not all(isinstance(address, str) for address in addresses):
        raise SettingError(f"{where}.addresses is not a list of texts; write it as a list of addresses")
    markdown = path.parent / table["markdown"] if "markdown" in table else None
    fields = {key: table[key] for key in _DOCUMENT_FIELDS if key in table}
    return Described(table.get("file", name), fields, table.get("language"), tuple(addresses), markdown)


def _sources(path: Path, key: str, rows: Any) -> tuple[Basis, ...]:
    where = f'{path}: basis."{key}"'
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise SettingError(f"{where} is not a list of sources; give each a title, url and kind")
    return tuple(_basis(where, row) for row in rows)


def _basis(where: str, row: Mapping[str, Any]) -> Basis:
    for key, value in row.items():
        if key not in _BASIS_FIELDS:
            raise SettingError(f"{where}.{key} is not a known key; use one of {', '.join(_BASIS_FIELDS)}")
        if not isinstance(value, str):
            raise SettingError(f"{where}.{key} is not a text; put it in quotation marks")
    for key in ("title", "url", "kind"):
        if key not in row:
            raise SettingError(f"{where}.{key} is missing; add it")
    _known(f"{where}.kind", row["kind"], get_args(BasisKind))
    return Basis(row["title"], row["url"], row.get("date"), row["kind"])


def _known(where: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise SettingError(f"{where} is “{value}”; use one of {', '.join(choices)}")


def _words(markdown: Path, facts: Mapping[str, tuple[Basis, ...]]) -> _Words:
    try:
        found = blocks(markdown.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{markdown}: cannot be read ({error}); correct its name in {SOURCES}") from error
    pieces = [letters(" ".join(block.parts)) for block in found]
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    basis = tuple(_basis_of_block(markdown, block, facts) for block in found)
    return _Words("".join(pieces), tuple(starts[:-1]), basis)


def _basis_of_block(markdown: Path, block: Block, facts: Mapping[str, tuple[Basis, ...]]) -> tuple[Basis, ...]:
    for key in block.facts:
        if key not in facts:
            raise SettingError(f"{markdown}: basis {key} is not in {SOURCES}; add it there or correct the comment")
    return tuple(dict.fromkeys(source for key in block.facts for source in facts[key]))


def _find(text: str, wanted: str, start: int) -> int:
    """Look from `start` on, then anywhere; -1 when the words do not occur."""
    if not wanted:
        return -1
    found = text.find(wanted, start)
    return found if found >= 0 or start == 0 else text.find(wanted)


def _between(words: _Words, start: int, end: int) -> tuple[Basis, ...]:
    first, last = bisect_right(words.starts, start) - 1, bisect_right(words.starts, end - 1)
    return tuple(dict.fromkeys(source for basis in words.basis[first:last] for source in basis))
