from corpus.storing.manifest import IndexedFile, Manifest
from corpus.storing.recipe import Recipe
from corpus.storing.segments import Upkeep, mergeable, shared
from corpus.types import Document

UPKEEP = Upkeep(small=10, largest=200, fanout=3)


def manifest(**segments: list[int]) -> Manifest:
    """Return the manifest of segments, each given as the passages of its files."""
    files = [
        IndexedFile(Document(f"{segment}{number}.pdf", "", "", 1), "", passages, segment=segment)
        for segment, sizes in segments.items()
        for number, passages in enumerate(sizes)
    ]
    return Manifest("g", Recipe("words-64"), tuple(files))


def sizes(live: Manifest) -> dict[str, int]:
    return {name: sum(file.passages for file in live.files if file.segment == name) for name in live.segments}


def test_a_small_index_shares_nothing() -> None:
    live = manifest(a=[5], b=[5])
    assert shared(live, (), sizes(live), UPKEEP) == frozenset()


def test_a_segment_is_shared_while_more_than_half_of_it_stays() -> None:
    live = manifest(a=[10, 10, 10], b=[10, 10])
    assert shared(live, {"a0.pdf", "b0.pdf"}, sizes(live), UPKEEP) == {"a"}
    assert shared(live, (), {"a": 60, "b": 20}, UPKEEP) == {"b"}


def test_segments_of_like_size_are_merged_when_there_are_enough() -> None:
    assert mergeable(manifest(a=[3], b=[4]), UPKEEP) == frozenset()
    assert mergeable(manifest(a=[3], b=[4], c=[100], d=[5]), UPKEEP) == {"a", "b", "d"}


def test_what_does_not_fit_into_one_segment_is_not_merged() -> None:
    assert mergeable(manifest(a=[95], b=[96], c=[97]), UPKEEP) == frozenset()
    assert mergeable(manifest(a=[31], b=[32], c=[80], d=[89]), UPKEEP) == {"a", "b", "c"}
