"""Who gets in: the machine itself, or a link that works; and forms of no other site."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI

from assistant.records import Records, links, verdicts
from evals.review import access
from evals.review.access import Asking, is_at_machine, is_from_here
from tests.evals.review.conftest import HERE, Browser

PARTS = ("gesprekken", "steekproeven", "metingen", "overzicht", "kwaliteitsverslag", "kanttekeningen", "opnieuw")


def asking(client: str = "127.0.0.1", host: str = "127.0.0.1:7860", **headers: str) -> Asking:
    return Asking(client, {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}, {})


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "[::1]:7860", "localhost"])
def test_the_machine_itself_may_look_under_any_of_its_names(host: str) -> None:
    assert is_at_machine(asking(host=host), "http://127.0.0.1:7860")


@pytest.mark.parametrize(
    ("given", "public"),
    [
        (asking(client="10.0.0.5"), HERE),
        (asking(host="kwaad.example"), HERE),
        (asking(host=""), HERE),
        (asking(x_forwarded_for="127.0.0.1"), HERE),
        (asking(forwarded="for=127.0.0.1"), HERE),
        (asking(), "https://assistent.voorbeeld.be"),
    ],
    ids=["elsewhere", "rebound name", "no host", "proxied", "proxied, by the standard", "published under a name"],
)
def test_nobody_else_may(given: Asking, public: str) -> None:
    assert not is_at_machine(given, public)


def test_a_server_that_listens_everywhere_still_knows_the_machine_itself() -> None:
    assert is_at_machine(asking(), "http://0.0.0.0:7860")


@pytest.mark.parametrize("part", PARTS)
def test_a_stranger_sees_nothing(app: FastAPI, part: str) -> None:
    for browser in (Browser(app, client="10.1.2.3"), Browser(app, address="http://kwaad.example")):
        assert browser.get(f"/{part}").status_code == 403


@pytest.mark.parametrize("part", PARTS)
def test_the_owner_sees_every_part(owner: Browser, part: str) -> None:
    page = owner.get(f"/{part}")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy


def test_a_link_lets_a_reviewer_in_to_judge_and_no_further(reviewer: Callable[[str], Browser]) -> None:
    anna = reviewer("anna")
    assert "anna" in anna.get("/gesprekken").text
    for part in ("metingen", "kwaliteitsverslag", "kanttekeningen", "kwaliteitsverslag.docx", "vragen/download.csv"):
        assert anna.get(f"/{part}").status_code == 403
    assert anna.send("/steekproeven", {"naam": "x"}).status_code == 403
    assert anna.send("/metingen", {"set": "calibration"}).status_code == 403


def test_a_link_for_the_owner_opens_all(app: FastAPI, records: Records) -> None:
    browser = Browser(app, client="10.1.2.3", address="https://assistent.voorbeeld.be")
    browser.enter(records, "els", role="owner")
    assert browser.get("/kanttekeningen").status_code == 200


def test_the_secret_of_a_link_leaves_the_address(app: FastAPI, records: Records) -> None:
    page = Browser(app, client="10.1.2.3").enter(records, "anna")
    assert page.url.path == "/beoordeling/gesprekken"
    cookie = page.history[0].headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/beoordeling" in cookie


def test_a_link_that_expired_or_was_revoked_lets_nobody_in(
    app: FastAPI, records: Records, reviewer: Callable[[str], Browser]
) -> None:
    assert Browser(app, client="10.1.2.3").enter(records, "anna", days=-1).status_code == 403
    bert = reviewer("bert")
    links.revoke(records, "bert")
    assert bert.get("/gesprekken").status_code == 403


def test_a_form_of_another_site_changes_nothing(owner: Browser, records: Records, ask: Callable[..., str]) -> None:
    turn = ask()
    judged = {"oordeel": "correct"}
    for headers in ({"origin": "http://kwaad.example"}, {"origin": HERE, "sec-fetch-site": "cross-site"}, {}):
        assert owner.send(f"/gesprekken/{turn}/oordeel", judged, headers=headers).status_code == 403
    guessed = {**judged, access.FORM_FIELD: "geraden"}
    assert owner.send(f"/gesprekken/{turn}/oordeel", guessed).status_code == 403
    assert verdicts.of(records, turn) == ()


def test_a_form_without_any_token_is_refused() -> None:
    assert not is_from_here(Asking("127.0.0.1", {"host": "x", "origin": "http://x"}, {}), "")


def test_who_sits_at_the_machine_chooses_a_code(owner: Browser, records: Records, ask: Callable[..., str]) -> None:
    owner.send("/naam", {"naam": "Els D."})
    turn = ask()
    owner.send(f"/gesprekken/{turn}/oordeel", {"oordeel": "correct"})
    assert [each.reviewer for each in verdicts.of(records, turn)] == ["Els D."]
    assert owner.send("/naam", {"naam": "<b>"}).status_code == 422


def test_a_link_made_long_ago_still_counts_its_days(records: Records) -> None:
    secret = links.make(records, "anna", role="reviewer", expires_at=datetime.now(UTC) + timedelta(days=14))
    assert links.of(records, secret, at=datetime.now(UTC) + timedelta(days=13)) is not None
    assert links.of(records, secret, at=datetime.now(UTC) + timedelta(days=15)) is None
