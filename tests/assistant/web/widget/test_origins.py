import pytest

from assistant.web.widget.origins import is_allowed, origin_of, read_origin
from corpus.errors import SettingError


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://intranet.voorbeeld.be", "https://intranet.voorbeeld.be"),
        (" HTTPS://Intranet.Voorbeeld.be/ ", "https://intranet.voorbeeld.be"),
        ("https://intranet.voorbeeld.be:443", "https://intranet.voorbeeld.be"),
        ("http://intranet:8080", "http://intranet:8080"),
        ("http://localhost:*", "http://localhost:*"),
        ("https://*.voorbeeld.be", "https://*.voorbeeld.be"),
        ("https://zoë.be", "https://xn--zo-ija.be"),
    ],
)
def test_an_origin_is_written_as_browsers_send_it(given, read):
    assert read_origin(given) == read


@pytest.mark.parametrize(
    "given",
    ["", "*", "null", "https://*", "https://*.be", "intranet.voorbeeld.be", "https://intranet.be/pagina", "file:///",
     "https://a.be; script-src *", "https://a.be 'unsafe-inline'", "https://a.be,https://b.be", "javascript:1",
     "https://user@a.be", "https://a.be\r\nx: y"],
)  # fmt: skip
def test_what_is_no_origin_is_refused(given):
    with pytest.raises(SettingError):
        read_origin(given)


@pytest.mark.parametrize(
    ("origin", "allowed", "expected"),
    [
        ("https://intranet.voorbeeld.be", "https://intranet.voorbeeld.be", True),
        ("http://intranet.voorbeeld.be", "https://intranet.voorbeeld.be", False),
        ("https://intranet.voorbeeld.be:8443", "https://intranet.voorbeeld.be", False),
        ("https://intranet.voorbeeld.be.kwaad.be", "https://intranet.voorbeeld.be", False),
        ("https://a.b.voorbeeld.be", "https://*.voorbeeld.be", True),
        ("https://voorbeeld.be", "https://*.voorbeeld.be", False),
        ("https://kwaadvoorbeeld.be", "https://*.voorbeeld.be", False),
        ("http://localhost:7861", "http://localhost:*", True),
        ("http://localhost", "http://localhost:*", True),
        ("null", "https://intranet.voorbeeld.be", False),
        ("", "https://intranet.voorbeeld.be", False),
        ("https://*.voorbeeld.be", "https://*.voorbeeld.be", False),
    ],
)
def test_only_what_the_list_names_is_allowed(origin, allowed, expected):
    assert is_allowed(origin, ["https://andere.be", allowed]) is expected


def test_the_origin_of_a_page_is_its_scheme_host_and_port():
    assert origin_of("https://Intranet.be/pagina?x=1#y") == "https://intranet.be"
    assert origin_of("http://127.0.0.1:7860/") == "http://127.0.0.1:7860"
