import json

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from assistant.access.host_tokens import KEPT, LEEWAY, LONGEST, REST, HostTokens
from assistant.access.person import Role, RoleGroups
from assistant.access.settings import HostTokenSettings
from corpus.errors import SignInError

US, HOST = "https://assistent.example", "intranet"
GROUPS = RoleGroups(reviewers=frozenset({"beoordelaars"}))


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Host:
    """Publishes keys in a file, and signs."""

    def __init__(self, file) -> None:
        self.file = file
        self.renew("een")

    def renew(self, name: str) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": name})
        self.file.write_text(json.dumps(KeySet([self.key]).as_dict(private=False)))

    def sign(self, now: float, *, key=None, algorithm: str = "ES256", without: str = "", **other: object) -> str:
        claims = {"iss": HOST, "aud": US, "sub": "bert", "iat": now, "exp": now + 60, "jti": "1", **other}
        claims = {name: value for name, value in claims.items() if name != without}
        key = key or self.key
        return jwt.encode({"alg": algorithm, "kid": self.key.kid}, claims, key, algorithms=[algorithm])


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path / "keys.json")


@pytest.fixture
def tokens(host, clock):
    return HostTokens(HostTokenSettings(str(host.file), HOST), GROUPS, audience=US, clock=clock)


def test_a_token_of_the_host_signs_somebody_in(tokens, host, clock):
    person = tokens.person(host.sign(clock.now, groups=["beoordelaars"]))
    assert person.identifier == "bert" and Role.REVIEWER in person.roles


def test_a_token_works_once(tokens, host, clock):
    token = host.sign(clock.now)
    assert tokens.person(token) is not None
    assert tokens.person(token) is None


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "ander"}, {"aud": "https://ander.example"}, {"exp": 1_000_000 - LEEWAY - 1}, {"sub": ""}, {"sub": 7},
        {"exp": 1_000_000 + LONGEST + 1}, {"iat": 1_000_000 + LEEWAY + 1}, {"without": "exp"}, {"without": "jti"},
        {"without": "aud"}, {"without": "iat"}, {"key": ECKey.generate_key("P-256")},
    ],
)  # fmt: skip
def test_a_token_that_does_not_hold_lets_nobody_in(tokens, host, clock, change):
    assert tokens.person(host.sign(clock.now, **change)) is None


def test_a_shared_secret_or_no_signature_is_no_proof(tokens, host, clock):
    public = json.dumps(host.key.as_dict(private=False)).encode()
    assert tokens.person(host.sign(clock.now, key=OctKey.import_key(public), algorithm="HS256")) is None
    head, body, _ = host.sign(clock.now).split(".")
    unsigned = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    for token in (f"{unsigned}.{body}.", f"{head}.{body}.", "", "a.b.c", "é"):
        assert tokens.person(token) is None


def test_a_new_key_of_the_host_is_taken_over_and_the_old_one_no_longer_holds(tokens, host, clock):
    assert tokens.person(host.sign(clock.now, jti="a")) is not None
    old = host.key
    host.renew("twee")
    clock.now += REST
    assert tokens.person(host.sign(clock.now, jti="b")) is not None
    assert tokens.person(host.sign(clock.now, key=old, jti="c")) is None


def test_a_key_that_the_host_took_away_no_longer_counts_within_the_hour(tokens, host, clock):
    assert tokens.person(host.sign(clock.now, jti="a")) is not None
    old = host.key
    host.renew("twee")
    clock.now += KEPT
    assert tokens.person(host.sign(clock.now, key=old, jti="b")) is None


def test_made_up_tokens_do_not_make_us_read_the_keys_all_the_time(host, clock):
    read = []

    def count(place: str) -> str:
        read.append(place)
        return host.file.read_text()

    tokens = HostTokens(HostTokenSettings("keys", HOST), GROUPS, audience=US, clock=clock, read=count)
    for _ in range(20):
        tokens.person(host.sign(clock.now, key=ECKey.generate_key("P-256")))
    assert len(read) == 1


def test_without_keys_it_says_what_to_do(tokens, host, clock):
    host.file.write_text("{}")
    with pytest.raises(SignInError, match="ASSISTANT_TOKEN_KEYS"):
        tokens.person(host.sign(clock.now))


def test_what_is_wrong_with_a_token_is_told_without_a_word_of_it(tokens, host, clock):
    told = []
    good = host.sign(clock.now)
    tokens.person(good, told.append)
    wrong = ({}, {"jti": "2", "exp": clock.now - LEEWAY - 1}, {"jti": "3", "key": ECKey.generate_key("P-256")})
    for change in (*wrong, {"jti": "4", "iss": "ander"}):
        tokens.person(host.sign(clock.now, **change), told.append)
    assert told == [
        "used before",
        "expired, or not valid yet",
        "not signed with a key of the host",
        "of another issuer",
    ]
