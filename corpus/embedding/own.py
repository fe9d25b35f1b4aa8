"""Models of the user's own that turn texts into vectors: the door of sentence-transformers."""

import hashlib
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from corpus.embedding.hub import UNUSABLE, cached_revision, one_line, open_model, unusable
from corpus.embedding.prompts import Prompts, prompts_of
from corpus.embedding.settings import Backend, EmbedderSettings
from corpus.embedding.vectors import Vectors, unit_length
from corpus.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MODULES_OF: Final[Mapping[Backend, str]] = {"onnx": "optimum.onnxruntime", "openvino": "optimum.intel"}
"""What a backend imports."""

EXPORTED: Final = ("*.onnx", "openvino*.bin", "openvino*.xml")
"""Where models of those backends keep their weights."""


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, with its prompts."""

    def __init__(self, model: "SentenceTransformer", *, name: str, prompts: Prompts, batch_size: int) -> None:
        self._model = model
        self._name = name
        self._prompts = prompts
        self._batch_size = batch_size
        self._width = int(model.encode([""], show_progress_bar=False).shape[1])

    @classmethod
    def open(cls, settings: EmbedderSettings) -> Self:
        """Open a folder, a model fetched before, or fetch it. Raises ModelError."""
        check_backend(settings.backend)
        model = open_model(settings.model, lambda local: _make(settings, local_files_only=local))
        prompts = _chosen(settings, prompts_of(settings.model, model.prompts))
        label = Path(settings.model).name if Path(settings.model).is_dir() else settings.model
        name = f"{label}@{_fingerprint(model, prompts, _files(settings))}"
        try:
            return cls(model, name=name, prompts=prompts, batch_size=settings.batch_size)
        except UNUSABLE as error:
            raise unusable(settings.model, str(error)) from error

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
        return self._encode(self._model.encode_document, texts, self._prompts.passage)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length for each question."""
        return self._encode(self._model.encode_query, texts, self._prompts.query)

    def _encode(self, encode: Any, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.width), dtype=np.float32)
        vectors = encode(list(texts), prompt=prompt, batch_size=self._batch_size, show_progress_bar=False)
        return unit_length(np.asarray(vectors, dtype=np.float32))


def check_backend(backend: Backend) -> None:
    """Raise ModelError when the packages of a backend are missing."""
    if backend not in MODULES_OF:
        return
    try:
        import_module(MODULES_OF[backend])
    except ImportError as error:
        raise ModelError(
            f"The backend {backend} is not installed ({one_line(str(error))}); run: "
            f"pip install 'sentence-transformers[{backend}]', or use the backend torch."
        ) from error


def _make(settings: EmbedderSettings, *, local_files_only: bool) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(
        settings.model, device=settings.device, backend=settings.backend, local_files_only=local_files_only
    )


def _chosen(settings: EmbedderSettings, known: Prompts) -> Prompts:
    return Prompts(
        known.query if settings.query_prompt is None else settings.query_prompt,
        known.passage if settings.passage_prompt is None else settings.passage_prompt,
    )


def _files(settings: EmbedderSettings) -> list[str]:
    """Describe the weights of a backend that does not show them: the hub's commit, or each file's size and head."""
    if settings.backend not in MODULES_OF:
        return []
    folder = Path(settings.model)
    if not folder.is_dir():
        return [cached_revision(settings.model) or ""]
    files = sorted(file for pattern in EXPORTED for file in folder.rglob(pattern))
    return [f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files]


def _fingerprint(model: "SentenceTransformer", prompts: Prompts, files: Sequence[str]) -> str:
    """Hash what decides the vectors: each weight's name and shape with 64 of its numbers, pooling, length, prompts.

    All the numbers of a large model would take seconds; training changes nearly every one of them. The backend is in
    it too: rounding differs, and ONNX files are often quantised.
    """
    shape = [(type(module).__name__, repr(getattr(module, "pooling_mode", None))) for module in model]
    digest = hashlib.sha256(
        repr((model.get_backend(), tuple(prompts), list(files), shape, model.max_seq_length)).encode()
    )
    for name, weight in sorted(model.state_dict().items()):
        numbers = weight.detach().flatten()
        sample = numbers[:: max(1, numbers.numel() // 64)].float().cpu().numpy()
        digest.update(f"{name}{tuple(weight.shape)}".encode() + sample.tobytes())
    return digest.hexdigest()[:12]
