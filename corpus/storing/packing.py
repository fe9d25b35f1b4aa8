"""Boxes and units of a passage as a few bytes, and back.

A page of law has some 500 words, so boxes are most of what an index holds. Coordinates are kept in hundredths of
a point, the precision of a quote's rectangle.
"""

import json
import zlib
from collections.abc import Callable, Sequence
from typing import get_args

import numpy as np

from corpus.types import Basis, Box, Unit, UnitKind

HUNDREDTHS = 100
KINDS: tuple[UnitKind, ...] = get_args(UnitKind)
# Higher levels of zlib save 3% and cost three times as long.
LEVEL = 1


def rounded(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Return the boxes as they come back from `unpack_boxes`."""
    return unpack_boxes(pack_boxes(boxes))


def pack_boxes(boxes: Sequence[Box]) -> bytes:
    """Pack boxes, column by column, each value as the difference with the one before: neighbours differ little."""
    table = np.array(
        [(b.start, b.end, b.page, b.left, b.bottom, b.right, b.top) for b in boxes], dtype=np.float64
    ).reshape(-1, 7)
    table[:, 3:] *= HUNDREDTHS
    steps = np.diff(np.rint(table).astype("<i4"), axis=0, prepend=np.zeros((1, 7), "<i4"))
    return zlib.compress(np.ascontiguousarray(steps.T).tobytes(), LEVEL)


def unpack_boxes(packed: bytes) -> tuple[Box, ...]:
    """Return the boxes, their coordinates rounded to hundredths of a point."""
    steps = np.frombuffer(zlib.decompress(packed), dtype="<i4").reshape(7, -1)
    start, end, page, *edges = np.cumsum(steps, axis=1)
    columns = [start.tolist(), end.tolist(), page.tolist(), *((edge / HUNDREDTHS).tolist() for edge in edges)]
    return tuple(Box(*values) for values in zip(*columns, strict=True))


def pack_units(units: Sequence[Unit], number: Callable[[Basis], int]) -> str:
    """Write units as JSON rows: start, end, kind and the `number` of each basis."""
    rows = [[u.start, u.end, KINDS.index(u.kind), *map(number, u.basis)] for u in units]
    return json.dumps(rows, separators=(",", ":"))


def unpack_units(packed: str, bases: Sequence[Basis]) -> tuple[Unit, ...]:
    """Return the units; `bases` holds each basis at its number."""
    return tuple(
        Unit(start, end, KINDS[kind], tuple(bases[n] for n in numbers))
        for start, end, kind, *numbers in json.loads(packed)
    )
