"""`assistant widget`: added, listed, pasted, revoked."""

from pathlib import Path

import pytest

from assistant.cli import main
from assistant.records import Records, widgets

ORIGIN = ["--origin", "https://Intranet.voorbeeld.be/"]


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Records:
    monkeypatch.setenv("ASSISTANT_DATABASE", f"sqlite:///{tmp_path}/records.sqlite")
    monkeypatch.setenv("ASSISTANT_PUBLIC_ADDRESS", "https://assistent.voorbeeld.be")
    return Records.open(f"sqlite:///{tmp_path}/records.sqlite")


def test_a_municipality_that_nobody_knows_is_refused_with_those_that_are_like_it(
    records: Records, shipped_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["widget", "add", "x", *ORIGIN, "--municipality", "Merelbeeke", "--index", str(shipped_index)]) == 1
    assert "Merelbeke-Melle" in capsys.readouterr().err


def test_a_widget_is_added_with_all_that_is_said_of_it(
    records: Records, shipped_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = ["--documents", "regiodecreet.pdf", "--index", str(shipped_index)]
    more = ["--municipality", "Melle", "--keep-nothing", "--allow", "color", "title", "--set", "title=Vraagbaak",
            *documents, "--origin", "http://localhost:8080"]  # fmt: skip
    assert main(["widget", "add", "intranet", *ORIGIN, *more]) == 0
    found = widgets.of(records, "intranet")
    assert found is not None
    assert found.origins == ("https://intranet.voorbeeld.be", "http://localhost:8080")
    assert (found.documents, found.municipality, found.keeps_nothing) == (
        frozenset({"regiodecreet.pdf"}),
        "Merelbeke-Melle",
        True,
    )
    assert (found.looks, found.allowed) == ({"title": "Vraagbaak"}, frozenset({"color", "title"}))
    capsys.readouterr()
    assert main(["widget", "list"]) == 0
    line = capsys.readouterr().out
    assert line.startswith("intranet · open · on https://intranet.voorbeeld.be") and "keeps nothing" in line


def test_a_language_that_is_not_offered_is_told(
    records: Records, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    french = ["widget", "add", "x", *ORIGIN, "--set", "language=fr", "--replace"]
    assert main(french) == 0
    assert "ASSISTANT_LANGUAGES" not in capsys.readouterr().err
    monkeypatch.setenv("ASSISTANT_LANGUAGES", "nl,en")
    assert main(french) == 0
    assert "ASSISTANT_LANGUAGES has no fr" in capsys.readouterr().err
    assert main(["widget", "snippet", "x"]) == 0
    assert main(["widget", "add", "x", *ORIGIN, "--set", "language=de", "--replace"]) == 1


def test_a_name_is_not_taken_over_by_mistake(records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["widget", "add", "intranet", *ORIGIN]) == 0
    assert main(["widget", "add", "intranet", "--origin", "https://andere.be"]) == 1
    assert "--replace" in capsys.readouterr().err
    assert main(["widget", "add", "intranet", "--origin", "https://andere.be", "--replace"]) == 0
    found = widgets.of(records, "intranet")
    assert found is not None and found.origins == ("https://andere.be",)


@pytest.mark.parametrize(
    "wrong",
    [["Intranet", *ORIGIN], ["a b", *ORIGIN], ["x", "--origin", "null"], ["x", "--origin", "*"],
     ["x", *ORIGIN, "--allow", "script"], ["x", *ORIGIN, "--set", "color=red"], ["x", *ORIGIN, "--set", "color"],
     ["x", *ORIGIN, "--set", "position=above"], ["x", *ORIGIN, "--municipality", " "]],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    records: Records, wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["widget", "add", *wrong]) == 1
    assert "give" in capsys.readouterr().err
    assert widgets.all_of(records) == ()


def test_a_document_that_is_not_there_is_named(
    records: Records, shipped_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["widget", "add", "x", *ORIGIN, "--documents", "weg.pdf", "--index", str(shipped_index)]) == 1
    assert "weg.pdf" in (said := capsys.readouterr().err) and "regiodecreet.pdf" in said


def test_a_revoked_widget_stays_in_the_list(records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    main(["widget", "add", "intranet", *ORIGIN])
    assert main(["widget", "revoke", "intranet"]) == 0
    assert main(["widget", "revoke", "intranet"]) == 1
    capsys.readouterr()
    main(["widget", "list"])
    assert "intranet · revoked" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("system", "pasted", "allowed"),
    [
        (
            "html",
            '<script src="https://assistent.voorbeeld.be/widget.js" data-assistant="intranet"',
            "frame-src https://",
        ),
        ("drupal", '<script src="https://assistent.voorbeeld.be/widget.js" data-assistant="intranet"', "Full HTML"),
        ("sharepoint", '<iframe src="https://assistent.voorbeeld.be/?widget=intranet"', "HTML Field Security"),
    ],
)
def test_the_lines_to_paste_come_with_what_must_be_allowed(
    records: Records, system: str, pasted: str, allowed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["widget", "add", "intranet", *ORIGIN])
    capsys.readouterr()
    assert main(["widget", "snippet", "--for", system]) == 0
    said = capsys.readouterr()
    assert pasted in said.out and allowed in said.err
    assert ("<script" in said.out) == (system != "sharepoint")


def test_which_widget_must_be_clear(records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["widget", "snippet"]) == 1
    for name in ("een", "twee"):
        main(["widget", "add", name, *ORIGIN])
    assert main(["widget", "snippet"]) == 1
    assert "een, twee" in capsys.readouterr().err
    assert main(["widget", "snippet", "twee"]) == 0


def test_checking_tells_by_its_exit_status_whether_something_blocks(
    records: Records, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["widget", "check", "http://127.0.0.1:1/pagina"]) == 1
    assert "BLOCKED" in capsys.readouterr().out
    assert main(["widget", "check", "geen adres"]) == 1
    assert "no origin" in capsys.readouterr().err
