import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from evals.golden import frozen
from evals.golden.questions import QuestionsError

DAY = date(2026, 11, 23)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return tmp_path / "frozen.toml"


def test_what_is_frozen_passes_and_what_changed_is_refused(golden_file: Callable[..., Path], register: Path) -> None:
    file = golden_file(name="test.jsonl")
    assert frozen.freeze(file, "first", today=DAY, register=register)
    frozen.check(file, register)
    file.write_bytes(file.read_bytes().replace(b"negen", b"tien"))
    with pytest.raises(QuestionsError, match="its bytes changed since it was frozen on 2026-11-23"):
        frozen.check(file, register)


def test_what_was_never_frozen_is_refused(golden_file: Callable[..., Path], register: Path) -> None:
    with pytest.raises(QuestionsError, match="never frozen"):
        frozen.check(golden_file(), register)


def test_every_freeze_stays_in_the_register_with_its_reason(golden_file: Callable[..., Path], register: Path) -> None:
    file = golden_file(name="test.jsonl")
    assert frozen.freeze(file, "first", today=DAY, register=register)
    assert not frozen.freeze(file, "nothing new", today=DAY, register=register)
    golden_file({}, {}, name="test.jsonl")
    assert frozen.freeze(file, 'a wrong “page”\nand a "quote"', today=DAY, register=register)
    frozen.check(file, register)
    freezes = tomllib.loads(register.read_text(encoding="utf-8"))["freeze"]
    assert [(each["reason"], each["questions"]) for each in freezes] == [
        ("first", 1), ('a wrong “page”\nand a "quote"', 2),
    ]  # fmt: skip


def test_an_earlier_freeze_does_not_count(golden_file: Callable[..., Path], register: Path) -> None:
    file = golden_file(name="test.jsonl")
    before = file.read_bytes()
    frozen.freeze(file, "first", today=DAY, register=register)
    golden_file({}, {}, name="test.jsonl")
    frozen.freeze(file, "second", today=DAY, register=register)
    file.write_bytes(before)
    with pytest.raises(QuestionsError, match="its bytes changed"):
        frozen.check(file, register)


def test_a_register_that_cannot_be_read_is_named(golden_file: Callable[..., Path], register: Path) -> None:
    register.write_text("[[freeze]]\nfile = 1\n", encoding="utf-8")
    with pytest.raises(QuestionsError, match="cannot be read"):
        frozen.check(golden_file(), register)
