"""What can be chosen about an embedding model."""

from dataclasses import dataclass
from typing import Final, Literal

BUILT_IN: Final = "built-in"

Backend = Literal["torch", "onnx", "openvino"]

BATCH_SIZE: Final = 32
"""Texts that a model gets in one go, as sentence-transformers has it: more needs more memory and gains little without a
graphics card."""


@dataclass(frozen=True, slots=True)
class EmbedderSettings:
    """Which embedding model, and how it is run.

    `model` is the built-in one, a folder or a name on the Hugging Face hub. The prompts are put before each question
    or passage; None means those saved with the model, else those of its family (families.toml). `batch_size` counts
    texts. `device` is a torch device, None the best there is.

    Rows are always brought to unit length, so that is no setting: the index compares by dot product, and what counts
    as near is set on cosines.
    """

    model: str = BUILT_IN
    query_prompt: str | None = None
    passage_prompt: str | None = None
    batch_size: int = BATCH_SIZE
    device: str | None = None
    backend: Backend = "torch"
