"""Our own search, as `python -m evals retrieval` measures it."""

from collections.abc import Sequence

from evals.beir import Text
from evals.contenders.contest import Build, Search, run


def load() -> Build:
    """Import the search and read the built-in model."""
    from corpus import searching
    from corpus.embedding import built_in
    from corpus.in_memory import analysis_of, sources_of
    from evals.retrieval import DEPTH, parts_of

    model = built_in()

    def build(texts: Sequence[Text]) -> tuple[Search, int]:
        parts = [part for text in texts for part in parts_of(text)]
        analysis = analysis_of(parts)
        sources = sources_of(parts, analysis, model)
        document_of = [part.document for part in parts]

        def search(question: str) -> list[str]:
            finds = searching.search(analysis.read(question), sources, k=DEPTH)
            return [document_of[find.position] for find in finds]

        return search, len(parts)

    return build


if __name__ == "__main__":
    run(load)
