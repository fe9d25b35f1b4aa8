"""What every embedding model gives: rows of unit length."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors whose dot product says how near their meanings are."""

    @property
    def name(self) -> str:
        """The identity stored with an index: it changes when the model changes."""

    @property
    def width(self) -> int:
        """The number of numbers in a vector."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length for each text to be found; a text without known words gives zeros."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length for each question; a text without known words gives zeros."""


def unit_length(vectors: Vectors) -> Vectors:
    """Return the rows divided by their Euclidean length; rows of zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return scaled
