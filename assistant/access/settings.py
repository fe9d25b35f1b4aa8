"""What can be set about access. Read with the other settings, once at the start."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Literal, Self, get_args
from urllib.parse import urlsplit

from assistant.access.person import RoleGroups
from corpus.errors import SettingError

Mode = Literal["loopback", "public", "header", "oidc", "token"]

DEFAULT_HEADER = "X-Remote-User"
DEFAULT_GROUPS_HEADER = "X-Remote-Groups"

SHORTEST_KEY = 32
"""Characters of a session key: 128 bits, also when somebody writes it in hexadecimal digits."""

VARIABLES: Final = (
    "ASSISTANT_ACCESS", "ASSISTANT_ACCESS_HEADER", "ASSISTANT_ACCESS_GROUPS_HEADER",
    "ASSISTANT_READER_GROUPS", "ASSISTANT_REVIEWER_GROUPS", "ASSISTANT_MANAGER_GROUPS",
    "ASSISTANT_OIDC_ISSUER", "ASSISTANT_OIDC_CLIENT", "ASSISTANT_OIDC_SECRET", "ASSISTANT_OIDC_SECRET_FILE",
    "ASSISTANT_OIDC_SCOPE", "ASSISTANT_OIDC_PERSON_CLAIM", "ASSISTANT_OIDC_GROUPS_CLAIM",
    "ASSISTANT_TOKEN_KEYS", "ASSISTANT_TOKEN_ISSUER", "ASSISTANT_SESSION_KEY", "ASSISTANT_SESSION_KEY_FILE",
)  # fmt: skip
"""Every variable of access; one that is not named here is not read."""

_OPEN: Final = ("loopback", "public")
"""The modes in which nobody signs in."""

_ABOUT_SIGNING_IN = re.compile(r"ASSISTANT_(ACCESS_|OIDC_|TOKEN_|[A-Z]+_GROUPS)")

_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class OpenIdSettings:
    """How people sign in with an OpenID provider.

    `issuer` is the address whose `/.well-known/openid-configuration` is read. `secret` is None for a client that has
    none and relies on PKCE. `person_claim` names the claim that stays the same for a person, `groups_claim` the one
    that lists their groups. `scope` is asked for.
    """

    issuer: str
    client: str
    secret: str | None = field(default=None, repr=False)
    scope: str = "openid"
    person_claim: str = "sub"
    groups_claim: str = "groups"


@dataclass(frozen=True, slots=True)
class HostTokenSettings:
    """Which host pages may sign people in with a token of theirs.

    `keys` is a file or an https address with the public keys (a JWK set); `issuer` is what the tokens name as theirs.
    """

    keys: str
    issuer: str


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """Who may enter.

    `loopback` serves this machine only; `public` everybody; `header` those whom a reverse proxy of ours names in
    `header`, with their groups in `groups_header`; `oidc` those who sign in with an OpenID provider; `token` those for
    whom a host page signed a token. `session_key` seals what browsers keep; None for one that lasts until the server
    stops. `unused` names the variables about signing in that were given although nobody signs in.
    """

    mode: Mode = "loopback"
    header: str = DEFAULT_HEADER
    groups_header: str = DEFAULT_GROUPS_HEADER
    groups: RoleGroups = field(default_factory=RoleGroups)
    openid: OpenIdSettings | None = None
    host_tokens: HostTokenSettings | None = None
    session_key: str | None = field(default=None, repr=False)
    unused: tuple[str, ...] = ()

    @property
    def signs_in(self) -> bool:
        """Whether only people who are known may enter."""
        return self.mode not in _OPEN

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read the variables of access. Raises SettingError, naming the variable."""
        given = {name: environ[name].strip() for name in VARIABLES if environ.get(name, "").strip()}
        mode = _mode(given.get("ASSISTANT_ACCESS", "loopback"))
        return cls(
            mode=mode,
            header=_header(given, "ASSISTANT_ACCESS_HEADER", DEFAULT_HEADER),
            groups_header=_header(given, "ASSISTANT_ACCESS_GROUPS_HEADER", DEFAULT_GROUPS_HEADER),
            groups=RoleGroups(
                _groups(given, "ASSISTANT_READER_GROUPS"),
                _groups(given, "ASSISTANT_REVIEWER_GROUPS"),
                _groups(given, "ASSISTANT_MANAGER_GROUPS"),
            ),
            openid=_openid(given) if mode == "oidc" else None,
            host_tokens=_host_tokens(given, needed=mode == "token"),
            session_key=_session_key(given),
            unused=tuple(name for name in given if _ABOUT_SIGNING_IN.match(name)) if mode in _OPEN else (),
        )


def check_listening(access: AccessSettings, *, host: str, public_address: str, proxies: tuple[str, ...]) -> None:
    """Refuse to serve where access does not fit the address. Raises SettingError.

    Without sign-in only this machine is served, unless `public` is asked for by name: neither another address to
    listen on, nor another name for users, which means that a proxy stands before the server.
    """
    named = urlsplit(public_address).hostname or ""
    if access.mode == "loopback":
        elsewhere = next((name for name in (host, named) if not is_loopback(name)), None)
        if elsewhere is not None:
            raise SettingError(
                f"{elsewhere} is reached from other machines, and nobody signs in; set ASSISTANT_ACCESS to oidc, "
                "header or token (see docs/access.md), or to public if whoever reaches the address may ask"
            )
    if access.mode == "header" and not proxies:
        raise SettingError(
            "ASSISTANT_ACCESS is header, but ASSISTANT_PROXIES names no proxy; give the address of your proxy, such as "
            "127.0.0.1: its header is believed from nowhere else"
        )
    if access.mode in ("oidc", "token") and urlsplit(public_address).scheme != "https" and not is_loopback(named):
        raise SettingError(
            f"ASSISTANT_PUBLIC_ADDRESS is {public_address}; with ASSISTANT_ACCESS={access.mode} give an https address: "
            "browsers keep the session for https only (and for http://localhost)"
        )


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _mode(value: str) -> Mode:
    for mode in get_args(Mode):
        if value == mode:
            found: Mode = mode
            return found
    raise SettingError(f"ASSISTANT_ACCESS is “{value}”; give one of {', '.join(get_args(Mode))}")


def _header(given: Mapping[str, str], variable: str, default: str) -> str:
    value = given.get(variable, default)
    if not _HEADER.fullmatch(value):
        raise SettingError(f"{variable} is “{value}”; give the name of a header, such as {default}")
    return value


def _groups(given: Mapping[str, str], variable: str) -> frozenset[str]:
    return frozenset(group.strip() for group in given.get(variable, "").split(",") if group.strip())


def _openid(given: Mapping[str, str]) -> OpenIdSettings:
    for variable in ("ASSISTANT_OIDC_ISSUER", "ASSISTANT_OIDC_CLIENT"):
        if variable not in given:
            raise SettingError(f"ASSISTANT_ACCESS is oidc, but {variable} is not set; see docs/access.md")
    # Commas too: a file of settings that a shell, systemd and Docker read alike can hold no space.
    scope = " ".join(given.get("ASSISTANT_OIDC_SCOPE", "openid").replace(",", " ").split())
    if "openid" not in scope.split():
        raise SettingError(f"ASSISTANT_OIDC_SCOPE is “{scope}”; it must hold openid")
    return OpenIdSettings(
        issuer=_secure_address("ASSISTANT_OIDC_ISSUER", given["ASSISTANT_OIDC_ISSUER"]),
        client=given["ASSISTANT_OIDC_CLIENT"],
        secret=_secret(given, "ASSISTANT_OIDC_SECRET"),
        scope=scope,
        person_claim=given.get("ASSISTANT_OIDC_PERSON_CLAIM", "sub"),
        groups_claim=given.get("ASSISTANT_OIDC_GROUPS_CLAIM", "groups"),
    )


def _host_tokens(given: Mapping[str, str], *, needed: bool) -> HostTokenSettings | None:
    keys, issuer = given.get("ASSISTANT_TOKEN_KEYS"), given.get("ASSISTANT_TOKEN_ISSUER")
    if keys and issuer:
        return HostTokenSettings(_place_of_keys("ASSISTANT_TOKEN_KEYS", keys), issuer)
    if needed or keys or issuer:
        missing = "ASSISTANT_TOKEN_ISSUER" if keys else "ASSISTANT_TOKEN_KEYS"
        raise SettingError(f"host pages sign people in, but {missing} is not set; see docs/access.md")
    return None


def _place_of_keys(variable: str, value: str) -> str:
    if "://" in value:
        return _secure_address(variable, value)
    try:
        Path(value).expanduser().read_bytes()
    except (OSError, RuntimeError) as error:
        raise SettingError(
            f"{variable}: {value} cannot be read; give a file that the assistant may read, or an https address"
        ) from error
    return value


def _session_key(given: Mapping[str, str]) -> str | None:
    key = _secret(given, "ASSISTANT_SESSION_KEY")
    if key is not None and len(key) < SHORTEST_KEY:
        raise SettingError(
            f"ASSISTANT_SESSION_KEY has {len(key)} characters; give at least {SHORTEST_KEY}, such as `openssl rand "
            "-hex 32` prints"
        )
    return key


def _secret(given: Mapping[str, str], variable: str) -> str | None:
    """Read a secret from its variable or from the file that its variable with _FILE names."""
    file = given.get(f"{variable}_FILE")
    if file is None:
        return given.get(variable)
    if variable in given:
        raise SettingError(f"{variable} and {variable}_FILE are both set; keep one of them")
    try:
        secret = Path(file).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{variable}_FILE: {file} cannot be read; check the path and who may read it") from error
    if not secret:
        raise SettingError(f"{variable}_FILE: {file} is empty; put the secret in it")
    return secret


def _secure_address(variable: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme == "https" and parts.hostname:
        return value
    if parts.scheme == "http" and is_loopback(parts.hostname or ""):
        return value
    raise SettingError(f"{variable} is “{value}”; give an https address")
