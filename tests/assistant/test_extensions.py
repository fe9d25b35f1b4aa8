from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.extensions import AFTER_INGEST, extensions
from corpus.errors import SettingError


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of packages that Python sees, with one that declares an extension of the group `proef`."""
    (tmp_path / "uitbreiding.py").write_text("def greet():\n    return 'dag'\n")
    facts = tmp_path / "uitbreiding-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: uitbreiding\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text("[proef]\ngroet = uitbreiding:greet\n[stuk]\nweg = uitbreiding:farewell\n")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def said(group: str) -> Sequence[str]:
    return [extension() for extension in extensions(group)]


def test_what_another_package_declares_is_found(installed: Path) -> None:
    assert said("proef") == ["dag"]
    assert said("niemand") == []


def test_one_that_cannot_be_loaded_is_named(installed: Path) -> None:
    with pytest.raises(SettingError, match="weg: this extension of stuk cannot be loaded"):
        said("stuk")


def test_the_evaluation_hears_of_every_ingest() -> None:
    modules = [extension.__module__ for extension in extensions(AFTER_INGEST)]
    assert modules == ["evals.golden.stale", "evals.review.marking"]
