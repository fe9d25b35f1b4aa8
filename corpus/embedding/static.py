"""The built-in Dutch model: the door of tokenizers and safetensors.

It is a table with one vector for each piece of a word; the vector of a text is the mean of its pieces' vectors, brought
to unit length. It is read without torch.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from safetensors.numpy import load as read_tensors
from safetensors.numpy import save as write_tensors

from corpus.embedding.settings import BUILT_IN
from corpus.embedding.vectors import Embedder, Vectors, unit_length
from corpus.errors import ModelError

BUILT_IN_FOLDER: Final = Path(__file__).parent.parent / "model"

FORMAT: Final = 1
WEIGHTS_FILE: Final = "model.safetensors"
TOKENIZER_FILE: Final = "tokenizer.json"
CONFIG_FILE: Final = "config.json"

# Texts cut into pieces in one go: more is not faster and takes more memory.
TEXTS_AT_ONCE: Final = 128


def built_in() -> Embedder:
    """Return the Dutch model that travels with the product; it needs neither torch nor a network.

    Raises:
        ModelError: the model's files are missing or damaged.
    """
    return StaticEmbedder(BUILT_IN_FOLDER)


class StaticEmbedder:
    """A static model: a tokenizer and one row of int8 numbers with a scale for each of its pieces.

    The weights are kept as float32 while the model is open: 30 MB instead of 8, and no arithmetic for each question.
    """

    def __init__(self, folder: Path) -> None:
        """Read `model.safetensors`, `tokenizer.json` and `config.json`; ModelError when one of them cannot be used."""
        # tokenizers is imported here, so that who only needs the types does not wait for it.
        from tokenizers import Tokenizer

        # Its own threads do not survive a fork and say so on standard error.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        self._name, stored, tokenizer = _read_static(folder)
        self._tokenizer = Tokenizer.from_str(tokenizer)
        self._table = _table(stored)

    @property
    def name(self) -> str:
        """The name and fingerprint of the weights."""
        return self._name

    @property
    def width(self) -> int:
        """The number of numbers in a vector."""
        return int(self._table.shape[1])

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length for each text."""
        vectors = np.zeros((len(texts), self.width), dtype=np.float32)
        for row, pieces in enumerate(self._pieces(texts)):
            # One text at a time: a table of all pieces of a batch outgrows the processor's cache, seven times slower.
            vectors[row] = self._table.take(pieces, axis=0).sum(axis=0)
        return unit_length(vectors)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length for each question: questions and passages are embedded alike."""
        return self.passages(texts)

    def _pieces(self, texts: Sequence[str]) -> Iterator[list[int]]:
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            batch = list(texts[start : start + TEXTS_AT_ONCE])
            for found in self._tokenizer.encode_batch_fast(batch, add_special_tokens=False):
                yield found.ids


def save_static(folder: Path, *, weights: Vectors, tokenizer: str, details: Mapping[str, object]) -> None:
    """Write a static model that `StaticEmbedder` reads: int8 rows, each with its scale, and the tokenizer's JSON.

    `details` (data, seed, settings) are kept in the configuration beside the name, which is a fingerprint.
    """
    largest = np.abs(weights).max(axis=1, keepdims=True)
    scales = (np.where(largest == 0, 1, largest) / 127).astype(np.float32)
    rows = np.rint(weights / scales).astype(np.int8)
    stored = write_tensors({"rows": rows, "scales": scales})
    config = {
        "format": FORMAT,
        "name": _static_name(stored, tokenizer),
        "pieces": rows.shape[0],
        "width": rows.shape[1],
        **details,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS_FILE).write_bytes(stored)
    (folder / TOKENIZER_FILE).write_text(tokenizer, encoding="utf-8")
    (folder / CONFIG_FILE).write_text(json.dumps(config, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _read_static(folder: Path) -> tuple[str, bytes, str]:
    """Return the name, weights and tokenizer of a static model as written, after comparing them with their name."""
    try:
        config = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        stored = (folder / WEIGHTS_FILE).read_bytes()
        tokenizer = (folder / TOKENIZER_FILE).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise _damaged(folder, str(error)) from error
    if config.get("format") != FORMAT:
        raise _damaged(folder, f"its format is {config.get('format')}, this version reads {FORMAT}")
    name = _static_name(stored, tokenizer)
    if config.get("name") != name:
        raise _damaged(folder, f"its files are damaged or not of one model: {config.get('name')} is {name}")
    return name, stored, tokenizer


def _static_name(stored: bytes, tokenizer: str) -> str:
    return f"{BUILT_IN}-{hashlib.sha256(stored + tokenizer.encode()).hexdigest()[:12]}"


def _table(stored: bytes) -> Vectors:
    tensors = read_tensors(stored)
    table: Vectors = np.multiply(tensors["rows"], tensors["scales"], dtype=np.float32)
    return table


def _damaged(folder: Path, reason: str) -> ModelError:
    return ModelError(
        f"{folder}: this embedding model cannot be read ({reason}); install the product again "
        "or train the model with `python -m corpus.training`."
    )
