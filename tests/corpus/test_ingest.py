import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
import pytest

from corpus.errors import (
    DocumentDamaged,
    DocumentError,
    DocumentLocked,
    DocumentUnreadable,
    IndexBusy,
    IndexOutdated,
    NothingToIndex,
    SearchIndexError,
)
from corpus.index import Index
from corpus.ingest import Progress, Report, sync
from corpus.storing import generations
from corpus.storing.segments import Upkeep

SHARED = Path(__file__).parents[3] / "shared"
BASIS = """
[basis]
"F1" = [{ title = "Regiodecreet", url = "https://voorbeeld.be/decreet", kind = "official" }]

[documents."gids.pdf"]
title = "TITLE"
publisher = "Het project"
markdown = "gids.md"
"""


@dataclass
class Ingest:
    """Runs `sync` on the test's documents with its stand-ins."""

    documents: Path
    index: Path
    embedder: Any
    reader: Any

    def __call__(self, *paths: Path, **options: Any) -> Report:
        options = {"embedder": self.embedder, "read": self.reader, **options}
        return sync(paths or [self.documents], self.index, **options)

    def open(self) -> Index:
        return Index.open(self.index, embedder=self.embedder)

    def texts(self) -> dict[str, str]:
        with self.open() as index:
            return {d.name: " ".join(p.text for p in index.passages(d.name)) for d in index.documents}


@pytest.fixture
def ingest(tmp_path: Path, embedder: Any, reader: Any) -> Ingest:
    (tmp_path / "documents").mkdir()
    return Ingest(tmp_path / "documents", tmp_path / "index", embedder, reader)


def test_a_first_run_indexes_every_pdf_below_a_folder(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("b.pdf", "De fusie begint in 2025.")
    pdf("map/A.PDF", "Een regio telt gemeenten.", "Tweede bladzijde.")
    pdf(".verborgen/x.pdf", "Niet dit.")
    (ingest.documents / "brief.txt").write_text("geen pdf")
    report = ingest()
    assert (report.added, report.failed, report.pages, report.pages_read) == (("A.PDF", "b.pdf"), (), 3, 3)
    assert ingest.texts() == {
        "A.PDF": "Een regio telt gemeenten.\nTweede bladzijde.",
        "b.pdf": "De fusie begint in 2025.",
    }


def test_an_unchanged_run_reads_embeds_and_makes_nothing(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("a.pdf", "Eerste zin.")
    first = ingest()
    ingest.reader.read.clear()
    ingest.embedder.embedded.clear()
    again = ingest()
    assert (ingest.reader.read, ingest.embedder.embedded) == ([], [])
    assert (again.unchanged, again.generation, again.passages) == (("a.pdf",), first.generation, first.passages)
    assert len(list((ingest.index / "generations").iterdir())) == 1


def test_only_what_changed_is_read_and_embedded(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    for name in ("blijft.pdf", "verandert.pdf", "verdwijnt.pdf"):
        pdf(name, f"Oude tekst van {name}.")
    ingest()
    with ingest.open() as index:
        before = index.vectors([p.id for p in index.passages("blijft.pdf")])
    ingest.reader.read.clear()
    ingest.embedder.embedded.clear()
    pdf("verandert.pdf", "Nieuwe tekst.")
    pdf("nieuw.pdf", "Nog een document.")
    (ingest.documents / "verdwijnt.pdf").unlink()
    report = ingest()
    assert (report.added, report.changed) == (("nieuw.pdf",), ("verandert.pdf",))
    assert (report.removed, report.unchanged) == (("verdwijnt.pdf",), ("blijft.pdf",))
    assert ingest.reader.read == ["nieuw.pdf", "verandert.pdf"]
    assert ingest.embedder.embedded == ["Nog een document.", "Nieuwe tekst."]
    assert ingest.texts()["blijft.pdf"] == "Oude tekst van blijft.pdf."
    with ingest.open() as index:
        assert (index.vectors([p.id for p in index.passages("blijft.pdf")]) == before).all()


def test_a_file_with_old_size_and_time_but_other_bytes_is_changed(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    path = pdf("a.pdf", "Zin een.")
    ingest()
    stat = path.stat()
    pdf("a.pdf", "Zin dri.")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert path.stat().st_size == stat.st_size
    assert ingest().changed == ("a.pdf",)


def test_the_order_of_arrival_does_not_show(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("b.pdf", "Later in het alfabet.")
    ingest()
    pdf("a.pdf", "Eerder in het alfabet.")
    ingest()
    with ingest.open() as index:
        assert [d.name for d in index.documents] == ["a.pdf", "b.pdf"]
        assert [h.passage.document for h in index.search("alfabet", stage="lexical")] == ["a.pdf", "b.pdf"]


def test_the_index_keeps_the_file_as_it_was_ingested(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    path = pdf("a.pdf", "Zoals ingelezen.")
    content = path.read_bytes()
    ingest()
    path.write_bytes(b"anders")
    with ingest.open() as index:
        assert index.file("a.pdf").read_bytes() == content


def test_links_that_lead_back_are_followed_once(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("map/a.pdf", "Een.")
    for name in ("terug", "weer"):
        (ingest.documents / "map" / name).symlink_to("..")
    assert ingest().added == ("a.pdf",)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:300])


def locked(path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=path)
    writer.encrypt("geheim", algorithm="RC4-128")
    writer.write(path)


def without_pages(path: Path) -> None:
    pypdf.PdfWriter().write(path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to("nergens.pdf")


BAD = {
    "password": (locked, DocumentLocked),
    "truncated": (truncated, DocumentDamaged),
    "zero bytes": (lambda path: path.write_bytes(b""), DocumentDamaged),
    "text": (lambda path: path.write_text("Gewone tekst."), DocumentDamaged),
    "no pages": (without_pages, DocumentDamaged),
    "a folder": (folder, DocumentUnreadable),
    "a dangling link": (dangling, DocumentUnreadable),
}


@pytest.mark.parametrize(("spoil", "error"), BAD.values(), ids=BAD)
def test_a_bad_file_is_one_line_and_the_others_go_on(
    ingest: Ingest, pdf: Callable[..., Path], spoil: Callable[[Path], None], error: type[DocumentError]
) -> None:
    pdf("goed.pdf", "Deze tekst blijft.")
    spoil(pdf("slecht.pdf", "Deze tekst niet."))
    report = ingest()
    assert [type(e) for e in report.failed] == [error]
    assert "slecht.pdf" in str(report.failed[0])
    assert "\n" not in str(report.failed[0])
    assert ingest.texts() == {"goed.pdf": "Deze tekst blijft."}


@pytest.mark.parametrize(("spoil", "error"), BAD.values(), ids=BAD)
def test_a_file_that_becomes_bad_keeps_its_earlier_version(
    ingest: Ingest, pdf: Callable[..., Path], spoil: Callable[[Path], None], error: type[DocumentError]
) -> None:
    pdf("goed.pdf", "Goed.")
    path = pdf("slecht.pdf", "Oude tekst.")
    ingest()
    spoil(path)
    pdf("goed.pdf", "Beter.")
    report = ingest()
    assert [type(e) for e in report.failed] == [error]
    assert "its earlier version stays in the index" in str(report.failed[0])
    assert ingest.texts() == {"goed.pdf": "Beter.", "slecht.pdf": "Oude tekst."}


def test_when_no_file_can_be_read_the_index_stays(ingest: Ingest, pdf: Callable[..., Path], tmp_path: Path) -> None:
    pdf("a.pdf", "Blijft.")
    generation = ingest().generation
    (tmp_path / "elders").mkdir()
    (tmp_path / "elders" / "b.pdf").write_text("geen pdf")
    report = ingest(tmp_path / "elders")
    assert (len(report.failed), report.generation, report.removed) == (1, generation, ())
    assert ingest.texts() == {"a.pdf": "Blijft."}


def test_a_folder_without_pdfs_leaves_the_index_as_it_is(
    ingest: Ingest, pdf: Callable[..., Path], tmp_path: Path
) -> None:
    pdf("a.pdf", "Blijft.")
    generation = ingest().generation
    (tmp_path / "leeg").mkdir()
    with pytest.raises(NothingToIndex, match="no PDF files"):
        ingest(tmp_path / "leeg")
    with pytest.raises(NothingToIndex, match="no such file or folder"):
        ingest(tmp_path / "bestaat niet")
    assert generations.live(ingest.index) == generation


def test_a_second_file_of_the_same_name_is_refused(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    first, second = pdf("een/gids.pdf", "De eerste."), pdf("twee/gids.pdf", "De tweede.")
    report = ingest(first, second, first)
    assert len(report.failed) == 1
    assert str(report.failed[0]).startswith(f"{second}: {first} has the same name")
    assert ingest.texts() == {"gids.pdf": "De eerste."}


def test_a_file_that_changes_while_it_is_read_is_refused(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    path = pdf("a.pdf", "Voor.")

    def read(*args: Any, **options: Any) -> Any:
        for result in ingest.reader(*args, **options):
            path.write_bytes(path.read_bytes() + b"\n")
            yield result

    report = ingest(read=read)
    assert "changed while it was read" in str(report.failed[0])
    assert report.generation is None


def test_pages_without_text_are_reported_on_every_run(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("scan.pdf", "", "Wel tekst.", "")
    assert ingest().without_text == {"scan.pdf": (1, 3)}
    assert ingest().without_text == {"scan.pdf": (1, 3)}


def test_a_document_without_any_text_is_indexed_without_passages(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("scan.pdf", "", "")
    report = ingest()
    assert (report.passages, report.pages) == (0, 2)
    with ingest.open() as index:
        assert index.search("wat dan ook") == ()


def test_an_index_made_otherwise_is_refused_until_it_is_rebuilt(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("a.pdf", "Dezelfde tekst.")
    ingest()
    other = type(ingest.embedder)()
    other.name = "ander model"
    with pytest.raises(IndexOutdated, match="assistant ingest --rebuild"):
        ingest(embedder=other)
    assert ingest.texts() == {"a.pdf": "Dezelfde tekst."}
    report = ingest(embedder=other, rebuild=True)
    assert (report.changed, report.failed) == (("a.pdf",), ())
    with pytest.raises(IndexOutdated, match="ander model"):
        ingest.open()
    assert Index.open(ingest.index, embedder=other).search("tekst")


def test_a_rebuild_reads_everything_again(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("a.pdf", "Een.")
    first = ingest()
    second = ingest(rebuild=True)
    assert ingest.reader.read == ["a.pdf", "a.pdf"]
    assert second.generation != first.generation


def test_a_second_ingest_at_the_same_time_is_told_so(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("a.pdf", "Een.")
    with generations.locked(ingest.index), pytest.raises(IndexBusy):
        ingest()
    assert ingest().added == ("a.pdf",)


def test_the_last_two_generations_are_kept(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    made = []
    for number in range(4):
        pdf("a.pdf", f"Versie {number}.")
        made.append(ingest().generation)
    assert {p.name for p in (ingest.index / "generations").iterdir()} == set(made[-2:])
    assert len(list((ingest.index / "files").iterdir())) == 2


def test_a_failed_run_leaves_nothing_behind(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("a.pdf", "Een.")
    generation = ingest().generation
    pdf("a.pdf", "Twee.")

    class Broken(type(ingest.embedder)):  # type: ignore[misc]
        def passages(self, texts: Any) -> Any:
            raise MemoryError

    with pytest.raises(MemoryError):
        ingest(embedder=Broken())
    assert [p.name for p in (ingest.index / "generations").iterdir()] == [generation]
    assert ingest().changed == ("a.pdf",)


def test_a_damaged_index_is_refused_until_it_is_rebuilt(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("a.pdf", "Een.")
    ingest()
    pdf("b.pdf", "Twee.")
    (shelf,) = ingest.index.glob("segments/*/passages.sqlite")
    shelf.unlink()
    with pytest.raises(SearchIndexError, match=r"damaged; run: assistant ingest --rebuild"):
        ingest()
    ingest(rebuild=True)
    assert ingest.texts() == {"a.pdf": "Een.", "b.pdf": "Twee."}


@pytest.mark.parametrize("content", ["", "{}", "geen json"])
def test_a_manifest_that_cannot_be_read_is_made_anew(ingest: Ingest, pdf: Callable[..., Path], content: str) -> None:
    pdf("a.pdf", "Een.")
    generation = ingest().generation
    (ingest.index / "generations" / str(generation) / "manifest.json").write_text(content)
    with pytest.raises(SearchIndexError, match="damaged"):
        ingest.open()
    assert ingest().added == ("a.pdf",)
    assert ingest.texts() == {"a.pdf": "Een."}


def test_an_index_folder_that_cannot_be_made_is_one_line(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("a.pdf", "Een.")
    ingest.index.write_text("een bestand")
    with pytest.raises(SearchIndexError, match=r"no index can be written here .*--index"):
        ingest()


IN_PIECES = Upkeep(small=0, fanout=3, growth=10)


def segments(ingest: Ingest) -> set[str]:
    return {path.name for path in (ingest.index / "segments").iterdir()}


def test_an_addition_leaves_the_segments_that_are_there(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("b.pdf", "De gemeente beslist zelf.")
    pdf("c.pdf", "De provincie kijkt toe.")
    ingest(upkeep=IN_PIECES)
    before = {path: path.read_bytes() for path in ingest.index.glob("segments/*/*.sqlite")}
    pdf("a.pdf", "De regio overlegt, de gemeente beslist zelf.")
    report = ingest(upkeep=IN_PIECES)
    assert (report.added, report.unchanged, report.passages) == (("a.pdf",), ("b.pdf", "c.pdf"), 3)
    assert len(segments(ingest)) == 2
    assert {path: path.read_bytes() for path in before} == before
    assert ingest.embedder.embedded[2:] == ["De regio overlegt, de gemeente beslist zelf."]
    with ingest.open() as index:
        for stage in ("lexical", "dense", "hybrid"):
            found = [hit.passage.document for hit in index.search("gemeente beslist zelf", stage=stage)]
            assert found[:2] == ["b.pdf", "a.pdf"]
        assert [index.ids[place] for place in range(3)] == [p.id for d in "abc" for p in index.passages(f"{d}.pdf")]


def test_what_is_removed_or_replaced_is_not_found_in_its_old_segment(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    for name in "abcdefg":
        pdf(f"{name}.pdf", f"De gemeente beslist, zegt {name}.")
    ingest(upkeep=IN_PIECES)
    pdf("a.pdf", "Hier staat nu wat anders.")
    (ingest.documents / "b.pdf").unlink()
    report = ingest(upkeep=IN_PIECES)
    assert (report.changed, report.removed, len(segments(ingest))) == (("a.pdf",), ("b.pdf",), 2)
    with ingest.open() as index:
        gone = index.search("De gemeente beslist, zegt b.", k=20, stage="dense")
        assert {hit.passage.document for hit in gone} == {f"{name}.pdf" for name in "acdefg"}
        for stage in ("lexical", "dense"):
            assert [hit.passage.text for hit in index.search("beslist", k=20, stage=stage, documents=["b.pdf"])] == []
            found = index.search("gemeente beslist", k=20, stage=stage)
            assert "De gemeente beslist, zegt a." not in {hit.passage.text for hit in found}
        assert index.vectors([index.passages("a.pdf")[0].id]).shape == (1, 64)
        assert index.passages("b.pdf") == index.section("b.pdf", []) == ()


def test_a_document_that_comes_back_unchanged_is_found_once(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    for name in "abcd":
        pdf(f"{name}.pdf", f"De gemeente beslist, zegt {name}.")
    ingest(upkeep=IN_PIECES)
    (ingest.documents / "a.pdf").unlink()
    ingest(upkeep=IN_PIECES)
    pdf("a.pdf", "De gemeente beslist, zegt a.")
    ingest(upkeep=IN_PIECES)
    with ingest.open() as index:
        for stage in ("lexical", "dense"):
            found = [hit.passage.document for hit in index.search("gemeente beslist", k=20, stage=stage)]
            assert sorted(found) == ["a.pdf", "b.pdf", "c.pdf", "d.pdf"]


def test_a_segment_of_which_half_is_gone_is_copied_without_it(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    for name in "abcd":
        pdf(f"{name}.pdf", f"De gemeente beslist, zegt {name}.")
    ingest(upkeep=IN_PIECES)
    (old,) = segments(ingest)
    for name in "ab":
        (ingest.documents / f"{name}.pdf").unlink()
    ingest(upkeep=IN_PIECES)
    ingest.embedder.embedded.clear()
    pdf("e.pdf", "De gemeente beslist, zegt e.")
    ingest(upkeep=IN_PIECES)
    assert old not in segments(ingest)
    assert ingest.embedder.embedded == ["De gemeente beslist, zegt e."]
    assert sorted(ingest.texts()) == ["c.pdf", "d.pdf", "e.pdf"]


def test_small_segments_are_merged_with_their_vectors(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    upkeep = Upkeep(small=0, fanout=3, growth=0.5)
    for name in "abc":
        pdf(f"{name}.pdf", f"De gemeente beslist, zegt {name}.")
        report = ingest(upkeep=upkeep)
    assert report.generation == generations.live(ingest.index)
    with ingest.open() as index:
        assert [hit.passage.document for hit in index.search("zegt c gemeente", k=1)] == ["c.pdf"]
    assert len(ingest.embedder.embedded) == 3
    pdf("d.pdf", "De gemeente beslist, zegt d.")
    ingest(upkeep=upkeep)
    ingest(upkeep=upkeep)
    live = generations.live_manifest(ingest.index)
    assert live is not None
    assert len(live.segments) == 2
    assert sorted(ingest.texts()) == ["a.pdf", "b.pdf", "c.pdf", "d.pdf"]


def test_words_are_learnt_anew_when_much_was_added(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    upkeep = Upkeep(small=0, fanout=9, growth=0.6)
    pdf("a.pdf", "De gemeente beslist.")
    pdf("b.pdf", "De gemeente beslist ook.")
    ingest(upkeep=upkeep)
    wordings = []
    for name in "cd":
        pdf(f"{name}.pdf", f"De regio beslist, zegt {name}.")
        ingest(upkeep=upkeep)
        live = generations.live_manifest(ingest.index)
        assert live is not None
        wordings.append((live.wording.learnt, live.wording.since))
    assert wordings == [(2, 1), (4, 0)]
    assert ingest.texts()["d.pdf"] == "De regio beslist, zegt d."
    with ingest.open() as index:
        assert [hit.passage.document for hit in index.search("regio", k=5, stage="lexical")] == ["c.pdf", "d.pdf"]


def test_a_large_ingest_fills_several_segments(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    for name in "abcd":
        pdf(f"{name}.pdf", f"De gemeente beslist, zegt {name}.")
    ingest(upkeep=Upkeep(small=0, largest=2))
    assert len(segments(ingest)) == 2
    with ingest.open() as index:
        found = [hit.passage.document for hit in index.search("gemeente", stage="lexical")]
    assert found == ["a.pdf", "b.pdf", "c.pdf", "d.pdf"]


def describe(ingest: Ingest, *, title: str) -> None:
    (ingest.documents / "sources.toml").write_text(BASIS.replace("TITLE", title), encoding="utf-8")
    (ingest.documents / "gids.md").write_text("# Gids\n\nEen regio telt gemeenten.\n\n<!-- basis: F1 -->\n")


def test_metadata_and_basis_come_from_the_folder(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("gids.pdf", "Een regio telt gemeenten.")
    describe(ingest, title="De gids")
    ingest()
    with ingest.open() as index:
        assert [(d.title, d.publisher) for d in index.documents] == [("De gids", "Het project")]
        assert [b.title for p in index.passages("gids.pdf") for u in p.units for b in u.basis] == ["Regiodecreet"]


def test_without_a_description_the_title_is_the_pdfs_or_the_files(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("met.pdf", "Tekst.", title="Titel van de PDF")
    pdf("zonder.pdf", "Tekst.")
    ingest()
    with ingest.open() as index:
        assert [d.title for d in index.documents] == ["Titel van de PDF", "zonder"]


def test_a_new_description_is_taken_over_without_reading(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    pdf("gids.pdf", "Een regio telt gemeenten.")
    ingest()
    describe(ingest, title="De gids")
    assert ingest().changed == ("gids.pdf",)
    describe(ingest, title="De nieuwe gids")
    assert ingest().changed == ("gids.pdf",)
    assert ingest().unchanged == ("gids.pdf",)
    assert ingest.reader.read == ["gids.pdf"]
    with ingest.open() as index:
        assert index.documents[0].title == "De nieuwe gids"
        assert [b.title for p in index.passages("gids.pdf") for u in p.units for b in u.basis] == ["Regiodecreet"]


def test_progress_ends_with_all_files_and_pages(ingest: Ingest, pdf: Callable[..., Path]) -> None:
    total = pdf("a.pdf", "Een.", "Twee.").stat().st_size + pdf("b.pdf", "Drie.").stat().st_size
    told: list[Progress] = []
    ingest(progress=told.append)
    assert told[-1] == Progress(files=2, files_done=2, pages_done=3, total=total, done=total, name="b.pdf")


@pytest.mark.skipif(not (SHARED / "guide").is_dir(), reason="shared/guide is not beside this repository")
def test_the_guide_is_indexed_by_worker_processes(tmp_path: Path, embedder: Any) -> None:
    shutil.copytree(SHARED / "guide", tmp_path / "guide")
    report = sync([tmp_path / "guide"], tmp_path / "index", embedder=embedder, processes=2)
    assert (report.added, report.failed) == (("guide-columns.pdf", "guide-scan.pdf", "guide.pdf"), ())
    assert list(report.without_text) == ["guide-scan.pdf"]
    with Index.open(tmp_path / "index", embedder=embedder) as index:
        assert index.search("Wat is een referentieregio?", k=3)
