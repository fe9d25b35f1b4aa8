"""What the folders of the files say of them: each folder's `sources.toml` read once."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from corpus.provenance import sources as provenance
from corpus.provenance.sources import SOURCES, Provenance
from corpus.storing.manifest import IndexedFile
from corpus.types import Document, Passage


class Origins:
    """Fills in a document's metadata and what its sentences rest on, for files of any folder."""

    def __init__(self) -> None:
        self._of = cache(provenance.read)

    def fingerprint(self, path: Path) -> str:
        """Return a hash of all that is said of this file; empty when nothing is said. Raises SettingError."""
        described = self._provenance(path).documents.get(path.name)
        if described is None:
            return ""
        said = (path.parent / SOURCES).read_bytes()
        if described.markdown:
            said += described.markdown.read_bytes()
        return hashlib.sha256(said).hexdigest()

    def describe(self, path: Path, file: IndexedFile) -> IndexedFile:
        """Return the file with its metadata: from its folder, else from the PDF itself, else its name."""
        plain = Document(
            file.name, file.sha256, file.pdf_title or path.stem, file.document.pages,
            page_labels=file.document.page_labels,
        )  # fmt: skip
        document = self._provenance(path).describe(plain)
        return replace(file, path=str(path), document=document, provenance=self.fingerprint(path))

    def with_basis(self, path: Path, passages: Iterable[Passage]) -> tuple[Passage, ...]:
        """Return the passages that are searched, every unit with the publications it rests on."""
        known = self._provenance(path)
        return tuple(
            _based(passage, known) for passage in passages if known.is_searched(passage.document, passage.section)
        )

    def _provenance(self, path: Path) -> Provenance:
        return self._of(path.parent)


def _based(passage: Passage, known: Provenance) -> Passage:
    section = passage.section[-1] if passage.section else ""
    units = tuple(
        replace(unit, basis=known.basis_of(passage.document, passage.text[unit.start : unit.end], section=section))
        for unit in passage.units
    )
    return replace(passage, units=units)
