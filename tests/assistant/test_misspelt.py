import re
from pathlib import Path

import pytest

from assistant.access.settings import VARIABLES as ACCESS_VARIABLES
from assistant.cli import main
from assistant.settings import VARIABLES, Settings
from corpus.errors import SettingError

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "docs/running").iterdir()))
WRITTEN = re.compile(r"\bASSISTANT_[A-Z_]+[A-Z]\b")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ASSISTANT_ACESS", "ASSISTANT_ACCESS"),
        ("ASSISTENT_ACCESS", "ASSISTANT_ACCESS"),
        ("assistant_access", "ASSISTANT_ACCESS"),
        ("ASSISTANT-ACCESS", "ASSISTANT_ACCESS"),
        ("ASSISTANT_PUBLIC_ADRESS", "ASSISTANT_PUBLIC_ADDRESS"),
        ("ASSISTANT_OIDC_SECRETFILE", "ASSISTANT_OIDC_SECRET_FILE"),
        ("ASSISTANT_EMBEDER", "ASSISTANT_EMBEDDER"),
        ("ASISTANT_KEEP", "ASSISTANT_KEEP"),
        ("ASISTENT_KEEP", "ASSISTANT_KEEP"),
        ("ASSITANT_KEEP", "ASSISTANT_KEEP"),
        ("ASSISSTANT_KEEP", "ASSISTANT_KEEP"),
        ("ASSISTAN_KEEP", "ASSISTANT_KEEP"),
        ("ASSISTNAT_KEEP", "ASSISTANT_KEEP"),
        ("ASSSISTANT_KEEPDAYS", "ASSISTANT_KEEP_DAYS"),
    ],
)
def test_a_misspelt_setting_is_refused_with_the_one_that_was_meant(written: str, meant: str) -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_environment({written: "geheim"})
    assert f"{written} is no setting, {meant} is" in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_one_that_is_like_no_setting_is_refused_too_and_all_are_named() -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_environment({"ASSISTANT_XYZ": "1", "ASSISTANT_ACESS": "oidc"})
    assert "ASSISTANT_ACESS is no setting, ASSISTANT_ACCESS is; ASSISTANT_XYZ is no setting;" in str(refused.value)


def test_what_is_empty_or_of_others_does_not_matter() -> None:
    others = {"ASSISTANT_ACESS": " ", "ASSISTANTS": "1", "MY_ASSISTANT_ACESS": "1", "ASSISTANT_BACKUP_DAYS": "7"}
    others |= dict.fromkeys(
        ("ASSIST_KEEP", "ASSISTED_KEEP", "ASSISTANTS_KEEP", "ASSISTANCE_KEEP", "ASSIST_ANT_KEEP"), "1"
    )
    assert Settings.from_environment(others) == Settings.from_environment({})


@pytest.mark.parametrize(
    "command",
    [["serve", "--port", "1"], ["ask", "Wat is een regio?"], ["search", "regio"], ["ingest"], ["key", "list"],
     ["switch"], ["widget", "list"], ["review-link", "anna"]],
)  # fmt: skip
def test_every_command_refuses_before_it_does_anything(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("ASSISTANT_ACESS", "oidc")
    assert main(command) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("ASSISTANT_ACESS is no setting") and said.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_every_setting_that_the_documentation_names_is_one() -> None:
    written = {name for page in PAGES for name in WRITTEN.findall(page.read_text(encoding="utf-8"))}
    assert len(written) > 40
    for name in written - {"ASSISTANT_ACESS"}:
        try:
            Settings.from_environment({name: "1"})
        except SettingError as error:
            assert "is no setting" not in str(error), error


def test_every_setting_stands_in_the_documentation() -> None:
    written = {name for page in PAGES for name in WRITTEN.findall(page.read_text(encoding="utf-8"))}
    assert {variable for variable, _ in VARIABLES.values()} | set(ACCESS_VARIABLES) <= written
