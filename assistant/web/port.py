"""What the web application needs from the rest of the product, and nothing more."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from assistant.answer import Answer, Statement
from assistant.asking.municipalities import Municipalities
from assistant.glossary import HardWord
from corpus.types import Document, Hit, Passage


class Answering(Protocol):
    """One generation of the index, ready to answer. Called from several threads at once."""

    @property
    def generation(self) -> str:
        """Name of the generation that is served."""

    def check_files(self) -> None:
        """Raise ProductError when the files of this generation are gone."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents it knows."""

    def answer(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        municipality: str | None = None,
        documents: frozenset[str] | None = None,
    ) -> Answer:
        """Answer a question. `history` holds the earlier questions, oldest first. Raises ProductError.

        `municipality` is who asks: None for the one that was set, an empty text for none. `documents` are the names of
        those to answer from, None for all.
        """

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        municipality: str | None = None,
        documents: frozenset[str] | None = None,
    ) -> Iterator[Statement | Answer]:
        """Yield each sentence that a language model writes once it is checked, and the whole answer last."""

    @property
    def municipalities(self) -> Municipalities:
        """The municipalities that its documents list, each with its region."""

    @property
    def municipality(self) -> str | None:
        """Who asks, unless a question comes with another municipality."""

    def hard_words(self, answer: Answer) -> Sequence[HardWord]:
        """Return the words of an answer that the documents explain; none where a model can word it more plainly."""

    def search(self, question: str, *, k: int = 10) -> tuple[Hit, ...]:
        """Return the passages for a question, best first, without an answer. Raises ProductError."""

    @property
    def has_writer(self) -> bool:
        """Whether a language model words answers, and can word them in plainer words."""

    def simpler(self, answer: Answer) -> Answer:
        """Return an answer in plainer words; itself without a language model."""

    def passage(self, identifier: str) -> Passage | None:
        """Return a passage by its id, or None when this generation does not hold it."""

    def note(self, passage: str, start: int, end: int) -> str | None:
        """Return the owner's remarks on these words of a passage, None when there are none."""

    def file(self, document: str) -> Path:
        """Return the PDF as it was ingested, by the name of its document."""


Current = Callable[[], Answering]
"""Gives the generation that is live now. Raises ProductError when there is none."""
