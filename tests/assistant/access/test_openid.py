"""The OpenID client against the real provider, without a browser: what a browser would send is sent by hand."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.access.person import RoleGroups
from assistant.access.settings import AccessSettings, OpenIdSettings
from assistant.web.cookies import UNDERWAY
from assistant.web.server import create_app
from tests.assistant.access.conftest import GROUPS, KEY, SECOND

Serve = Callable[..., TestClient]


@pytest.fixture
def serve(place) -> Serve:
    def client(openid: OpenIdSettings, groups: RoleGroups = GROUPS) -> TestClient:
        access = AccessSettings("oidc", groups=groups, openid=openid, session_key=KEY)
        app = create_app(lambda: place.answering, place.records, public_address=SECOND, access=access)
        return TestClient(app, base_url=SECOND, follow_redirects=False)

    return client


def at_provider(address: str, name: str) -> str:
    """Sign in at the provider and return the address that it sends the browser back to."""
    with httpx.Client() as person:
        response = person.get(address)
        for _ in range(10):
            if response.is_redirect:
                onward = urljoin(str(response.url), response.headers["location"])
                if onward.startswith(SECOND):
                    return onward
                response = person.get(onward)
            else:
                form = re.search(r'action="([^"]+)"', response.text)[1]
                fields = {"prompt": "login", "login": name, "password": "x"}
                response = person.post(urljoin(str(response.url), form), data=fields)
    raise AssertionError("the provider led nowhere")


def test_a_client_without_a_secret_signs_people_in_by_pkce(serve: Serve, place):
    client = serve(OpenIdSettings(place.provider, "zonder-geheim"))
    begun = client.get("/aanmelden?naar=/documenten")
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
    assert asked["state"] and asked["nonce"] and asked["redirect_uri"] == [f"{SECOND}/aanmelden/terug"]
    back = at_provider(begun.headers["location"], "anna")
    done = client.get(back)
    assert done.status_code == 303 and done.headers["location"] == "/documenten"
    assert client.get("/documenten").status_code == 200
    assert UNDERWAY not in client.cookies


def test_a_code_works_once_and_only_with_its_own_state_and_issuer(serve: Serve, place):
    client = serve(OpenIdSettings(place.provider, "assistent", "geheim-van-de-test"))
    back = at_provider(client.get("/aanmelden").headers["location"], "anna")
    kept = {"cookie": f"{UNDERWAY}={client.cookies[UNDERWAY]}"}
    client.cookies.clear()
    for wrong in (back.replace("state=", "state=x"), back.replace("iss=", "iss=x"), back.replace("code=", "code=x")):
        refused = client.get(wrong, headers=kept)
        assert refused.status_code == 503 and "__Host-assistent=" not in str(refused.headers)
    assert client.get(back).status_code == 400, "another browser did not begin it"
    assert client.get(back, headers=kept).status_code == 303
    client.cookies.clear()
    assert client.get(back, headers=kept).status_code == 503


def test_who_is_refused_by_the_provider_is_told_so(serve: Serve, place):
    client = serve(OpenIdSettings(place.provider, "assistent", "geheim-van-de-test"))
    client.get("/aanmelden")
    refused = client.get("/aanmelden/terug?error=access_denied&state=x")
    assert refused.status_code == 403 and "werd geweigerd" in refused.text
    assert UNDERWAY not in client.cookies


def test_a_wrong_secret_is_told_to_the_log_and_not_to_the_visitor(serve: Serve, place, caplog):
    client = serve(OpenIdSettings(place.provider, "assistent", "verkeerd-geheim"))
    refused = client.get(at_provider(client.get("/aanmelden").headers["location"], "anna"))
    assert refused.status_code == 503 and "Aanmelden lukt nu niet" in refused.text
    assert "ASSISTANT_OIDC_ISSUER" in caplog.text and "verkeerd-geheim" not in caplog.text + refused.text


@pytest.mark.parametrize("path", ["/elders", ""])
def test_a_provider_that_is_not_there_or_is_another_one_signs_nobody_in(serve: Serve, place, path, caplog):
    issuer = place.provider + path if path else "http://localhost:1"
    refused = serve(OpenIdSettings(issuer, "assistent")).get("/aanmelden")
    assert refused.status_code == 503 and "set-cookie" not in refused.headers
    assert issuer in caplog.text


def test_another_claim_may_name_the_person_and_must_be_there(serve: Serve, place, caplog):
    client = serve(OpenIdSettings(place.provider, "zonder-geheim", person_claim="vo_id"))
    assert client.get(at_provider(client.get("/aanmelden").headers["location"], "anna")).status_code == 503
    assert "ASSISTANT_OIDC_PERSON_CLAIM" in caplog.text
