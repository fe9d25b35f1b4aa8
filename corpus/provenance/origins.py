"""What the folders of the files say of them: each folder's `sources.toml` read once."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from corpus.provenance import sources as provenance
from corpus.provenance.sources import SOURCES, Provenance
from corpus.storing.manifest import IndexedFile
from corpus.types import Document, Passage

FEWEST_TITLE_WORDS = 2
"""A PDF title of fewer words is a code: *Justel: 2019-04-29/01*, *Document1*."""

_TITLE_WORD = re.compile(r"[^\W\d_]{3,}")
_JOB_NAME = re.compile(r"_|\.\.|\.(?:docx?|pdf|indd|rtf|odt|pptx?|xlsx?)\b|^Microsoft Word\b", re.IGNORECASE)


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
            file.name, file.sha256, _readable(file.pdf_title) or path.stem, file.document.pages,
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


def _readable(title: str | None) -> str | None:
    """Return a PDF's own title when it is words for people, and not the name of a job or a file."""
    words = _TITLE_WORD.findall(title or "")
    return title if len(words) >= FEWEST_TITLE_WORDS and not _JOB_NAME.search(title or "") else None


def _based(passage: Passage, known: Provenance) -> Passage:
    section = passage.section[-1] if passage.section else ""
    units = tuple(
        replace(unit, basis=known.basis_of(passage.document, passage.text[unit.start : unit.end], section=section))
        for unit in passage.units
    )
    return replace(passage, units=units)
