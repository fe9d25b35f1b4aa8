"""`assistant review-link`: made, used within its days, revoked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.records import Records, links


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Records:
    monkeypatch.setenv("ASSISTANT_DATABASE", f"sqlite:///{tmp_path}/records.sqlite")
    monkeypatch.setenv("ASSISTANT_PUBLIC_ADDRESS", "https://assistent.voorbeeld.be")
    return Records.open(f"sqlite:///{tmp_path}/records.sqlite")


def made(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["review-link", *arguments]) == 0
    address = capsys.readouterr().out.strip()
    assert address.startswith("https://assistent.voorbeeld.be/beoordeling/toegang/")
    return address.rsplit("/", 1)[1]


def test_a_link_names_its_reviewer_and_lasts_its_days(records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    link = links.of(records, made(capsys, "anna", "--days", "3"))
    assert link is not None and (link.reviewer, link.role) == ("anna", "reviewer")
    assert abs(link.expires_at - datetime.now(UTC) - timedelta(days=3)) < timedelta(minutes=5)
    owner = links.of(records, made(capsys, "els", "--owner"))
    assert owner is not None and owner.role == "owner"


def test_the_secret_itself_is_not_kept(records: Records, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    secret = made(capsys, "anna")
    records.close()
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert b"anna" in kept and secret.encode() not in kept


def test_a_revoked_link_lets_nobody_in(records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    secret = made(capsys, "anna")
    assert main(["review-link", "anna", "--revoke"]) == 0
    assert capsys.readouterr().out == "anna: 1 links closed\n"
    assert links.of(records, secret) is None


@pytest.mark.parametrize("wrong", [[""], ["x" * 41], ["anna", "--days", "9999"]])
def test_a_name_or_time_that_cannot_be_is_refused(
    records: Records, wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review-link", *wrong]) == 1
    assert "give" in capsys.readouterr().err
    assert links.all_of(records) == ()
