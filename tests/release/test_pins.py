import importlib.metadata
from pathlib import Path

import pytest

from corpus.errors import SettingError
from release.pins import needed, pinned


def write(folder: Path, lines: str) -> Path:
    file = folder / "constraints.txt"
    file.write_text(lines, encoding="utf-8")
    return file


def test_everything_that_is_needed_is_pinned_and_installed_as_it_is_pinned() -> None:
    pins = pinned()
    everything = needed(["test"])
    assert len(everything) > 150
    assert {name: importlib.metadata.version(name).partition("+")[0] for name in everything} == {
        name: pins.get(name) for name in everything
    }


def test_an_extra_brings_its_own_and_those_that_it_names(tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(
        '[project]\nname = "Een-Project"\ndependencies = ["click>=8"]\n[project.optional-dependencies]\n'
        'pages = ["jinja2"]\ntest = ["een_project[pages]", "iniconfig", "absent; python_version < \'3\'"]\n',
        encoding="utf-8",
    )
    assert set(needed([], project)) == {"click"}
    assert set(needed(["test"], project)) == {"click", "jinja2", "markupsafe", "iniconfig"}


def test_what_is_needed_and_not_installed_is_named(tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text('[project]\nname = "x"\ndependencies = ["no-such-package-here"]\n', encoding="utf-8")
    with pytest.raises(SettingError, match="no-such-package-here is needed and not installed"):
        needed([], project)


def test_names_are_the_same_however_they_are_written(tmp_path: Path) -> None:
    assert pinned(write(tmp_path, "# why\n\nTyping_Extensions==4.1  # here\n")) == {"typing-extensions": "4.1"}


def test_what_another_python_needs_is_left_to_that_python(tmp_path: Path) -> None:
    lines = 'a==1; python_version < "3"\na==2; python_version >= "3"\nb==1; python_version < "3"\n'
    assert pinned(write(tmp_path, lines)) == {"a": "2"}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("numpy>=2\n", "line 1: numpy>=2 pins no version"),
        ("a==1\nnumpy==2.*\n", "line 2: .* pins no version"),
        ("a==1\nA==2\n", "line 2: a is pinned twice"),
        ("???\n", "line 1: .* write name==version"),
    ],
)
def test_a_line_that_pins_nothing_is_named(tmp_path: Path, lines: str, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        pinned(write(tmp_path, lines))
