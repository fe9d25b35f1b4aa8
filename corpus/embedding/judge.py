"""Models of the user's own that read a question and a passage together and score the pair: CrossEncoders."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from corpus.embedding.hub import open_model, unusable
from corpus.embedding.settings import BATCH_SIZE

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

Judge = Callable[[str, Sequence[str]], npt.NDArray[np.float32]]
"""A question and texts in, a score for each text out; higher is better."""

ONE_SCORE: Final = 1

Entails = Callable[[Sequence[tuple[str, str]]], Sequence[float]]
"""Pairs of a text and a sentence in; for each, the probability that the text says what the sentence says."""

ENTAILMENT: Final = "entail"
"""How the label of entailment begins, in every model for natural language inference."""


def load_judge(name_or_folder: str, *, batch_size: int = BATCH_SIZE, device: str | None = None) -> Judge:
    """Return the judge of a sentence-transformers CrossEncoder: its scores before any squashing, so that none tie.

    Only order and differences mean something: each model has its own scale. `batch_size` counts pairs; `device` is a
    torch device, None the best there is.

    Raises:
        ModelError: the model cannot be found, fetched or read, or gives more than one score for a pair.
    """
    model = open_model(name_or_folder, lambda local: _make(name_or_folder, device=device, local_files_only=local))
    if model.num_labels != ONE_SCORE:
        raise unusable(name_or_folder, f"it gives {model.num_labels} scores for a pair, a reranker gives one")

    from torch.nn import Identity

    def judge(question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        if not texts:
            return np.zeros(0, dtype=np.float32)
        pairs = [(question, text) for text in texts]
        scores = model.predict(pairs, batch_size=batch_size, activation_fn=Identity(), show_progress_bar=False)
        return np.asarray(scores, dtype=np.float32).reshape(-1)

    return judge


def load_entailment(name_or_folder: str, *, batch_size: int = BATCH_SIZE, device: str | None = None) -> Entails:
    """Return the entailment model of a CrossEncoder: one score for a pair, or labels of which one is entailment.

    `batch_size` counts pairs; `device` is a torch device, None the best there is.

    Raises:
        ModelError: the model cannot be found, fetched or read, or none of its labels is entailment.
    """
    model = open_model(name_or_folder, lambda local: _make(name_or_folder, device=device, local_files_only=local))
    column = _entailment_column(name_or_folder, model)

    from torch.nn import Sigmoid, Softmax

    activation = Sigmoid() if model.num_labels == ONE_SCORE else Softmax(dim=-1)

    def entails(pairs: Sequence[tuple[str, str]]) -> list[float]:
        if not pairs:
            return []
        scores = model.predict(list(pairs), batch_size=batch_size, activation_fn=activation, show_progress_bar=False)
        return [float(score) for score in np.asarray(scores).reshape(len(pairs), -1)[:, column]]

    return entails


def _entailment_column(name: str, model: "CrossEncoder") -> int:
    if model.num_labels == ONE_SCORE:
        return 0
    named = getattr(model.config, "id2label", None) or {}
    labels = {int(number): str(label) for number, label in named.items()}
    for number, label in labels.items():
        if label.lower().startswith(ENTAILMENT):
            return number
    raise unusable(name, f"none of its labels is entailment ({', '.join(labels.values())})")


def _make(name: str, *, device: str | None, local_files_only: bool) -> "CrossEncoder":
    from sentence_transformers import CrossEncoder

    model: CrossEncoder = CrossEncoder(name, device=device, local_files_only=local_files_only)
    return model
