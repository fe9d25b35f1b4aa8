"""The words of a generation: how its texts are analysed, and the words index of each segment."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from corpus.analysis import Analysis
from corpus.storing import generations
from corpus.storing.manifest import Manifest, Wording
from corpus.storing.segments import SHELF, USUAL, Upkeep
from corpus.storing.shelf import Shelf
from corpus.words import Terms, lengths_of, write_segments

ANALYSIS: Final = "analysis"


def words_of(index: Path, wording: str, segment: str) -> Path:
    """Return where the words of a segment lie."""
    return generations.wording_of(index, wording) / segment


def outgrown(wording: Wording, upkeep: Upkeep = USUAL) -> bool:
    """Tell whether an index has grown so much that it should learn its words anew."""
    return wording.since > upkeep.growth * wording.learnt


def extend(index: Path, manifest: Manifest, wording: Wording, segments: Sequence[str], read: int) -> Wording:
    """Add the words of new segments to a wording that others use too; `read` passages of these are new."""
    analysis = Analysis.open(generations.wording_of(index, wording.name) / ANALYSIS)
    known = next(name for name in manifest.segments if name not in segments)
    usual = lengths_of(words_of(index, wording.name, known))
    for segment in segments:
        terms = _terms(index, segment, manifest, analysis)
        write_segments([(words_of(index, wording.name, segment), terms)], usual)
    return replace(wording, since=wording.since + read)


def learn(index: Path, manifest: Manifest) -> Wording:
    """Make a new wording from all texts of a generation."""
    folder = generations.start(index / generations.WORDINGS)
    texts = (
        "\n".join([*headings, text])
        for segment in manifest.segments
        for _, headings, text in _texts(index, segment, manifest)
        if headings is not None
    )
    analysis = Analysis.build(texts)
    analysis.save(folder / ANALYSIS)
    write_segments((folder / segment, _terms(index, segment, manifest, analysis)) for segment in manifest.segments)
    return Wording(folder.name, manifest.passages)


def _texts(index: Path, segment: str, manifest: Manifest) -> Iterator[tuple[str, list[str] | None, str]]:
    """Yield document, title with section path, and text of each passage; None for the title of one that is gone."""
    titles = {file.name: file.document.title for file in manifest.files if file.segment == segment}
    shelf = Shelf.open(generations.segment_of(index, segment) / SHELF)
    try:
        for document, section, text in shelf.texts():
            yield document, ([titles[document], *section] if document in titles else None), text
    finally:
        shelf.close()


def _terms(index: Path, segment: str, manifest: Manifest, analysis: Analysis) -> Iterator[Terms]:
    last: tuple[tuple[str, list[str]] | None, list[str]] = (None, [])
    for document, headings, text in _texts(index, segment, manifest):
        if headings is None:
            yield Terms([], [])
            continue
        opens = (document, headings) != last[0]  # passages under one heading follow each other
        if opens:
            last = ((document, headings), analysis.terms("\n".join(headings)))
        yield Terms(last[1], analysis.terms(text), opens)
