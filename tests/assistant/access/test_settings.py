import pytest

from assistant.access.settings import AccessSettings, check_listening
from corpus.errors import SettingError

OIDC = {"ASSISTANT_ACCESS": "oidc", "ASSISTANT_OIDC_ISSUER": "https://aanmelden.example", "ASSISTANT_OIDC_CLIENT": "a"}
HERE, ELSEWHERE = "http://127.0.0.1:7860", "https://assistent.example"


def read(**environ: str) -> AccessSettings:
    return AccessSettings.from_environment(environ)


def check(
    access: AccessSettings, *, host: str = "127.0.0.1", public: str = HERE, proxies: tuple[str, ...] = ()
) -> None:
    check_listening(access, host=host, public_address=public, proxies=proxies)


def test_unless_asked_otherwise_only_this_machine_is_served():
    assert read().mode == "loopback"
    for host in ("127.0.0.1", "::1", "localhost"):
        check(read(), host=host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "assistent.example"])
def test_another_address_is_refused_until_access_is_arranged(host):
    with pytest.raises(SettingError, match=r"ASSISTANT_ACCESS to oidc, header or token .* or to public"):
        check(read(), host=host)
    check(read(ASSISTANT_ACCESS="public"), host=host)


def test_a_public_name_before_the_loopback_is_refused_too():
    with pytest.raises(SettingError, match=r"assistent\.example is reached from other machines"):
        check(read(), public=ELSEWHERE)


def test_the_header_needs_a_proxy():
    with pytest.raises(SettingError, match="ASSISTANT_PROXIES"):
        check(read(ASSISTANT_ACCESS="header"))
    check(read(ASSISTANT_ACCESS="header"), proxies=("127.0.0.1",), public=ELSEWHERE)


def test_signing_in_needs_https_except_on_this_machine():
    with pytest.raises(SettingError, match="give an https address"):
        check(read(**OIDC), public="http://assistent.example")
    check(read(**OIDC), public=ELSEWHERE, host="0.0.0.0")
    check(read(**OIDC), public="http://localhost:7860")


@pytest.mark.parametrize("missing", ["ASSISTANT_OIDC_ISSUER", "ASSISTANT_OIDC_CLIENT"])
def test_a_missing_setting_is_named(missing):
    with pytest.raises(SettingError, match=missing):
        read(**{name: value for name, value in OIDC.items() if name != missing})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ASSISTANT_ACCESS", "open"),
        ("ASSISTANT_ACCESS_HEADER", "X Remote"),
        ("ASSISTANT_OIDC_ISSUER", "http://aanmelden.example"),
        ("ASSISTANT_OIDC_SCOPE", "profile"),
        ("ASSISTANT_SESSION_KEY", "kort"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(variable, value):
    with pytest.raises(SettingError, match=variable):
        read(**{**OIDC, variable: value})


def test_secrets_come_from_a_file_and_show_nowhere(tmp_path):
    (tmp_path / "secret").write_text("zeer-geheim\n")
    access = read(**OIDC, ASSISTANT_OIDC_SECRET_FILE=str(tmp_path / "secret"), ASSISTANT_SESSION_KEY="s" * 32)
    assert access.openid.secret == "zeer-geheim"
    assert "geheim" not in repr(access) and "sss" not in repr(access)
    with pytest.raises(SettingError, match="both set"):
        read(**OIDC, ASSISTANT_OIDC_SECRET_FILE=str(tmp_path / "secret"), ASSISTANT_OIDC_SECRET="x")
    with pytest.raises(SettingError, match="cannot be read"):
        read(**OIDC, ASSISTANT_OIDC_SECRET_FILE=str(tmp_path / "nowhere"))


def test_groups_are_separated_by_commas():
    groups = read(ASSISTANT_REVIEWER_GROUPS="a, b c ,").groups
    assert groups.reviewers == {"a", "b c"} and groups.readers == frozenset()


def test_keys_of_host_pages_come_over_https_or_from_a_file_that_is_there(tmp_path):
    file = tmp_path / "keys.json"
    file.write_text('{"keys": []}')
    host = {"ASSISTANT_ACCESS": "token", "ASSISTANT_TOKEN_ISSUER": "intranet"}
    for keys in (str(file), "https://intranet.example/keys.json", "http://127.0.0.1:8000/keys.json"):
        assert read(**host, ASSISTANT_TOKEN_KEYS=keys).host_tokens.keys == keys
    for keys in ("http://intranet.example/k", "HTTP://intranet.example/k", "http:/intranet.example/k",
                 "ftp://intranet.example/k", str(tmp_path / "nowhere"), str(tmp_path)):  # fmt: skip
        with pytest.raises(SettingError, match="ASSISTANT_TOKEN_KEYS"):
            read(**host, ASSISTANT_TOKEN_KEYS=keys)


@pytest.mark.parametrize(
    "scope", ["openid vo mijntoepassing", "openid,vo,mijntoepassing", "openid,  vo, mijntoepassing"]
)
def test_scopes_are_separated_by_spaces_or_commas(scope):
    assert read(**OIDC, ASSISTANT_OIDC_SCOPE=scope).openid.scope == "openid vo mijntoepassing"
