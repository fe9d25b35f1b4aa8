"""What is measured: how questions are answered, and the index that the answers rest on."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from assistant.answer import as_json
from assistant.assistant import Assistant
from corpus.analysis import Query
from corpus.searching import Stage
from corpus.types import Document, Hit, Passage

Answering = Callable[[str, Sequence[str], str | None], Mapping[str, Any]]
"""From a question, the questions before it, oldest first, and the municipality that asks to an answer object."""


class Searched(Protocol):
    """What measuring asks of an index; `corpus.index.Index` is one."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents in the index."""

    def passages(self, document: str) -> tuple[Passage, ...]:
        """Return the passages of a document in order, none for an unknown one."""

    def search(
        self,
        question: str | Query,
        *,
        k: int = 10,
        stage: Stage | None = None,
        documents: Collection[str] | None = None,
    ) -> tuple[Hit, ...]:
        """Return the best passages by one of the stages."""

    def file(self, document: str) -> Path:
        """Return the PDF of a document."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured."""

    answer: Answering
    index: Searched


def subject_of(assistant: Assistant, index: Searched) -> Subject:
    """Return the assistant on this index, as the commands and the chat use it, to be measured."""

    def answer(question: str, history: Sequence[str], municipality: str | None) -> Mapping[str, Any]:
        return as_json(assistant.answer(question, history, municipality=municipality))

    return Subject(answer, index)
