import numpy as np
import pytest

from corpus.storing.places import GONE, Places

FILES = [("a.pdf", 1, 2), ("b.pdf", 0, 1), ("c.pdf", 1, 1)]
SEGMENTS = [[("a.pdf", 3), ("b.pdf", 1)], [("a.pdf", 2), ("c.pdf", 1)]]


def test_positions_follow_the_files_and_what_was_replaced_has_none() -> None:
    places = Places.of(FILES, SEGMENTS)
    assert [list(each) for each in places.by_segment] == [[GONE, GONE, GONE, 2], [0, 1, 3]]
    assert len(places) == 4
    assert [places.find(position) for position in range(4)] == [(1, 0), (1, 1), (0, 3), (1, 2)]
    assert (places.whole(0), places.whole(1)) == (False, True)


def test_a_mask_is_told_by_position() -> None:
    places = Places.of(FILES, SEGMENTS)
    assert places.mask(1, None) is None
    assert np.array_equal(places.mask(0, None), [False, False, False, True])
    allowed = np.array([True, False, True, False])
    assert np.array_equal(places.mask(0, allowed), [False, False, False, True])
    assert np.array_equal(places.mask(1, allowed), [True, False, False])


@pytest.mark.parametrize("files", [[("d.pdf", 0, 1)], [("a.pdf", 1, 5)]])
def test_files_that_no_segment_holds_so_are_refused(files: list[tuple[str, int, int]]) -> None:
    with pytest.raises(ValueError, match=r"in no segment|were expected"):
        Places.of(files, SEGMENTS)


def test_an_index_without_passages_has_no_positions() -> None:
    places = Places.of([("scan.pdf", 0, 0)], [[("scan.pdf", 0)]])
    assert len(places) == 0
    assert places.mask(0, np.zeros(0, np.bool_)) is not None
