"""`assistant key`: made, listed, revoked; what it opens is tested with the API."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.records import Records, keys


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Records:
    monkeypatch.setenv("ASSISTANT_DATABASE", f"sqlite:///{tmp_path}/records.sqlite")
    return Records.open(f"sqlite:///{tmp_path}/records.sqlite")


def made(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["key", "add", *arguments]) == 0
    printed = capsys.readouterr()
    assert "not shown again" in printed.err
    return printed.out.strip()


def test_a_key_has_its_name_scopes_and_days(records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    key = keys.of(records, made(capsys, "intranet", "--scope", "ask", "--scope", "search", "--days", "3"))
    assert key is not None and (key.name, key.scopes) == ("intranet", {"ask", "search"})
    assert abs(key.expires_at - datetime.now(UTC) - timedelta(days=3)) < timedelta(minutes=5)


def test_the_key_itself_is_not_kept(records: Records, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    key = made(capsys, "intranet", "--scope", "ask")
    assert len(key) > 43  # 32 random bytes
    records.close()
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert b"intranet" in kept and key.removeprefix(keys.PREFIX).encode() not in kept


def test_an_expired_key_opens_nothing(records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    key = made(capsys, "intranet", "--scope", "ask", "--days", "3")
    assert keys.of(records, key, at=datetime.now(UTC) + timedelta(days=2)) is not None
    assert keys.of(records, key, at=datetime.now(UTC) + timedelta(days=4)) is None


def test_a_revoked_key_opens_nothing_and_its_name_is_free_again(
    records: Records, capsys: pytest.CaptureFixture[str]
) -> None:
    first = made(capsys, "intranet", "--scope", "ask")
    assert main(["key", "add", "intranet", "--scope", "ask"]) == 1
    assert "works already" in capsys.readouterr().err
    assert main(["key", "revoke", "intranet"]) == 0
    assert capsys.readouterr().out == "intranet: 1 key revoked\n"
    assert keys.of(records, first) is None
    assert keys.of(records, made(capsys, "intranet", "--scope", "search")) is not None


def test_the_list_tells_what_works_and_shows_no_key(records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    key = made(capsys, "intranet", "--scope", "ask", "--scope", "documents")
    made(capsys, "oud", "--scope", "search")
    main(["key", "revoke", "oud"])
    capsys.readouterr()
    assert main(["key", "list"]) == 0
    newest, oldest = capsys.readouterr().out.splitlines()
    assert newest.startswith("oud\trevoked\tsearch\t") and oldest.startswith("intranet\tworks\task,documents\t")
    assert key not in newest + oldest


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["", "--scope", "ask"], "NAME"),
        (["x" * 41, "--scope", "ask"], "NAME"),
        (["intranet", "--scope", "alles"], "--scope is alles"),
        (["intranet", "--scope", "ask", "--days", "9999"], "--days"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    records: Records, wrong: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["key", "add", *wrong]) == 1
    assert says in capsys.readouterr().err
    assert keys.all_of(records) == ()


def test_a_name_that_is_unknown_cannot_be_revoked(records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["key", "revoke", "niemand"]) == 1
    assert "niemand" in capsys.readouterr().err
