"""Opens an assistant on the index that the settings name."""

from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus.embedding import load
from corpus.index import Index


def open_assistant(settings: Settings) -> Assistant:
    """Return an assistant on the live generation. Raises IndexMissing, IndexOutdated and ModelError."""
    return Assistant(
        Index.open(settings.index, embedder=load(settings.embedder)), public_address=settings.public_address
    )
