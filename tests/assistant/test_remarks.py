from dataclasses import replace

import pytest

from assistant.answer import as_json, from_json
from assistant.assistant import Assistant
from assistant.remarks import Remark, note_on
from corpus.index import Index
from corpus.types import Passage

from .conftest import passage

TEXT = "Er zijn 300 gemeenten. Zij kiezen een regio. De regio blijft."
NEXT = "Wie samenwerkt, maakt af-\nspraken."


def row() -> tuple[Passage, ...]:
    return passage(TEXT), replace(passage(NEXT), id="volgende", ordinal=1)


def note(words: str, quote: str, *, document: str = "proef.pdf") -> str | None:
    """Return the note on some words, where the owner remarked on a quote."""
    own = next(one for one in row() if words in one.text)
    start = own.text.index(words)
    remark = Remark(document, quote, "het zijn er 285", "2025-01-01")
    return note_on("proef.pdf", own.id, start, start + len(words), remarks=[remark], around=lambda _: row())


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("Er zijn 300 gemeenten.", "300 gemeenten"),
        ("300 gemeenten", "Er zijn 300 gemeenten. Zij kiezen een regio."),
        ("Zij kiezen een regio.", "300 gemeenten. Zij kiezen"),
        ("Zij kiezen een regio.", "een regio. De regio blijft."),
        ("De regio blijft.", "blijft. Wie samenwerkt"),
        ("maakt af-\nspraken.", "maakt  afspraken"),
    ],
)
def test_a_remark_shows_with_words_it_touches(words: str, quote: str) -> None:
    assert note(words, quote) == "Opgelet: het zijn er 285 (kanttekening van 1 januari 2025)"


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("Zij kiezen een regio.", "Er zijn 300 gemeenten."),
        ("Er zijn 300 gemeenten.", "De regio"),
        ("Er zijn 300 gemeenten.", "308 gemeenten"),
        ("Er zijn 300 gemeenten.", " - "),
    ],
)
def test_a_remark_does_not_show_with_other_words(words: str, quote: str) -> None:
    assert note(words, quote) is None


def test_a_remark_on_another_document_does_not_show() -> None:
    assert note("Er zijn 300 gemeenten.", "300 gemeenten", document="ander.pdf") is None


def test_the_citation_of_an_answer_and_its_source_carry_the_remark(shipped: Index) -> None:
    plain = Assistant(shipped).answer("Hoeveel referentieregio's zijn er?")
    quoted = plain.citations[0]
    remark = Remark(quoted.document, quoted.quote[5:40], "er komen er bij.", "2026-01-02")
    elsewhere = Remark("ander.pdf", quoted.quote, "niet tonen", "2026-01-02")
    remarking = Assistant(shipped, remarks=lambda: [remark, remark, elsewhere])
    answer = remarking.answer("Hoeveel referentieregio's zijn er?")
    line = "Opgelet: er komen er bij. (kanttekening van 2 januari 2026)"
    assert answer.citations[0].note == line, "the same remark made twice shows once"
    assert [replace(citation, note=None) for citation in answer.citations] == list(plain.citations)
    assert remarking.note(quoted.passage, quoted.start, quoted.end) == answer.citations[0].note
    assert remarking.note("onbekend", 0, 5) is None
    assert as_json(answer)["citations"][0]["note"] == answer.citations[0].note


def test_an_answer_comes_back_from_its_json(shipped: Index) -> None:
    for question in (
        "Wat zijn de tien gouden tips?",
        "Wat is regiovroming?",
        "Wat is de hoofdstad van Frankrijk?",
        "hoi",
    ):
        answer = Assistant(shipped, public_address="http://test").answer(question)
        assert as_json(from_json(as_json(answer))) == as_json(answer)


def test_an_answer_of_an_earlier_version_comes_back_too(shipped: Index) -> None:
    given = as_json(Assistant(shipped).answer("Wat is regiowerking?"))
    for name in ("masked", "evidence", "read_as", "milliseconds"):
        del given[name]
    assert from_json(given).citations


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="outcome"):
        from_json({"question": "?"})
