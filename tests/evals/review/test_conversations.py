"""*Gesprekken*: finding answers, reading them beside their sources, judging them, making golden questions of them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import FastAPI

from assistant.records import Records, golden, ratings, turns, verdicts, widgets
from assistant.records.kept import Verdict, Widget
from assistant.web.extension import PageContext
from evals.golden import questions
from evals.golden.evidence import resolve
from evals.review.pages import pages
from tests.evals.review.conftest import DEFINITION, GREETING, TIPS, Browser, words_of


def test_the_filters_leave_what_they_say(owner: Browser, records: Records, ask: Callable[..., str]) -> None:
    first, second, third = ask(DEFINITION, days_ago=3), ask(TIPS), ask(GREETING)
    ratings.rate(records, second, useful=False, reason="incomplete")
    verdicts.give(records, first, "beheerder", Verdict.CORRECT)
    kept = turns.get(records, first)
    assert kept is not None

    def found(query: str) -> set[str]:
        return set(re.findall(r"/beoordeling/gesprekken/([0-9a-f]{16})", owner.get(f"/gesprekken?{query}").text))

    assert found("") == {first, second, third}
    assert found("uitkomst=out_of_scope") == {third}
    assert found("waardering=niet-nuttig") == {second}
    assert found("waardering=geen") == {first, third}
    assert found("open=1") == {second, third}
    verdicts.give(records, second, "anna", Verdict.CORRECT)
    assert found("open=1") == {second, third}
    assert found("onbeoordeeld=1") == {third}
    assert found("woorden=gouden") == {second}
    assert found(f"tot={kept.at.date().isoformat()}") == {first}
    assert found(f"document={kept.documents[0]}&woorden=referentie") == {first}
    assert found("uitkomst=onzin&van=gisteren&bron=-1") == {first, second, third}


def test_an_answer_stands_beside_the_page_it_quotes(owner: Browser, records: Records, ask: Callable[..., str]) -> None:
    turn = ask()
    kept = turns.get(records, turn)
    assert kept is not None
    page = owner.get(f"/gesprekken/{turn}")
    assert kept.answer["citations"][0]["quote"] in words_of(page)
    cited = kept.answer["citations"][0]
    assert f"/bron/{cited['passage']}/{cited['start']}-{cited['end']}/beeld.png" in page.text


def test_a_source_that_is_gone_is_said_to_be_gone(owner: Browser, records: Records) -> None:
    from tests.assistant.records.conftest import answer

    turn = turns.log(records, answer(cites=(("weg.pdf", "weg"),)), conversation="c", channel="chat", generation="g0")
    page = owner.get(f"/gesprekken/{turn}")
    assert "Deze bron is sindsdien gewijzigd of verwijderd" in words_of(page)
    assert "beeld.png" not in page.text


def test_what_people_typed_is_shown_as_text(owner: Browser, ask: Callable[..., str]) -> None:
    turn = ask("Wat is <script>alert(1)</script> een regio?")
    assert "<script>alert" not in owner.get(f"/gesprekken/{turn}").text
    assert "<script>alert" not in owner.get("/gesprekken").text


def test_a_verdict_is_kept_and_leads_to_the_next_answer(
    owner: Browser, records: Records, ask: Callable[..., str]
) -> None:
    older, newer = ask(TIPS), ask(DEFINITION)
    given = {"oordeel": "incomplete", "moeilijk": "1", "toelichting": "Bel 0475 12 34 56."}
    page = owner.send(f"/gesprekken/{newer}/oordeel?open=1", given)
    assert page.url.path.endswith(older)
    kept = verdicts.of(records, newer)[0]
    assert (kept.verdict, kept.hard_language, kept.note) == (Verdict.INCOMPLETE, True, "Bel [telefoonnummer].")
    last = owner.send(f"/gesprekken/{older}/oordeel?open=1", {"oordeel": "correct"})
    assert last.url.path == "/beoordeling/gesprekken"
    assert "U hebt alles van deze lijst beoordeeld" in words_of(last)


def test_without_a_choice_nothing_is_kept_or_lost(owner: Browser, records: Records, ask: Callable[..., str]) -> None:
    turn = ask()
    page = owner.send(f"/gesprekken/{turn}/oordeel", {"toelichting": "Bijna goed."})
    assert page.status_code == 422
    assert "Kies eerst een oordeel." in words_of(page) and "Bijna goed." in page.text
    assert verdicts.of(records, turn) == ()


def test_a_verdict_can_be_taken_back(owner: Browser, records: Records, ask: Callable[..., str]) -> None:
    turn = ask()
    owner.send(f"/gesprekken/{turn}/oordeel", {"oordeel": "wrong"})
    owner.send(f"/gesprekken/{turn}/intrekken")
    assert verdicts.of(records, turn) == ()


def test_every_verdict_is_explained_with_an_example(owner: Browser, ask: Callable[..., str]) -> None:
    page = words_of(owner.get(f"/gesprekken/{ask()}"))
    for verdict in ("correct", "onvolledig", "verkeerde bron", "had wel een antwoord moeten geven", "moeilijke taal"):
        assert verdict in page
    assert page.count("Bijvoorbeeld:") == len(Verdict) + 1


def test_an_answer_that_is_no_longer_kept_is_said_to_be_gone(owner: Browser) -> None:
    assert owner.get("/gesprekken/weg").status_code == 404


def test_a_conversation_becomes_a_golden_question_with_what_was_clicked(
    owner: Browser, records: Records, answering, ask: Callable[..., str]
) -> None:  # type: ignore[no-untyped-def]
    turn = ask()
    page = owner.get(f"/gesprekken/{turn}/testvraag").text
    ticked = re.findall(r'name="bewijs" value="([^"]+)" checked', page)
    assert ticked
    given = {"uitkomst": "answered", "rol": "raadslid", "soort": "definition", "punten": "vast gebied, 0475 12 34 56",
             "set": "uit gesprekken", "bewijs": ticked}  # fmt: skip
    assert "De testvraag is bewaard." in words_of(owner.send(f"/gesprekken/{turn}/testvraag", given))
    made = golden.all_of(records, "uit gesprekken")[0]
    question = questions.from_json(made.content)
    assert "0475" not in str(made.content) and "[telefoonnummer]" in str(made.content)
    assert (made.turn, question.question, question.role) == (turn, DEFINITION, "raadslid")
    assert all(resolve(evidence, answering.index) for evidence in question.gold)


def test_a_golden_question_without_evidence_is_not_kept(
    owner: Browser, records: Records, ask: Callable[..., str]
) -> None:
    given = {"uitkomst": "answered", "rol": "raadslid", "punten": "vast gebied"}
    page = owner.send(f"/gesprekken/{ask()}/testvraag", given)
    assert page.status_code == 422
    assert "plak de woorden uit het document die het antwoord bewijzen" in words_of(page)
    assert "vast gebied" in page.text
    assert golden.all_of(records) == ()


def test_a_question_that_must_be_refused_needs_no_evidence(
    owner: Browser, records: Records, ask: Callable[..., str]
) -> None:
    turn = ask()
    owner.send(f"/gesprekken/{turn}/oordeel", {"oordeel": "should_not_answer"})
    page = owner.get(f"/gesprekken/{turn}/testvraag").text
    assert re.search(r'<option value="not_in_sources" selected>', page)
    assert not re.findall(r'name="bewijs" value="[^"]+" checked', page)
    owner.send(f"/gesprekken/{turn}/testvraag", {"uitkomst": "not_in_sources", "rol": "inwoner"})
    assert golden.all_of(records)[0].content["outcome"] == "not_in_sources"


def test_other_passages_can_be_looked_for(owner: Browser, ask: Callable[..., str]) -> None:
    turn = ask(GREETING)
    given = {"zoeken": "1", "zoek": "gouden tips", "uitkomst": "answered", "rol": "inwoner", "punten": "tip"}
    page = owner.send(f"/gesprekken/{turn}/testvraag", given)
    assert re.findall(r'name="bewijs" value="[^"]+"', page.text)
    assert 'value="gouden tips"' in page.text


def test_widgets_that_keep_nothing_are_named(owner: Browser, records: Records) -> None:
    assert "widgets" not in words_of(owner.get("/gesprekken"))
    for name, keeps_nothing in (("sociale-dienst", True), ("onthaal", False)):
        made = Widget(name, ("https://intranet.voorbeeld.be",), datetime.now(UTC), keeps_nothing=keeps_nothing)
        widgets.put(records, made)
    said = words_of(owner.get("/gesprekken"))
    assert "sociale-dienst" in said and "onthaal" not in said


def test_where_nothing_is_kept_the_page_says_so(context: PageContext, owner: Browser) -> None:
    said = "bewaart geen gesprekken"
    assert said not in words_of(owner.get("/gesprekken"))
    made = FastAPI()
    made.include_router(pages(replace(context, settings=replace(context.settings, keep="nothing"))))
    assert said in words_of(Browser(made).get("/gesprekken"))
