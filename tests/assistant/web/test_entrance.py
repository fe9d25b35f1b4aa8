"""Who is let through, asked as a browser, a proxy or a script would ask."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from urllib.parse import urlsplit

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient
from starlette.responses import JSONResponse

from assistant.access.person import IMPLIED, Person, Role, RoleGroups
from assistant.access.seal import Seal
from assistant.access.sessions import Sessions
from assistant.access.settings import AccessSettings, OpenIdSettings
from assistant.records import Records, keys, links, turns
from assistant.settings import Settings
from assistant.web.cookies import FRAME, SESSION
from assistant.web.entrance import Entrance, person_of
from assistant.web.extension import PageContext
from assistant.web.onward import own_path
from assistant.web.server import create_app
from evals.review.pages import pages

PUBLIC = "https://assistent.example"
PROXY, OUTSIDE = "10.0.0.7", "192.0.2.9"
KEY = "only-for-the-tests-0123456789abcdef"
GROUPS = RoleGroups(frozenset({"lezers"}), frozenset({"beoordelaars"}), frozenset({"beheerders"}))
HEADER = AccessSettings("header", groups=GROUPS, session_key=KEY)
OIDC = AccessSettings("oidc", groups=GROUPS, openid=OpenIdSettings("https://aanmelden.example", "a"), session_key=KEY)
NAVIGATES = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "accept": "text/html"}
ELS = {"x-remote-user": "els", "x-remote-groups": "beheerders"}
BERT = {"x-remote-user": "bert", "x-remote-groups": "lezers"}

Serve = Callable[..., TestClient]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    opened = Records.open(f"sqlite:///{tmp_path_factory.mktemp('records')}/records.sqlite")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def app(answering, kept, tmp_path_factory: pytest.TempPathFactory) -> Callable[[AccessSettings], FastAPI]:
    """Return a function that gives the application with some access, made once: that takes Gradio its time."""
    index = tmp_path_factory.mktemp("index")

    @cache
    def made(access: AccessSettings) -> FastAPI:
        who = APIRouter()

        @who.get("/wie")
        def tell(request: Request) -> dict[str, object]:
            person = person_of(request)
            return {"id": person.identifier, "roles": sorted(person.roles), "query": str(request.url.query)}

        settings = Settings(index=index, public_address=PUBLIC, access=access)
        return create_app(
            lambda: answering, kept, public_address=PUBLIC, access=access, proxies=(PROXY,),
            frame_origins=("https://intranet.example",),
            more=[who, pages(PageContext(settings, lambda: answering, kept))],
        )  # fmt: skip

    return made


@pytest.fixture
def serve(app) -> Serve:
    """Return a function that gives a client of the application, from an address."""

    def client(access: AccessSettings, *, peer: str = PROXY, address: str = PUBLIC) -> TestClient:
        return TestClient(app(access), base_url=address, client=(peer, 50_000), follow_redirects=False)

    return client


@pytest.fixture
def sessions() -> Sessions:
    """Return what makes the cookies that the application made with its key accepts."""
    return Sessions(Seal(KEY))


def cookie(sessions: Sessions, name: str = "bert", role: Role = Role.READER, *, frame: bool = False) -> dict[str, str]:
    person = Person(name, IMPLIED[role])
    return {"cookie": f"{FRAME if frame else SESSION}={sessions.begin(person, 'frame' if frame else 'page')}"}


@pytest.mark.parametrize("mode", ["loopback", "public"])
def test_where_nobody_signs_in_everybody_reads_and_no_cookie_is_set(serve: Serve, mode):
    client = serve(AccessSettings(mode))
    for address in ("/", "/documenten", "/gegevens", "/api/v1/documents", "/wie"):
        response = client.get(address)
        assert response.status_code == 200, address
        assert "set-cookie" not in response.headers
    assert client.get("/wie").json() == {"id": None, "roles": ["reader"], "query": ""}


@pytest.mark.parametrize(
    "host", ["evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example", "192.0.2.1", "[::1", ""]
)
@pytest.mark.parametrize("path", ["/", "/documenten", "/api/v1/documents", "/livez", "/eigen/page.css", "/metrics"])
def test_on_the_loopback_a_name_of_another_site_opens_nothing(serve: Serve, host, path):
    refused = serve(AccessSettings("loopback"), peer="127.0.0.1").get(path, headers={"host": host})
    assert refused.status_code == 421
    assert "deze computer" in refused.text


@pytest.mark.parametrize(
    "host", ["localhost:7860", "LOCALHOST", "127.0.0.1:7860", "127.1.2.3", "[::1]:7860", urlsplit(PUBLIC).netloc]
)
def test_on_the_loopback_its_own_names_and_the_public_address_open(serve: Serve, host):
    client = serve(AccessSettings("loopback"), peer="127.0.0.1")
    for path in ("/", "/api/v1/documents"):
        assert client.get(path, headers={"host": host}).status_code == 200


def test_the_proxy_names_who_asks_and_their_groups_give_the_role(serve: Serve):
    client = serve(HEADER)
    assert client.get("/wie", headers=BERT).json()["roles"] == ["reader"]
    assert client.get("/wie", headers=ELS).json()["roles"] == ["manager", "reader", "reviewer"]
    several = {**BERT, "x-remote-groups": "lezers; beoordelaars"}
    assert client.get("/wie", headers=several).json()["roles"] == ["reader", "reviewer"]


@pytest.mark.parametrize("peer", [OUTSIDE, "127.0.0.1", "10.0.0.8", "::1"])
def test_from_anywhere_else_the_header_says_nothing(serve: Serve, peer):
    client = serve(HEADER, peer=peer)
    for more in ({}, {"x-forwarded-for": PROXY}, {"forwarded": f"for={PROXY}"}, {"x-real-ip": PROXY}):
        assert client.get("/wie", headers={**ELS, **more}).status_code == 401
        assert client.get("/", headers={**ELS, **more, **NAVIGATES}).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        [("x-remote-user", "els"), ("x-remote-user", "bert"), ("x-remote-groups", "lezers")],
        [("x-remote-user", "bert"), ("x-remote-groups", "lezers"), ("x-remote-groups", "beheerders")],
        [("x-remote-user", "  "), ("x-remote-groups", "beheerders")],
        [("x-remote-groups", "beheerders")],
        [("x_remote_user", "els"), ("x-remote-groups", "beheerders")],
        [("x-remote-user", "els"), ("x-remote-groups", "anderen")],
        [("authorization", "Bearer x")],
    ],
    ids=["two users", "groups twice", "blank", "no user", "underscores", "no group of ours", "a key nobody checks"],
)
def test_what_a_proxy_would_not_send_lets_nobody_in(serve: Serve, headers):
    client = serve(HEADER)
    assert client.get("/wie", headers=headers).status_code == 401
    assert client.get("/api/v1/documents", headers=headers).status_code == 401


def test_the_page_without_a_person_sends_a_browser_to_sign_in_and_tells_a_script(serve: Serve):
    client = serve(OIDC)
    shown = client.get("/documenten?a=1&b=2", headers=NAVIGATES)
    assert shown.status_code == 303
    assert shown.headers["location"] == "/aanmelden?naar=%2Fdocumenten%3Fa%3D1%26b%3D2"
    for address in ("/api/v1/documents", "/gradio_api/run/predict", "/bron/a/1-2", "/documents/handleiding.pdf"):
        refused = client.get(address, headers={"accept": "*/*"})
        assert refused.status_code == 401 and "niet aangemeld" in refused.json()["error"], address
    assert client.post("/api/v1/ask", json={"question": "Wat is een regio?"}).status_code == 401


def test_health_and_our_own_files_stay_open(serve: Serve):
    client = serve(OIDC)
    for address in ("/livez", "/readyz", "/eigen/page.css", "/eigen/aanmelden.js", "/afmelden"):
        assert client.get(address).status_code == 200, address


def test_a_frame_shows_its_own_way_to_sign_in(serve: Serve):
    shown = serve(OIDC).get("/", headers={**NAVIGATES, "sec-fetch-dest": "iframe"})
    assert shown.status_code == 401 and 'id="aanmelden"' in shown.text
    policy = shown.headers["content-security-policy"]
    assert "frame-ancestors 'self' https://intranet.example" in policy and "unsafe" not in policy


def test_a_session_is_recognised_in_the_page_and_in_a_frame(serve: Serve, sessions):
    client = serve(OIDC, peer=OUTSIDE)
    for frame in (False, True):
        told = client.get("/wie", headers=cookie(sessions, frame=frame)).json()
        assert told["id"] == "bert"
    page = client.get("/", headers=cookie(sessions))
    assert page.status_code == 200 and "set-cookie" not in page.headers
    assert "no-" in client.get("/bron/x/1-2", headers=cookie(sessions)).headers["cache-control"]


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://kwaad.example"},
     {"origin": "null"}],
)  # fmt: skip
def test_a_page_of_another_site_changes_nothing_in_somebodys_name(serve: Serve, sessions, headers):
    client = serve(OIDC)
    for address in ("/api/v1/ask", "/gradio_api/run/predict", "/afmelden", "/aanmelden/kader"):
        sent = client.post(address, json={"question": "Wat is een regio?"}, headers={**cookie(sessions), **headers})
        assert sent.status_code == 403, address
        assert "set-cookie" not in sent.headers
    own = {**cookie(sessions), "sec-fetch-site": "same-origin", "origin": PUBLIC}
    assert client.post("/api/v1/ask", json={"question": "Wat is een regio?"}, headers=own).status_code == 200


def test_a_conversation_belongs_to_who_began_it(serve: Serve, sessions, answering):
    client = serve(OIDC)
    number = "0123456789abcdef" * 2
    for person in ("els", "bert"):
        assert client.get(f"/gesprek/{number}/antwoord/1.docx", headers=cookie(sessions, person)).status_code == 404
    ask(client, number, "Wat is een regio?", cookie(sessions, "els"))
    assert client.get(f"/gesprek/{number}/antwoord/1.docx", headers=cookie(sessions, "els")).status_code == 200
    assert client.get(f"/gesprek/{number}/antwoord/1.docx", headers=cookie(sessions, "bert")).status_code == 404
    assert client.get(f"/gesprek/{number}/antwoord/1/kopie", headers=cookie(sessions, "bert")).status_code == 404
    judged = client.post(
        f"/gesprek/{number}/antwoord/1/oordeel", json={"useful": True}, headers=cookie(sessions, "bert")
    )
    assert judged.status_code == 404


def ask(client: TestClient, number: str, question: str, headers: dict[str, str]) -> None:
    """Ask as the chat page does: the question first, then its answer."""
    page = client.get("/", headers=headers).text
    functions = dependencies(page)
    for name, data in (("ask", [question]), ("answer", [])):
        sent = client.post(
            "/gradio_api/run/predict",
            json={"data": data, "fn_index": functions[name], "session_hash": "a"},
            headers={**headers, "x-gesprek": number},
        )
        assert sent.status_code == 200, sent.text


def dependencies(page: str) -> dict[str, int]:
    config = json.loads(re.search(r"window\.gradio_config = (\{.*?\});?</script>", page, re.DOTALL)[1])
    return {each["api_name"]: each["id"] for each in reversed(config["dependencies"])}


def test_a_signature_opens_one_source_and_is_seen_by_nothing_behind_the_entrance(serve: Serve, sessions, answering):
    passage = next(iter(answering.passages))
    address = f"/bron/{passage}/0-20/document.pdf"
    client = serve(OIDC, peer=OUTSIDE)
    asked = client.post("/aanmelden/handtekening", json={"address": f"{address}#page=1"}, headers=cookie(sessions))
    signed = asked.json()["address"]
    assert signed.endswith("#page=1")
    opened = client.get(signed.partition("#")[0])
    assert opened.status_code == 200 and opened.headers["referrer-policy"] == "no-referrer"
    assert "no-store" in opened.headers["cache-control"]
    query = signed.partition("?")[2].partition("#")[0]
    assert client.get(f"/bron/{passage}/0-21/document.pdf?{query}").status_code == 401
    assert client.get(f"/wie?{query}").status_code == 401
    told = client.get(f"/wie?a=1&{query}&b=2", headers=cookie(sessions)).json()
    assert told["query"] == "a=1&b=2"


@pytest.mark.parametrize(
    "address", ["/", "/beoordeling/gesprekken", "/api/v1/documents", "/metrics", "//kwaad.example/bron/"]
)
def test_only_sources_and_answers_get_a_signature(serve: Serve, sessions, address):
    asked = serve(OIDC).post("/aanmelden/handtekening", json={"address": address}, headers=cookie(sessions))
    assert "toegang=" not in asked.json()["address"]


def test_where_nobody_signs_in_links_need_no_signature(serve: Serve):
    asked = serve(AccessSettings("public")).post("/aanmelden/handtekening", json={"address": "/bron/a/1-2"})
    assert asked.json() == {"address": "/bron/a/1-2"}


@pytest.mark.parametrize(
    ("client", "headers", "seen"),
    [
        ({"peer": "127.0.0.1", "address": "http://127.0.0.1:7860"}, {}, True),
        ({"peer": "127.0.0.1", "address": PUBLIC}, {}, False),
        ({"peer": "127.0.0.1", "address": "http://127.0.0.1:7860"}, {"x-forwarded-for": OUTSIDE}, False),
        ({"peer": OUTSIDE}, {}, False),
        ({"peer": PROXY}, BERT, False),
        ({"peer": PROXY}, ELS, True),
        ({"peer": OUTSIDE}, ELS, False),
    ],
    ids=["this machine", "under its public name", "through a proxy", "elsewhere", "a reader", "a manager", "a liar"],
)
def test_the_figures_are_for_this_machine_and_for_managers(serve: Serve, client, headers, seen):
    response = serve(HEADER, **client).get("/metrics", headers=headers)
    assert (response.status_code != 403) == seen
    assert (response.status_code == 200) == (headers == ELS and seen), "this machine brings a key where people sign in"


def test_where_everybody_may_ask_a_key_opens_the_figures_from_anywhere(serve: Serve, kept, caplog):
    until = datetime.now(UTC) + timedelta(days=1)
    figures, other = (keys.make(kept, scope, [scope], expires_at=until) for scope in ("metrics", "search"))
    client = serve(AccessSettings("public"), peer=OUTSIDE)
    answers = [
        client.get("/metrics", headers={"authorization": f"Bearer {key}"}) for key in (figures, other, "geraden")
    ]
    assert [answer.status_code for answer in answers] == [200, 403, 401]
    assert client.get("/metrics").status_code == 403
    assert f"an API key that is unknown, expired or revoked, from {OUTSIDE}" in caplog.text
    assert "geraden" not in caplog.text


def test_a_header_from_elsewhere_leaves_a_line_without_the_name(caplog):
    made = Entrance(FastAPI(), access=HEADER, sessions=Sessions(Seal(KEY)), proxies=(PROXY,))
    TestClient(made, base_url=PUBLIC, client=(OUTSIDE, 50_000)).get("/wie", headers={"x-remote-user": "piet"})
    assert f"that no proxy of ours sent, from {OUTSIDE}" in caplog.text
    assert "piet" not in caplog.text


def test_the_review_page_opens_by_role_and_by_link(serve: Serve, kept, answering):
    client = serve(HEADER)
    assert client.get("/beoordeling/gesprekken", headers=BERT).status_code == 403
    assert client.get("/beoordeling/gesprekken").status_code == 403
    assert client.get("/beoordeling/metingen", headers=ELS).status_code == 200
    anna = {"x-remote-user": "anna", "x-remote-groups": "beoordelaars"}
    assert client.get("/beoordeling/gesprekken", headers=anna).status_code == 200
    assert client.get("/beoordeling/metingen", headers=anna).status_code == 403
    secret = links.make(kept, "gast", role="reviewer", expires_at=datetime.now(UTC) + timedelta(days=1))
    client.get(f"/beoordeling/toegang/{secret}")
    assert client.get("/beoordeling/gesprekken").status_code == 200
    assert client.get("/documenten").status_code == 401
    turn = turns.log(
        kept, answering.answer("Wat is een regio?"), conversation="0" * 32, channel="chat", generation="g1"
    )
    page = client.get(f"/beoordeling/gesprekken/{turn}").text
    picture, pdf = (unescape(re.search(rf'"(/bron/[^"]+/{name}[^"]*)"', page)[1]) for name in ("beeld", "document"))
    assert client.get(picture).status_code == 200 and client.get(pdf.partition("#")[0]).status_code == 200
    assert client.get(picture.partition("?")[0]).status_code == 401


def test_where_people_sign_in_the_machine_itself_has_no_key(serve: Serve):
    client = serve(OIDC, peer="127.0.0.1", address="http://127.0.0.1:7860")
    assert client.get("/beoordeling/gesprekken", headers=NAVIGATES).status_code == 303


@pytest.mark.parametrize(
    "address",
    ["//kwaad.example", "/\\kwaad.example", "https://kwaad.example", "javascript:alert(1)", "/\t/kwaad.example", "",
     "/a\r\nset-cookie: x=y", "/aanmelden?naar=/", "/afmelden", "kwaad.example", "/" + "a" * 3000, "/\x00"],
)  # fmt: skip
def test_a_sign_in_leads_to_no_foreign_address(address):
    assert own_path(address) == "/"


@pytest.mark.parametrize("address", ["/", "/documenten?a=1", "/bron/a%2Fb/1-2#x", "/gesprek/a?naar=https://x.example"])
def test_a_sign_in_leads_on_within_the_application(address):
    assert own_path(address) == address


def behind(*, checks_keys: bool) -> TestClient:
    """Return a client of an entrance before a program that only tells who asks, and under which path."""

    async def tell(scope, receive, send):
        person = scope["state"]["person"]
        await JSONResponse({"id": person and person.identifier, "path": scope["path"]})(scope, receive, send)

    made = Entrance(tell, access=OIDC, sessions=Sessions(Seal(KEY)), checks_keys=checks_keys)
    return TestClient(made, base_url=PUBLIC)


@pytest.mark.parametrize("path", ["/api/v1/ask", "/metrics"])
def test_a_key_passes_untouched_only_where_the_api_checks_it(sessions, path):
    key = {"authorization": "Bearer abc", "sec-fetch-site": "cross-site"}
    passed = behind(checks_keys=True).post(path, headers={**key, **cookie(sessions)})
    assert passed.json() == {"id": None, "path": path}
    assert behind(checks_keys=False).post(path, headers=key).status_code in (401, 403)
    assert behind(checks_keys=True).get("/documenten", headers=key).status_code == 401


def test_conversations_over_the_api_belong_to_a_person_too(sessions):
    path = f"/api/v1/conversations/{'0123456789abcdef' * 2}/questions"
    client = behind(checks_keys=True)
    paths = [client.get(path, headers=cookie(sessions, name)).json()["path"] for name in ("els", "bert")]
    assert len({path, *paths}) == 3
    assert client.get(paths[0], headers=cookie(sessions, "els")).json()["path"] == paths[0]
    assert client.get(path, headers={"authorization": "Bearer abc"}).json()["path"] == path
