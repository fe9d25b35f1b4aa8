"""The road from question to answer as LangChain parts, for people who build chains of their own.

langchain_core is imported here only; no command of the product needs it.
"""

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict

from assistant.answer import as_json
from assistant.assistant import Assistant
from corpus.index import Index

ChainInput = str | dict[str, Any]
"""A question, or `{"question": …, "history": [earlier questions, oldest first]}`."""


def chain(assistant: Assistant) -> Runnable[ChainInput, dict[str, Any]]:
    """Return the assistant as a Runnable: `invoke`, `stream` and `batch` give the answer object as a dictionary."""

    def run(given: ChainInput) -> dict[str, Any]:
        question, history = _parts(given)
        return as_json(assistant.answer(question, history))

    return RunnableLambda(run, name="assistent-regiovorming")


class PassageRetriever(BaseRetriever):
    """Finds passages for a question; `k` is how many.

    Each comes as a LangChain document whose metadata name the passage, document, pages, section and score.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        return [
            LangChainDocument(
                id=hit.passage.id,
                page_content=hit.passage.text,
                metadata={
                    "document": hit.passage.document,
                    "first_page": hit.passage.first_page,
                    "last_page": hit.passage.last_page,
                    "section": list(hit.passage.section),
                    "score": hit.score,
                },
            )
            for hit in Assistant(self.index).search(query, k=self.k)
        ]


def _parts(given: ChainInput) -> tuple[str, Sequence[str]]:
    if isinstance(given, str):
        return given, ()
    return str(given["question"]), [str(question) for question in given.get("history", ())]
