from pathlib import Path

import pytest

from assistant.cli import main


@pytest.fixture
def switch(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["switch", *arguments, "--index", str(tmp_path / "index")])
        out, err = capsys.readouterr()
        return status, out, err

    return run


def test_the_switch_is_turned_and_shown(switch) -> None:
    assert switch()[1] == "web: on\napi: on\n"
    assert switch("off", "--web", "--notice", "Even onderhoud")[1] == "web: off (Even onderhoud)\napi: on\n"
    assert switch("off")[1] == "web: off\napi: off\n"
    assert switch("on", "--api")[1] == "web: off\napi: on\n"
    assert switch("on")[1] == switch()[1] == "web: on\napi: on\n"


def test_a_damaged_switch_is_said_and_turned_on(switch, tmp_path: Path) -> None:
    switch("off")
    (tmp_path / "index-records" / "switch.json").write_text("stuk", encoding="utf-8")
    assert switch()[0] == 1
    status, out, err = switch("on", "--api")
    assert (status, out) == (0, "web: off\napi: on\n")
    assert "cannot be read" in err


@pytest.mark.parametrize("wrong", [("on", "--notice", "x"), ("--notice", "x"), ("off", "--notice", "x" * 501)])
def test_a_notice_out_of_place_is_refused(switch, wrong: tuple[str, ...]) -> None:
    status, out, err = switch(*wrong)
    assert status == 1 and "--notice" in err and out == ""
