"""Signing in with a real OpenID provider, in a real browser, over TLS."""

import json
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from assistant.access.settings import AccessSettings, HostTokenSettings
from assistant.records import links, turns
from assistant.web.server import create_app
from tests.assistant.access.conftest import ASSISTANT, KEY, free_port, host_page, served

QUESTION = "Wat is een regio?"
NAVIGATES = {"sec-fetch-mode": "navigate", "accept": "text/html"}


def sign_in(page, name: str, onward: str = "**/") -> None:
    """Fill in the provider's own form."""
    page.get_by_placeholder("Enter any login").fill(name)
    page.get_by_placeholder("and password").fill("x")
    page.get_by_role("button", name="Sign-in").click()
    page.wait_for_url(onward)


def ask(page, question: str = QUESTION) -> str:
    page.locator(".suggestie").first.wait_for()
    page.locator("#vraag textarea").fill(question)
    page.locator("#vraag textarea").press("Enter")
    answer = page.locator("#berichten .antwoord").last
    answer.wait_for()
    return answer.inner_text()


def ours(context, place) -> list[dict]:
    return [cookie for cookie in context.cookies() if cookie["domain"] == urlsplit(place.address).hostname]


def test_who_signs_in_asks_with_one_cookie_and_signs_out(context, place):
    page = context.new_page()
    page.goto(place.address)
    assert page.url.startswith(place.provider)
    sign_in(page, "bert")
    assert "vaste groep gemeenten" in ask(page)
    cookies = ours(context, place)
    assert [cookie["name"] for cookie in cookies] == ["__Host-assistent"]
    kept = cookies[0]
    assert kept["httpOnly"] and kept["secure"] and kept["sameSite"] == "Lax" and kept["path"] == "/"
    assert page.evaluate("document.cookie") == ""
    page.goto(f"{place.address}/afmelden")
    page.get_by_role("button", name="Afmelden").click()
    page.get_by_role("heading", name="U bent afgemeld").wait_for()
    assert ours(context, place) == []
    page.get_by_role("link", name="Meld u ook daar af").click()
    assert page.url.startswith(place.provider)
    answer = httpx_client(place).get("/", headers={"cookie": f"{kept['name']}={kept['value']}", **NAVIGATES})
    assert answer.status_code == 303, "what was copied before signing out opens nothing after it"


def test_who_follows_a_link_signs_in_and_gets_there(context, place):
    page = context.new_page()
    page.goto(f"{place.address}/documenten?x=1")
    sign_in(page, "bert", "**/documenten?x=1")
    assert page.get_by_role("link", name="Handleiding samenwerken").is_visible()


def test_who_is_in_no_group_is_told_so_and_stays_out(context, place):
    page = context.new_page()
    page.goto(place.address)
    sign_in(page, "vreemde", "**/aanmelden/terug?*")
    assert "u hebt geen toegang" in page.locator("main").inner_text()
    assert ours(context, place) == []


def test_a_sign_in_that_another_browser_began_is_refused(browser, context, place):
    """Login CSRF: an attacker signs in and lets somebody else finish, so that they ask under the attacker's name."""
    page = context.new_page()
    page.goto(place.address)
    with context.expect_event("request", lambda request: "/aanmelden/terug?" in request.url) as caught:
        sign_in(page, "vreemde", "**/aanmelden/terug?*")
    stolen = caught.value.url
    with browser.new_context(ignore_https_errors=True) as victim:
        other = victim.new_page()
        assert other.goto(stolen).status == 400
        assert ours(victim, place) == []
        other.goto(place.address)  # and with a sign-in of their own under way
        assert other.goto(stolen).status == 503
        assert ours(victim, place) == []


def test_the_review_page_opens_by_role(browser, place):
    for name, seen in (("anna", {"gesprekken": 200, "metingen": 403}), ("els", {"metingen": 200}),
                       ("bert", {"gesprekken": 403})):  # fmt: skip
        with browser.new_context(ignore_https_errors=True) as context:
            page = context.new_page()
            page.goto(f"{place.address}/beoordeling/gesprekken")
            sign_in(page, name, "**/beoordeling/gesprekken")
            assert {part: page.goto(f"{place.address}/beoordeling/{part}").status for part in seen} == seen


def test_a_reviewers_link_works_without_signing_in_and_shows_the_page(context, place):
    kept = keep_a_question(place)
    secret = links.make(place.records, "gast", role="reviewer", expires_at=datetime.now(UTC) + timedelta(days=1))
    page = context.new_page()
    page.goto(f"{place.address}/beoordeling/toegang/{secret}")
    page.goto(f"{place.address}/beoordeling/gesprekken/{kept}")
    picture = page.locator("img.uitsnede").first
    picture.scroll_into_view_if_needed()
    page.wait_for_function("(image) => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    page.goto(place.address)
    assert page.url.startswith(place.provider), "the link opens nothing else"


def test_in_a_frame_of_another_site_a_window_signs_in_and_links_open(context, place):
    page = context.new_page()
    page.goto(place.host_page)
    frame = page.frame_locator("iframe")
    with context.expect_page() as opening:
        frame.get_by_role("button", name="Meld u aan").click()
    window = opening.value
    with window.expect_event("close"):
        window.get_by_placeholder("Enter any login").fill("bert")
        window.get_by_placeholder("and password").fill("x")
        window.get_by_role("button", name="Sign-in").click()
    assert "vaste groep gemeenten" in ask(frame)
    kept = {cookie["name"]: cookie for cookie in ours(context, place)}
    assert kept["__Host-assistent-kader"]["sameSite"] == "None"
    assert "intranet.example" in str(kept["__Host-assistent-kader"]["partitionKey"])

    # What the window left behind would open links too; they must also open without it.
    context.clear_cookies(name="__Host-assistent")
    frame.locator("a.merk").first.click()
    with context.expect_page() as opening:
        frame.locator("#bron-inhoud a.knop[target=_blank]").click()
    with opening.value.expect_response(lambda response: "/document.pdf" in response.url) as answered:
        pass
    pdf = answered.value
    assert pdf.status == 200 and pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["referrer-policy"] == "no-referrer" and "no-store" in pdf.headers["cache-control"]
    plain = httpx_client(place)
    address = pdf.url.removeprefix(place.address).partition("#")[0]
    assert plain.get(address).content.startswith(b"%PDF")
    assert plain.get(address.partition("?")[0]).status_code == 401
    with page.expect_download() as downloading:
        frame.get_by_role("link", name="Download als Word").first.click()
    assert downloading.value.suggested_filename.endswith(".docx")


def test_the_window_tells_its_ticket_to_no_page_of_another_site(context, place):
    page = context.new_page()
    page.goto(place.address)
    sign_in(page, "bert")
    foreign = context.new_page()
    foreign.goto(place.host_page)
    with context.expect_page() as opening:
        foreign.evaluate(
            """(address) => {
                window.heard = [];
                addEventListener("message", (event) => window.heard.push(event.data));
                window.open(`${address}/aanmelden/venster`);
            }""",
            place.address,
        )
    opening.value.wait_for_event("close")
    assert foreign.evaluate("window.heard") == []


def test_a_question_survives_that_the_session_is_over(context, place):
    page = context.new_page()
    page.goto(place.address)
    sign_in(page, "bert")
    page.locator(".suggestie").first.wait_for()
    context.clear_cookies(name="__Host-assistent")
    page.locator("#vraag textarea").fill(QUESTION)
    page.locator("#vraag textarea").press("Enter")
    page.get_by_text("Uw aanmelding is verlopen").wait_for()
    with context.expect_page() as opening:
        page.get_by_role("link", name="Meld u opnieuw aan").click()
    opening.value.wait_for_url("**/gegevens")
    page.get_by_role("button", name="Probeer opnieuw").click()
    page.locator("#berichten .antwoord").last.wait_for()


def httpx_client(place) -> httpx.Client:
    port = urlsplit(place.address).port
    return httpx.Client(base_url=f"https://127.0.0.1:{port}", headers={"host": f"{ASSISTANT}:{port}"}, verify=False)


def keep_a_question(place) -> str:
    answer = place.answering.answer(QUESTION)
    return turns.log(place.records, answer, conversation="0" * 32, channel="chat", generation="g1")


def test_a_host_page_signs_its_visitor_in(context, certificate, answering, records, tmp_path):
    key = ECKey.generate_key("P-256", {"kid": "een"})
    (tmp_path / "keys.json").write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    port = free_port()
    address = f"https://{ASSISTANT}:{port}"
    now = int(time.time())
    claims = {"iss": "intranet", "aud": address, "sub": "bert", "iat": now, "exp": now + 300, "jti": "1"}
    token = jwt.encode({"alg": "ES256", "kid": "een"}, claims, key)
    body = f'<iframe src="{address}/aanmelden/sleutel#{token}" width="900" height="700"></iframe>'
    access = AccessSettings(
        "token", host_tokens=HostTokenSettings(str(tmp_path / "keys.json"), "intranet"), session_key=KEY
    )
    with host_page(certificate, body) as host:
        app = create_app(lambda: answering, records, public_address=address, frame_origins=(host,), access=access)
        with served(app, certificate, port):
            page = context.new_page()
            asked = []
            page.on("request", lambda request: asked.append(request.url))
            page.goto(host)
            frame = page.frame_locator("iframe")
            assert "vaste groep gemeenten" in ask(frame)
            assert not any(token in url.partition("#")[0] for url in asked)
            assert all(token not in each.url for each in page.frames)
            names = [cookie["name"] for cookie in context.cookies(address)]
            assert names == ["__Host-assistent-kader"]
            lured = context.new_page()
            lured.goto(f"{address}/aanmelden/sleutel#{token}")
            lured.get_by_text("Het aanmelden lukte niet").wait_for()
