from pathlib import Path

import pytest

from release.licences import Terms, declared_by, not_fine, terms
from release.pins import INSTALLED_BY_USERS, needed


def test_all_that_the_product_brings_along_may_be_used_and_passed_on() -> None:
    assert not_fine(needed(INSTALLED_BY_USERS), terms()) == {}


def test_who_was_looked_at_by_hand_is_still_brought_along() -> None:
    assert set(terms().looked_at) <= set(needed(INSTALLED_BY_USERS))


def test_every_part_of_an_expression_must_be_fine() -> None:
    assert declared_by("tqdm") == {"MPL-2.0", "MIT"}
    assert not_fine(["tqdm"], Terms(frozenset({"MIT"}), {})) == {"tqdm": "MIT / MPL-2.0"}
    assert not_fine(["tqdm"], Terms(frozenset({"MIT"}), {"tqdm": "looked at"})) == {}


def test_who_declares_nothing_is_not_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = tmp_path / "silent_package-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: silent-package\nVersion: 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert not_fine(["silent-package"], Terms(frozenset({"MIT"}), {})) == {"silent-package": "nothing"}
