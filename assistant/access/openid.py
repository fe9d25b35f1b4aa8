"""Signing in with an OpenID provider: what ACM/IDM, Entra and Keycloak speak. The only door to Authlib.

Authorization code flow with PKCE, state and nonce; the provider is found by discovery, and its keys are read again
when it signs with one that is not known yet.
"""

import re
import secrets
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import StarletteOAuth2App
from joserfc.errors import JoseError

from assistant.access.begun import Begun
from assistant.access.person import Person, RoleGroups, person_with
from assistant.access.settings import OpenIdSettings, is_loopback
from corpus.errors import SignInError

SECONDS = 10.0
"""To wait for the provider: somebody looks at an empty page meanwhile."""


_FAULT = re.compile(r"\A[a-z_]{1,40}\Z")
"""What RFC 6749 and OpenID Connect name faults: `invalid_client`, `login_required`."""

_ENTRA = re.compile(r"\bAADSTS\d{4,9}\b")


class Provider:
    """The provider at which people sign in. It is first spoken to when somebody does."""

    def __init__(self, settings: OpenIdSettings, groups: RoleGroups) -> None:
        self._settings = settings
        self._groups = groups
        self._client = self._fresh()

    async def begin(self, redirect: str, onward: str, *, window: bool) -> tuple[str, Begun]:
        """Return the provider's address to send the browser to, and what must come back. Raises SignInError.

        `redirect` is our address that the provider sends the browser back to.
        """
        await self._discover()
        try:
            begun = await self._client.create_authorization_url(redirect)
        except (httpx2.HTTPError, AuthlibBaseError, RuntimeError) as error:
            raise self._fault(error) from error
        return begun["url"], Begun(begun["state"], begun["nonce"], begun["code_verifier"], onward, window)

    async def finish(self, redirect: str, begun: Begun, *, state: str, code: str, issuer: str | None) -> Person | None:
        """Return who signed in, None when they may not enter. Raises SignInError.

        `state`, `code` and `issuer` are what the provider sent back through the browser; it names itself as `issuer`
        only where it knows RFC 9207.
        """
        if not secrets.compare_digest(state.encode(), begun.state.encode()):
            raise SignInError("a sign-in came back that this browser did not begin; begin again")
        metadata = await self._discover()
        if issuer is not None and issuer != metadata.get("issuer"):
            raise SignInError(f"{issuer!r} answered, but {self._settings.issuer} was asked; begin again")
        try:
            token = await self._client.fetch_access_token(redirect, code=code, code_verifier=begun.verifier)
            claims = await self._client.parse_id_token(token, nonce=begun.nonce)
            if claims is not None and self._settings.groups_claim not in claims and "userinfo_endpoint" in metadata:
                told = await self._client.userinfo(token=token)
                # OpenID Connect Core 5.3.2: what tells of another person must not be used.
                claims = {**told, **claims} if told.get("sub") == claims["sub"] else claims
        except (httpx2.HTTPError, AuthlibBaseError, JoseError, KeyError, ValueError, RuntimeError) as error:
            raise self._fault(error) from error
        if claims is None:
            raise self._fault("it sent no id_token")
        return self._person(claims)

    async def end_address(self, back: str) -> str | None:
        """Return where somebody signs out at the provider too, None where it offers nothing. Raises SignInError."""
        metadata = await self._discover()
        if "end_session_endpoint" not in metadata:
            return None
        made = await self._client.create_logout_url(back, client_id=self._settings.client)
        return str(made["url"])

    def _person(self, claims: dict[str, Any]) -> Person | None:
        identifier = claims.get(self._settings.person_claim)
        if not isinstance(identifier, str) or not identifier:
            raise self._fault(f"the claim “{self._settings.person_claim}” (ASSISTANT_OIDC_PERSON_CLAIM) is not in it")
        groups = claims.get(self._settings.groups_claim, [])
        listed = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
        return person_with(identifier, (group for group in listed if isinstance(group, str)), self._groups)

    async def _discover(self) -> dict[str, Any]:
        try:
            metadata: dict[str, Any] = await self._client.load_server_metadata()
        except (httpx2.HTTPError, ValueError) as error:
            raise self._fault(error) from error
        wrong = _objection(metadata, self._settings.issuer)
        if wrong:
            self._client = self._fresh()  # so that it is read again once it was put right
            raise self._fault(wrong)
        return metadata

    def _fresh(self) -> Any:
        settings = self._settings
        about = {"scope": settings.scope, "code_challenge_method": "S256", "timeout": SECONDS}
        if settings.secret is None:
            about["token_endpoint_auth_method"] = "none"  # noqa: S105 - the name of a method, from RFC 7591
        return StarletteOAuth2App(
            None,
            client_id=settings.client,
            client_secret=settings.secret,
            server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs=about,
        )

    def _fault(self, what: object) -> SignInError:
        said = _named(what) if isinstance(what, AuthlibBaseError) else what
        return SignInError(
            f"signing in with {self._settings.issuer} (ASSISTANT_OIDC_ISSUER) failed: {said or type(what).__name__}; "
            "see docs/access.md"
        )


def _named(fault: AuthlibBaseError) -> str:
    """Return the name of a fault, and Entra's number; the provider's own words may repeat a secret that it was sent."""
    name = str(fault.error or "")
    number = _ENTRA.search(str(fault.description or ""))
    return " ".join([*_FAULT.findall(name), *([number[0]] if number else [])])


def _objection(metadata: dict[str, Any], issuer: str) -> str:
    """Return what is wrong with what a provider says of itself, nothing when it is fine."""
    named = str(metadata.get("issuer", ""))
    if named.rstrip("/") != issuer.rstrip("/"):
        return f"it calls itself “{named}”; set ASSISTANT_OIDC_ISSUER to exactly that, if it is yours"
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        parts = urlsplit(str(metadata.get(name, "")))
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            return f"its {name} is no https address"
    return ""
