"""Texts become vectors, and pairs of texts become scores: the built-in Dutch model or a model of the user's own."""

from corpus.embedding.judge import Entails, Judge, load_entailment, load_judge
from corpus.embedding.own import SentenceTransformerEmbedder
from corpus.embedding.quiet import quiet_sentence_transformers
from corpus.embedding.settings import BUILT_IN, Backend, EmbedderSettings
from corpus.embedding.static import BUILT_IN_FOLDER, StaticEmbedder, built_in, save_static
from corpus.embedding.vectors import Embedder, Vectors, unit_length

__all__ = [
    "BUILT_IN",
    "BUILT_IN_FOLDER",
    "Backend",
    "Embedder",
    "EmbedderSettings",
    "Entails",
    "Judge",
    "SentenceTransformerEmbedder",
    "StaticEmbedder",
    "Vectors",
    "built_in",
    "load",
    "load_entailment",
    "load_judge",
    "quiet_sentence_transformers",
    "save_static",
    "unit_length",
]


def load(chosen: str | EmbedderSettings = BUILT_IN) -> Embedder:
    """Return the built-in model for `"built-in"`, else the sentence-transformers model of that name or folder.

    The other settings do not touch the built-in model.

    Raises:
        ModelError: the model cannot be found, fetched or read.
    """
    settings = EmbedderSettings(chosen) if isinstance(chosen, str) else chosen
    return built_in() if settings.model == BUILT_IN else SentenceTransformerEmbedder.open(settings)
