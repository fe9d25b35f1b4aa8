import os
from pathlib import Path

import pytest

from assistant.switch import LONGEST_NOTICE, ON, STUCK, Position, SwitchError, read, turned, watched, write


def test_without_a_file_everything_is_on(tmp_path: Path) -> None:
    assert read(tmp_path / "switch.json") == ON
    assert watched(tmp_path / "switch.json")() == ON


def test_web_and_api_are_turned_apart_each_with_its_notice() -> None:
    off = turned(ON, ("api",), off=True, notice=" Onderhoud \n tot 12 uur ")
    assert off == Position(api=True, api_notice="Onderhoud tot 12 uur")
    both = turned(off, ("web",), off=True, notice="Weg")
    assert both == Position(True, True, "Weg", "Onderhoud tot 12 uur")
    assert turned(both, ("api",), off=False) == Position(web=True, web_notice="Weg")
    assert turned(both, ("web", "api"), off=False) == ON


def test_a_notice_is_kept_short() -> None:
    assert len(turned(ON, ("web",), off=True, notice="x" * 900).web_notice) == LONGEST_NOTICE


def test_what_is_watched_follows_the_file(tmp_path: Path) -> None:
    file = tmp_path / "map" / "switch.json"
    switch = watched(file)
    for position in (Position(web=True, web_notice="Uit"), Position(api=True), ON, STUCK):
        write(file, position)
        assert switch() == position == read(file)
    assert [each.name for each in file.parent.iterdir()] == ["switch.json"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"web": true}', "\udcff"])
def test_a_damaged_switch_counts_as_off(tmp_path: Path, content: str) -> None:
    file = tmp_path / "switch.json"
    file.write_bytes(content.encode(errors="surrogateescape"))
    assert watched(file)() == STUCK
    with pytest.raises(SwitchError, match="assistant switch on"):
        read(file)


@pytest.mark.skipif(os.name != "posix", reason="paths of POSIX")
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SwitchError, match="cannot be written"):
        write(tmp_path / "file" / "switch.json", STUCK)
