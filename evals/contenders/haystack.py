"""Haystack's hybrid search as its documentation builds it, with our built-in model's vectors."""

from collections.abc import Sequence

from evals.beir import Text
from evals.contenders.contest import Build, Search, run

# DocumentSplitter's defaults in Haystack's hybrid tutorial.
WORDS = 150
OVERLAP = 30
EACH = 50
"""Passages asked of each retriever, as of LangChain's."""


def load() -> Build:
    """Import the libraries and read the built-in model."""
    from haystack import Document
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    from corpus.embedding import built_in

    model = built_in()

    def build(texts: Sequence[Text]) -> tuple[Search, int]:
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        whole = [Document(content=f"{text.title}\n{text.text}".strip(), meta={"id": text.id}) for text in texts]
        splitter = DocumentSplitter(split_by="word", split_length=WORDS, split_overlap=OVERLAP)
        passages = splitter.run(documents=whole)["documents"]
        vectors = model.passages([passage.content for passage in passages])
        embedded = [
            Document(id=passage.id, content=passage.content, meta=passage.meta, embedding=vector.tolist())
            for passage, vector in zip(passages, vectors, strict=True)
        ]
        store.write_documents(embedded)
        words, meaning = InMemoryBM25Retriever(store, top_k=EACH), InMemoryEmbeddingRetriever(store, top_k=EACH)
        joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion")

        def search(question: str) -> list[str]:
            by_words = words.run(query=question)["documents"]
            by_meaning = meaning.run(query_embedding=model.queries([question])[0].tolist())["documents"]
            return [found.meta["id"] for found in joiner.run(documents=[by_words, by_meaning])["documents"]]

        return search, store.count_documents()

    return build


if __name__ == "__main__":
    run(load)
