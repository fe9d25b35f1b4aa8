"""Assistants to be measured, opened as the commands of the product open them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.opening import assistant_of, open_index
from assistant.settings import SHIPPED_DOCUMENTS, Settings
from corpus.embedding import load
from corpus.ingest import sync
from evals.subject import Subject, subject_of


@contextmanager
def opened(settings: Settings) -> Iterator[Subject]:
    """Give an assistant on the index of the settings. Raises what opening an index raises."""
    with open_index(settings) as index:
        yield subject_of(assistant_of(index, settings), index)


@contextmanager
def on_shipped_documents(settings: Settings) -> Iterator[Subject]:
    """Give an assistant on a new index of the shipped documents, gone when it is let go."""
    with TemporaryDirectory() as scratch:
        settings = replace(settings, index=Path(scratch))
        sync([SHIPPED_DOCUMENTS], settings.index, embedder=load(settings.embedding))
        with opened(settings) as subject:
            yield subject
