import hashlib
from pathlib import Path

import pytest

from corpus.errors import IndexBusy, IndexMissing
from corpus.storing import generations, leases
from corpus.storing.manifest import IndexedFile, Manifest
from corpus.storing.recipe import ANALYSIS, FORMAT, Recipe
from corpus.types import Document

RECIPE = Recipe("words-64", {"target": 900})


def publish(index: Path, *, content: bytes, previous: str | None = None) -> Manifest:
    source = index.parent / "gids.pdf"
    source.write_bytes(content)
    sha256 = generations.keep_file(index, source)
    folder = generations.start(index / generations.GENERATIONS)
    document = Document("gids.pdf", sha256, "Gids", 1, page_labels=("1",))
    manifest = Manifest(folder.name, RECIPE, (IndexedFile(document, str(source), 3, None, "", (1,)),), previous)
    manifest.save(folder)
    generations.publish(index, folder.name)
    return manifest


@pytest.fixture
def index(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    folder.mkdir()
    return folder


def test_nothing_is_live_before_the_first_ingest(index: Path) -> None:
    with pytest.raises(IndexMissing, match="run: assistant ingest --index"):
        generations.live(index)
    assert generations.live_manifest(index) is None
    assert generations.stamp(index) is None


def test_publishing_makes_a_generation_live(index: Path) -> None:
    manifest = publish(index, content=b"een")
    assert generations.live(index) == manifest.generation
    assert generations.live_manifest(index) == manifest


def test_the_stamp_changes_with_each_generation(index: Path) -> None:
    publish(index, content=b"een")
    first = generations.stamp(index)
    publish(index, content=b"twee")
    assert generations.stamp(index) not in (None, first)


def test_names_are_never_used_again(index: Path) -> None:
    assert len({generations.start(index / generations.GENERATIONS).name for _ in range(50)}) == 50


def test_the_sweep_keeps_the_last_two_generations_and_their_files(index: Path) -> None:
    first = publish(index, content=b"een")
    second = publish(index, content=b"twee", previous=first.generation)
    third = publish(index, content=b"drie", previous=second.generation)
    generations.sweep(index)
    assert {p.name for p in (index / "generations").iterdir()} == {second.generation, third.generation}
    assert {p.stem for p in (index / "files").iterdir()} == {
        hashlib.sha256(content).hexdigest() for content in (b"twee", b"drie")
    }


def test_the_sweep_leaves_a_generation_that_somebody_reads(index: Path) -> None:
    first = publish(index, content=b"een")
    second = publish(index, content=b"twee", previous=first.generation)
    third = publish(index, content=b"drie", previous=second.generation)
    with leases.hold(generations.folder_of(index, first.generation)):
        generations.sweep(index)
        assert {p.name for p in (index / "generations").iterdir()} == {
            first.generation,
            second.generation,
            third.generation,
        }
        assert len(list((index / "files").iterdir())) == 3
    generations.sweep(index)
    assert len(list((index / "generations").iterdir())) == len(list((index / "files").iterdir())) == 2


def test_a_generation_that_is_about_to_go_cannot_be_held(index: Path) -> None:
    folder = generations.folder_of(index, publish(index, content=b"een").generation)
    with leases.free(folder) as nobody:
        assert nobody
        with pytest.raises(FileNotFoundError):
            leases.hold(folder)
    leases.hold(folder).close()


def test_the_sweep_removes_what_killed_runs_left(index: Path) -> None:
    live = publish(index, content=b"een")
    (generations.start(index / generations.GENERATIONS) / "passages.sqlite").write_bytes(b"half")
    (index / "files" / "0123456789abcdef.partial").write_bytes(b"half")
    (index / "current.12ab34cd.partial").write_text("half")
    generations.sweep(index)
    assert [p.name for p in (index / "generations").iterdir()] == [live.generation]
    assert len(list((index / "files").iterdir())) == 1
    assert not list(index.glob("*.partial"))


def test_the_sweep_leaves_what_is_not_ours(tmp_path: Path) -> None:
    for name in ("files/brief.pdf", "generations/opa/foto.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"van iemand anders")
    generations.sweep(tmp_path)
    assert (tmp_path / "files/brief.pdf").exists()
    assert (tmp_path / "generations/opa/foto.jpg").exists()


def test_a_kept_file_does_not_change_with_its_original(index: Path, tmp_path: Path) -> None:
    original = tmp_path / "gids.pdf"
    original.write_bytes(b"zoals ingelezen")
    kept = generations.file_of(index, generations.keep_file(index, original))
    with original.open("r+b") as file:
        file.write(b"ANDERS")
    assert kept.read_bytes() == b"zoals ingelezen"


def test_the_lock_is_held_by_one_at_a_time(index: Path) -> None:
    with (
        generations.locked(index),
        pytest.raises(IndexBusy, match="another ingest is at work"),
        generations.locked(index, patience=0.05),
    ):
        pass
    with generations.locked(index, patience=0.05):
        pass


def test_a_recipe_says_where_another_departs() -> None:
    other = Recipe("other", {"target": 500})
    assert RECIPE.difference(RECIPE) == ""
    assert RECIPE.difference(other) == "embedding model words-64 instead of other, chunking target 900 instead of 500"
    assert Recipe.from_json(RECIPE.as_json()) == RECIPE
    assert RECIPE.describe() == (f"format {FORMAT}, embedder words-64, analysis {ANALYSIS}, chunking (target 900)")
