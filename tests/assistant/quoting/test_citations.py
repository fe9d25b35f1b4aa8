"""Stretches become citations with their place."""

from assistant.quoting.citations import by_name, cite
from assistant.quoting.evidence import Stretch
from corpus.types import Basis, Document, Passage, Unit

from ..conftest import passage

DOCUMENT = Document("proef.pdf", "0" * 64, "Een proef", 2, publisher="Wij", kind="own_summary", as_of="2026-09-30")


def stretch(of: Passage, unit: Unit | None = None) -> Stretch:
    return Stretch(of, unit or of.units[0], 1.0, 1.0, 1.0, 1.0, True, 1.0)


def test_a_quote_carries_its_document_page_section_and_link() -> None:
    _, (citation,) = cite(
        [stretch(passage("De raad beslist.", section=("Wie beslist?",)))],
        by_name([DOCUMENT]),
        public_address="https://voorbeeld.be",
    )
    assert (citation.quote, citation.page, citation.title) == ("De raad beslist.", 1, "Een proef")
    assert citation.section == ("Wie beslist?",)
    assert citation.link == "https://voorbeeld.be/bron/proef/0-16/document.pdf#page=1"
    assert (citation.passage, citation.start, citation.end) == ("proef", 0, 16)


def test_a_sentence_over_a_page_border_gives_two_citations_with_consecutive_numbers() -> None:
    statements, citations = cite(
        [stretch(passage("Eerst hier daarna daar.", page_of={0: 1, 11: 2}))], by_name([DOCUMENT]), public_address=""
    )
    assert [(c.number, c.page, c.quote) for c in citations] == [(1, 1, "Eerst hier"), (2, 2, "daarna daar.")]
    assert [(s.text, s.marks) for s in statements] == [("Eerst hier daarna daar.", (1, 2))]


def test_a_citation_says_what_it_is_based_on() -> None:
    basis = Basis("Een decreet", "https://voorbeeld.be/decreet", "2023-02-03", "official")
    of = passage("De raad beslist.")
    _, (citation,) = cite([stretch(of, Unit(0, 16, "sentence", (basis,)))], by_name([DOCUMENT]), public_address="")
    assert citation.based_on == (basis,)


def test_cells_of_a_table_row_are_set_apart_in_the_statement_and_not_in_the_quote() -> None:
    (statement,), (citation,) = cite(
        [stretch(passage("Melle\tRegio Gent"), Unit(0, 16, "row"))], by_name([DOCUMENT]), public_address=""
    )
    assert statement.text == "Melle · Regio Gent"
    assert citation.quote == "Melle Regio Gent"
