"""*Kanttekeningen*: on words that occur, shown with every citation of them, ended when they no longer hold."""

import pytest

from assistant.assistant import Assistant
from assistant.records import Records, remarks
from assistant.remarks import Remark
from tests.evals.review.conftest import DEFINITION, Browser, words_of

NOTE = "sinds 1 januari 2025 zijn er 285 gemeenten."


@pytest.fixture
def quote(answering: Assistant) -> tuple[str, str]:
    citation = answering.answer(DEFINITION).citations[0]
    return citation.document, citation.quote


def test_a_remark_is_kept_in_the_words_of_the_document_and_shows_with_its_citation(
    owner: Browser, records: Records, answering: Assistant, quote: tuple[str, str]
) -> None:
    document, words = quote
    pasted = words.replace(" ", "\n", 1)
    given = {"document": document, "citaat": pasted, "tekst": NOTE, "datum": "2026-11-20"}
    page = words_of(owner.send("/kanttekeningen", given))
    assert f"Opgelet: {NOTE} (kanttekening van 20 november 2026)" in page
    kept = remarks.all_of(records)[0]
    assert kept.quote == words
    shown = [Remark(kept.document, kept.quote, kept.note, kept.date)]
    noted = Assistant(answering.index, remarks=lambda: shown).answer(DEFINITION)
    assert NOTE in (noted.citations[0].note or "")


def test_words_that_do_not_occur_are_refused_and_the_nearest_offered(
    owner: Browser, records: Records, quote: tuple[str, str]
) -> None:
    document, words = quote
    given = {"document": document, "citaat": words.replace("gebied", "stuk land"), "tekst": NOTE, "datum": "2026-11-20"}
    page = owner.send("/kanttekeningen", given)
    assert page.status_code == 422 and remarks.all_of(records) == ()
    assert words in words_of(page) and "Gebruik deze zin" in words_of(page) and NOTE in page.text
    chosen = owner.get("/kanttekeningen", params={**given, "citaat": words})
    assert f">{words}</textarea>" in chosen.text and f">{NOTE}</textarea>" in chosen.text


@pytest.mark.parametrize("lacking", [{"tekst": ""}, {"datum": "morgen"}, {"document": "weg.pdf"}, {"citaat": "de"}])
def test_a_remark_that_lacks_something_is_not_kept(
    owner: Browser, records: Records, quote: tuple[str, str], lacking: dict[str, str]
) -> None:
    given = {"document": quote[0], "citaat": quote[1], "tekst": NOTE, "datum": "2026-11-20"}
    assert owner.send("/kanttekeningen", {**given, **lacking}).status_code == 422
    assert remarks.all_of(records) == ()


def test_a_remark_is_ended(owner: Browser, records: Records, quote: tuple[str, str]) -> None:
    kept = remarks.add(records, document=quote[0], quote=quote[1], note=NOTE, date="2026-11-20", author_role="owner")
    assert "Er zijn geen kanttekeningen." in words_of(owner.send(f"/kanttekeningen/{kept.id}/einde"))
    assert remarks.all_of(records) == ()


def test_a_remark_on_words_that_are_gone_says_that_it_shows_nowhere(
    owner: Browser, records: Records, quote: tuple[str, str]
) -> None:
    remarks.add(records, document=quote[0], quote="Deze zin is weg.", note=NOTE, date="2026-11-20", author_role="owner")
    assert "De kanttekening verschijnt dus nergens." in words_of(owner.get("/kanttekeningen"))
