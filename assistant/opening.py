"""Opens an assistant on the index that the settings name."""

from collections.abc import Callable
from threading import Lock

from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus.embedding import Judge, load, load_judge
from corpus.index import Index, LiveIndex


def open_assistant(settings: Settings) -> Assistant:
    """Return an assistant on the live generation. Raises IndexMissing, IndexOutdated and ModelError."""
    return _assistant(open_index(settings), settings)


def open_index(settings: Settings) -> Index:
    """Return the live generation. Raises IndexMissing, IndexOutdated, ModelError and SettingError."""
    return Index.open(
        settings.index, embedder=load(settings.embedding), judge=judge_of(settings), synonyms=settings.synonyms
    )


def follow(settings: Settings) -> Callable[[], Assistant]:
    """Return what gives an assistant on the generation that is live at the call, within 2 seconds of a swap.

    Raises IndexMissing, IndexOutdated and ModelError.
    """
    live = LiveIndex(
        settings.index, embedder=load(settings.embedding), judge=judge_of(settings), synonyms=settings.synonyms
    )
    held = _assistant(live.current(), settings)
    lock = Lock()

    def current() -> Assistant:
        nonlocal held
        index = live.current()
        with lock:
            if index.generation != held.generation:
                held = _assistant(index, settings)
            return held

    return current


def judge_of(settings: Settings) -> Judge | None:
    """Return the reranker that the settings name, None when they name none. Raises ModelError."""
    if settings.reranker is None:
        return None
    return load_judge(settings.reranker, batch_size=settings.model_batch_size, device=settings.model_device)


def _assistant(index: Index, settings: Settings) -> Assistant:
    return Assistant(index, public_address=settings.public_address, help_desk=settings.help_desk)
