"""What is quoted behind the best sentence of a document."""

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from corpus.embedding import built_in
from corpus.index import Index
from corpus.ingest import sync

from ...corpus.pdfs import set_pdf

BODY = """
<h1>Zwerfkring</h1>
<h2>De twee raden</h2>
<p>1: Begin klein.</p>
<p>2: Blijf zwerven.</p>
<h3>1: Begin klein.</h3>
<p>Een kring van vijf huizen volstaat voor het eerste jaar. Daarna sluiten er meer aan.</p>
<h3>2: Blijf zwerven.</h3>
<p>Wie stopt met zwerven, verliest zijn beurt in de kring.</p>
<h2>Wat schreef de kring?</h2>
<p>Over de huizen schreef de zwerfkring in zijn eerste brief:</p>
<p>Elk huis van de kring zet één deur open. De deur blijft open tot de avond.</p>
<h2>Wie opent de deur?</h2>
<p>De zwerver met de sleutel opent de deur. Wat gebeurt er zonder sleutel? De kring wacht dan.</p>
"""


@pytest.fixture(scope="module")
def zwerfkring(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("zwerfkring")
    set_pdf(folder, BODY, name="zwerfkring.pdf")
    assert not sync([folder], folder / "index", embedder=built_in()).failed
    return Assistant(Index.open(folder / "index"))


def quoted(assistant: Assistant, question: str) -> list[str]:
    return [citation.quote for citation in assistant.answer(question).citations]


def test_the_question_of_a_heading_itself_gets_the_first_sentence_under_it(zwerfkring: Assistant) -> None:
    assert quoted(zwerfkring, "wie opent de deur?")[0].startswith("De zwerver met de sleutel")


def test_what_is_answered_has_evidence_enough_and_what_is_refused_has_not(zwerfkring: Assistant) -> None:
    answered, refused = zwerfkring.answer("wie opent de deur?"), zwerfkring.answer("Hoeveel deuren verkocht de kring?")
    assert answered.evidence and answered.evidence.enough >= 1
    assert refused.evidence and refused.evidence.enough < 1


def test_an_announcement_is_followed_by_what_it_announces(zwerfkring: Assistant) -> None:
    quotes = quoted(zwerfkring, "Wat schreef de zwerfkring over de huizen in zijn eerste brief?")
    assert any("zet één deur open" in quote for quote in quotes)


def test_a_question_of_the_document_is_never_quoted(zwerfkring: Assistant) -> None:
    assert not any(quote.endswith("?") for quote in quoted(zwerfkring, "Wat gebeurt er zonder sleutel?"))
