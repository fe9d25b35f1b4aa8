"""A stretch of the documents becomes numbered citations, ready to be shown."""

from collections.abc import Iterable, Mapping, Sequence

from assistant.answer import Citation, Statement
from assistant.quoting.evidence import Stretch
from corpus.quotes import cut
from corpus.types import Document, Quote, Unit


def cite(
    stretches: Sequence[Stretch], documents: Mapping[str, Document], *, public_address: str, items: bool = False
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Return one statement for each stretch and the citations that prove it, numbered from 1.

    A stretch that crosses a page gives two citations with consecutive numbers. `public_address` is where the web
    application is reached, without a slash at the end. `items` tells that the statements form a list.
    """
    statements: list[Statement] = []
    citations: list[Citation] = []
    for stretch in stretches:
        quotes = cut(stretch.passage, stretch.unit.start, stretch.unit.end)
        numbers = range(len(citations) + 1, len(citations) + len(quotes) + 1)
        document = documents[stretch.passage.document]
        citations += [
            _citation(number, quote, stretch.unit, document, public_address)
            for number, quote in zip(numbers, quotes, strict=True)
        ]
        words = _words(stretch)
        statements.append(Statement(words, tuple(numbers), item=items))
    return tuple(statements), tuple(citations)


def _words(stretch: Stretch) -> str:
    if stretch.unit.kind == "row":
        return " · ".join(" ".join(cell.split()) for cell in stretch.text.split("\t"))
    return " ".join(stretch.text.split())


def _citation(number: int, quote: Quote, unit: Unit, document: Document, public_address: str) -> Citation:
    passage = quote.passage
    return Citation(
        number=number,
        document=document.name,
        title=document.title,
        version=document.version,
        page=quote.page,
        section=passage.section,
        quote=quote.text,
        publisher=document.publisher,
        kind=document.kind,
        as_of=document.as_of,
        note=None,
        based_on=unit.basis,
        rectangles=quote.rectangles,
        link=f"{public_address}/bron/{passage.id}/{quote.start}-{quote.end}/document.pdf#page={quote.page}",
        passage=passage.id,
        start=quote.start,
        end=quote.end,
    )


def by_name(documents: Iterable[Document]) -> dict[str, Document]:
    """Return documents by their name."""
    return {document.name: document for document in documents}
