"""The assistant as a part of somebody's LangChain."""

from assistant.assistant import Assistant
from assistant.chain import PassageRetriever, chain
from corpus.index import Index

QUESTION = "Wat is regiowerking?"


def test_invoke_gives_the_answer_object(assistant: Assistant) -> None:
    given = chain(assistant).invoke(QUESTION)
    assert given["outcome"] == "answered"
    assert given["citations"][0]["quote"]


def test_batch_and_stream_give_the_same_answers(assistant: Assistant) -> None:
    road = chain(assistant)
    whole = road.invoke(QUESTION)["answer"]
    assert [given["answer"] for given in road.batch([QUESTION, QUESTION])] == [whole, whole]
    assert [given["answer"] for given in road.stream(QUESTION)] == [whole]


def test_history_is_taken_along(assistant: Assistant) -> None:
    given = chain(assistant).invoke({"question": "en waarom dan?", "history": ["Speelt de federale overheid een rol?"]})
    assert given["searched_for"] == "en waarom dan? (federale overheid rol)"


def test_the_retriever_can_stand_in_any_chain(shipped: Index) -> None:
    found = PassageRetriever(index=shipped, k=3).invoke("Wat is de Westhoek?")
    assert len(found) == 3
    assert all(document.metadata["document"].endswith(".pdf") for document in found)
