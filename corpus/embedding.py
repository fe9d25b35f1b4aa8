"""Texts become vectors: the door of sentence-transformers, tokenizers and safetensors.

The built-in Dutch model is a table with one vector for each piece of a word; the vector of a text is the mean of
its pieces' vectors, brought to unit length. It is read without torch. Any sentence-transformers model can stand in
its place.
"""

import hashlib
import json
import logging
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load as read_tensors
from safetensors.numpy import save as write_tensors

from corpus.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUILT_IN: Final = "built-in"
BUILT_IN_FOLDER: Final = Path(__file__).parent / "model"

FORMAT: Final = 1
WEIGHTS_FILE: Final = "model.safetensors"
TOKENIZER_FILE: Final = "tokenizer.json"
CONFIG_FILE: Final = "config.json"

# Texts cut into pieces in one go: more is not faster and takes more memory.
TEXTS_AT_ONCE: Final = 128

# What sentence-transformers and the libraries under it raise for a model that is missing, damaged or of another kind.
UNUSABLE: Final = (OSError, ValueError, RuntimeError, ImportError, LookupError, TypeError, SafetensorError)

Vectors = npt.NDArray[np.float32]
Backend = Literal["torch", "onnx", "openvino"]


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


def built_in() -> Embedder:
    """Return the Dutch model that travels with the product; it needs neither torch nor a network.

    Raises:
        ModelError: the model's files are missing or damaged.
    """
    return StaticEmbedder(BUILT_IN_FOLDER)


def load(
    name_or_folder: str,
    *,
    query_prompt: str | None = None,
    passage_prompt: str | None = None,
    batch_size: int = 32,
    device: str | None = None,
    backend: Backend = "torch",
) -> Embedder:
    """Return the built-in model for `"built-in"`, else the sentence-transformers model of that name or folder.

    The prompts are put before each question or passage; `None` means those saved with the model. `batch_size`
    counts texts. `device` is a torch device, `None` the best there is. The options do not touch the built-in model.

    Raises:
        ModelError: the model cannot be found, fetched or read.
    """
    if name_or_folder == BUILT_IN:
        return built_in()
    model = _open_sentence_transformer(name_or_folder, device=device, backend=backend)
    return SentenceTransformerEmbedder(
        model,
        label=Path(name_or_folder).name if Path(name_or_folder).is_dir() else name_or_folder,
        query_prompt=query_prompt,
        passage_prompt=passage_prompt,
        batch_size=batch_size,
    )


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


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, with its prompts."""

    def __init__(
        self,
        model: "SentenceTransformer",
        *,
        label: str,
        query_prompt: str | None = None,
        passage_prompt: str | None = None,
        batch_size: int = 32,
    ) -> None:
        self._model = model
        self._query_prompt = query_prompt
        self._passage_prompt = passage_prompt
        self._batch_size = batch_size
        self._name = f"{label}@{_fingerprint(model, query_prompt, passage_prompt)}"
        self._width = int(model.encode([""], show_progress_bar=False).shape[1])

    @property
    def name(self) -> str:
        """The model's name with a fingerprint of its weights and prompts."""
        return self._name

    @property
    def width(self) -> int:
        """The number of numbers in a vector."""
        return self._width

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length for each text."""
        return self._encode(self._model.encode_document, texts, self._passage_prompt)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length for each question."""
        return self._encode(self._model.encode_query, texts, self._query_prompt)

    def _encode(self, encode: Any, texts: Sequence[str], prompt: str | None) -> Vectors:
        if not texts:
            return np.zeros((0, self.width), dtype=np.float32)
        vectors = encode(list(texts), prompt=prompt, batch_size=self._batch_size, show_progress_bar=False)
        return unit_length(np.asarray(vectors, dtype=np.float32))


def unit_length(vectors: Vectors) -> Vectors:
    """Return the rows divided by their Euclidean length; rows of zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return scaled


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


def quiet_sentence_transformers() -> None:
    """Switch off Hugging Face's telemetry, progress bars and remarks; call it before importing its libraries."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("HF_HUB_VERBOSITY", "error")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    for library in ("sentence_transformers", "transformers", "huggingface_hub"):
        logging.getLogger(library).setLevel(logging.ERROR)


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
        f"{folder}: this embedding model cannot be read ({_one_line(reason)}); install the product again "
        "or train the model with `python -m corpus.training`."
    )


def _open_sentence_transformer(name: str, *, device: str | None, backend: Backend) -> "SentenceTransformer":
    """Open a model that is on this machine, else fetch it: what was fetched once is not asked for again."""
    if not name.strip():
        raise ModelError(f"The embedding model has no name; give a name or folder, or use “{BUILT_IN}”.")
    quiet_sentence_transformers()
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise _unusable(name, error) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return SentenceTransformer(name, device=device, backend=backend, local_files_only=True)
        except UNUSABLE as error:
            if Path(name).exists():
                raise _unusable(name, error) from error
        try:
            return SentenceTransformer(name, device=device, backend=backend)
        except UNUSABLE as error:
            raise _unusable(name, error) from error


def _unusable(name: str, error: Exception) -> ModelError:
    return ModelError(
        f"Embedding model “{name}” cannot be loaded ({_one_line(str(error))}); give the folder of a "
        f"sentence-transformers model, check the name and the network, or use “{BUILT_IN}”."
    )


def _fingerprint(model: "SentenceTransformer", *prompts: str | None) -> str:
    """Hash what decides the vectors: each weight's name and shape with 64 of its numbers, the prompts, the backend.

    All the numbers of a large model would take seconds; training changes nearly every one of them. ONNX and OpenVINO
    show no weights: there the name does not tell two trainings of one model apart.
    """
    digest = hashlib.sha256(repr((model.get_backend(), prompts, sorted(model.prompts.items()))).encode())
    for name, weight in sorted(model.state_dict().items()):
        numbers = weight.detach().flatten()
        sample = numbers[:: max(1, numbers.numel() // 64)].float().cpu().numpy()
        digest.update(f"{name}{tuple(weight.shape)}".encode() + sample.tobytes())
    return digest.hexdigest()[:12]


def _one_line(text: str) -> str:
    """The first line with words in it: the libraries' messages run over many."""
    return next((line.strip().rstrip(".") for line in text.splitlines() if line.strip()), "no reason given")
