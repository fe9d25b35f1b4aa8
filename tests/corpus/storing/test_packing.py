from hypothesis import given
from hypothesis import strategies as st

from corpus.storing import packing
from corpus.types import Basis, Box, Unit

hundredths = st.integers(-500_000, 500_000).map(lambda number: number / 100)
boxes = st.lists(
    st.builds(
        Box,
        start=st.integers(0, 10_000),
        end=st.integers(0, 10_000),
        page=st.integers(1, 100_000),
        left=hundredths,
        bottom=hundredths,
        right=hundredths,
        top=hundredths,
    )
)


@given(boxes)
def test_boxes_come_back_to_the_hundredth_of_a_point(given_boxes: list[Box]) -> None:
    assert packing.unpack_boxes(packing.pack_boxes(given_boxes)) == tuple(given_boxes)


def test_finer_coordinates_are_rounded() -> None:
    packed = packing.pack_boxes([Box(0, 3, 1, 10.004, 20.006, 30.0, 40.0)])
    assert packing.unpack_boxes(packed) == (Box(0, 3, 1, 10.0, 20.01, 30.0, 40.0),)


def test_units_keep_their_kind_and_their_basis() -> None:
    bases = [Basis("Decreet", "https://voorbeeld.be", None, "official"), Basis("Pers", "https://v.be", "2024", "other")]
    units = (Unit(0, 5, "heading"), Unit(6, 9, "sentence", (bases[1], bases[0])), Unit(10, 12, "row"))
    assert packing.unpack_units(packing.pack_units(units, bases.index), bases) == units
