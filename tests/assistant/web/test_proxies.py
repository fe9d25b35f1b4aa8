from typing import Any

import pytest

from assistant.web.proxies import UNKNOWN, came_over_tls, client_address, from_proxy

OURS = ("127.0.0.1", "10.0.0.0/24")


def request(peer: str | None, *forwarded: str, proto: str = "", scheme: str = "http") -> dict[str, Any]:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    if proto:
        headers.append((b"x-forwarded-proto", proto.encode()))
    return {"type": "http", "client": (peer, 50000) if peer else None, "headers": headers, "scheme": scheme}


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.9", (), "192.0.2.9"),
        ("192.0.2.9", ("198.51.100.7",), "192.0.2.9"),  # a stranger says whom they speak for
        ("127.0.0.1", ("198.51.100.7",), "198.51.100.7"),
        ("127.0.0.1", ("203.0.113.5, 198.51.100.7",), "198.51.100.7"),  # the client wrote the first one
        ("127.0.0.1", ("203.0.113.5, 198.51.100.7, 10.0.0.8",), "198.51.100.7"),  # two proxies of ours
        ("127.0.0.1", ("203.0.113.5", "198.51.100.7"), "198.51.100.7"),  # the header stands there twice
        ("127.0.0.1", ("198.51.100.7:51234",), "198.51.100.7"),  # as IIS writes it
        ("127.0.0.1", ("[2001:db8::5]:51234",), "2001:db8::5"),
        ("::ffff:127.0.0.1", ("2001:db8::5",), "2001:db8::5"),
        ("127.0.0.1", ("unknown",), "127.0.0.1"),
        ("127.0.0.1", ("10.0.0.8",), "10.0.0.8"),
        ("127.0.0.1", (), "127.0.0.1"),
        (None, ("198.51.100.7",), UNKNOWN),
        ("testclient", ("198.51.100.7",), UNKNOWN),
    ],
)
def test_the_address_is_the_last_one_that_no_proxy_of_ours_has(
    peer: str | None, forwarded: tuple[str, ...], expected: str
) -> None:
    assert client_address(request(peer, *forwarded), OURS) == expected


def test_without_proxies_no_header_counts() -> None:
    assert client_address(request("127.0.0.1", "198.51.100.7"), ()) == "127.0.0.1"


def test_only_a_proxy_of_ours_is_one() -> None:
    assert from_proxy(request("10.0.0.200"), OURS)
    assert not from_proxy(request("10.0.1.1"), OURS)
    assert not from_proxy(request(None), OURS)


def test_https_is_believed_from_a_proxy_of_ours_only() -> None:
    assert came_over_tls(request("127.0.0.1", proto="https"), OURS)
    assert not came_over_tls(request("192.0.2.9", proto="https"), OURS)
    assert came_over_tls(request("192.0.2.9", proto="http", scheme="https"), OURS)
