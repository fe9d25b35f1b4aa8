"""A sample, given to two reviewers who do not see each other's verdicts, compared once both are done."""

import re
from collections.abc import Callable

from assistant.records import Records, samples
from tests.evals.review.conftest import DEFINITION, GREETING, TIPS, Browser, words_of

DRAWN = {"naam": "november", "aantal": "4", "hoe": "willekeurig", "beoordelaar1": "anna", "beoordelaar2": "bert"}


def draw(owner: Browser, **changes: str) -> str:
    page = owner.send("/steekproeven", {**DRAWN, **changes})
    assert page.status_code == 200
    return page.url.path.removeprefix("/beoordeling")


def judge(browser: Browser, sample: str, *said: str) -> str:
    """Judge a sample answer by answer as the page leads on; gives the text of the last page."""
    page = browser.get(sample)
    path = re.findall(r'href="/beoordeling(/gesprekken/\w+\?steekproef=\d+)"', page.text)[0]
    for verdict in said:
        turn, _, query = path.partition("?")
        page = browser.send(f"{turn}/oordeel?{query}", {"oordeel": verdict})
        path = str(page.url).partition("/beoordeling")[2]
    return words_of(page)


def test_two_reviewers_judge_blind_and_their_agreement_follows(
    owner: Browser, reviewer: Callable[[str], Browser], records: Records, ask: Callable[..., str]
) -> None:
    for question in (DEFINITION, TIPS, GREETING, "Wat is regiowerking?"):
        ask(question)
    sample = draw(owner)
    anna, bert = reviewer("anna"), reviewer("bert")
    last = judge(anna, sample, "correct", "wrong", "correct", "incomplete")
    assert "U hebt alles van deze lijst beoordeeld." in last and "anna: 4 van 4" in last
    first = samples.all_of(records)[0].turns[0]
    seen = bert.get(f"/gesprekken/{first}?steekproef={samples.all_of(records)[0].id}").text
    assert "anna" not in seen and not re.search(r'value="correct" checked', seen)
    assert "anna: 4 van 4" in words_of(bert.get(sample)) and "Verschillen" not in words_of(bert.get(sample))
    judge(bert, sample, "correct", "wrong", "wrong", "incomplete")
    done = words_of(owner.get(sample))
    assert "anna en bert beoordeelden samen 4 antwoorden. Ze gaven 3 keer hetzelfde oordeel." in done
    assert "Cohens kappa: 0,64 (goed)." in done
    assert "anna: correct" in done and "bert: fout" in done


def test_a_reviewer_sees_only_samples_of_their_own(
    owner: Browser, reviewer: Callable[[str], Browser], ask: Callable[..., str]
) -> None:
    ask()
    draw(owner)
    assert "november" in words_of(reviewer("anna").get("/steekproeven"))
    assert "november" not in words_of(reviewer("carl").get("/steekproeven"))


def test_how_a_sample_was_drawn_is_kept_in_words(owner: Browser, records: Records, ask: Callable[..., str]) -> None:
    for question in (DEFINITION, DEFINITION, DEFINITION, GREETING):
        ask(question)
    draw(owner, aantal="3", van="2026-01-01")
    draw(owner, aantal="2", hoe="gelijk")
    equal, chance = samples.all_of(records)
    assert chance.how == (
        "3 van 4 antwoorden van gebruikers sinds 1 januari 2026, willekeurig getrokken, weigeringen inbegrepen."
    )
    assert equal.how.startswith("2 van 4 antwoorden van gebruikers sinds het begin van de bewaring, van elke uitkomst")


def test_a_sample_that_cannot_be_drawn_says_why_and_loses_nothing(owner: Browser, ask: Callable[..., str]) -> None:
    assert "Er zijn geen antwoorden" in words_of(owner.send("/steekproeven", DRAWN))
    ask()
    for wrong in (
        {"beoordelaar2": "anna"},
        {"aantal": "0"},
        {"aantal": "9000"},
        {"beoordelaar1": "=1+1"},
        {"naam": ""},
    ):
        page = owner.send("/steekproeven", {**DRAWN, **wrong})
        assert (page.status_code == 422 and 'value="bert"' in page.text) or "beoordelaar2" in wrong


def test_a_sample_can_be_deleted_and_its_answers_stay(
    owner: Browser, records: Records, ask: Callable[..., str]
) -> None:
    turn = ask()
    sample = draw(owner)
    owner.send(f"{sample}/verwijderen")
    assert samples.all_of(records) == ()
    assert owner.get(f"/gesprekken/{turn}").status_code == 200
    assert owner.get(sample).status_code == 404
