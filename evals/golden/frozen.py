"""Guards the test part: its bytes are frozen by their hash, so that nobody mends a question after seeing an answer.

`frozen.toml` lists every freeze with its date and reason; the last one of a file counts.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from corpus.storing.durable import write
from evals.golden.questions import FOLDER, QuestionsError, read

FROZEN: Final = FOLDER / "frozen.toml"
_ABOUT: Final = "# Written by `python -m evals freeze`. The last entry of a file counts.\n"


def check(file: Path, register: Path = FROZEN) -> None:
    """Raise QuestionsError when a file was never frozen, or is no longer what was frozen last."""
    last = _last(file, _read(register))
    if last is None:
        raise QuestionsError(f"{file}: this part was never frozen; run: python -m evals freeze --reason TEXT")
    if last["sha256"] != _hash(file):
        raise QuestionsError(
            f"{file}: its bytes changed since it was frozen on {last['date']}; restore it, or freeze it again "
            "with the reason for the change: python -m evals freeze --reason TEXT"
        )


def freeze(file: Path, reason: str, *, today: date, register: Path = FROZEN) -> bool:
    """Freeze a file as it is now and return True; False when it is frozen like this already. Raises QuestionsError."""
    questions, found = len(read(file)), _hash(file)
    freezes = _read(register)
    last = _last(file, freezes)
    if last and last["sha256"] == found:
        return False
    freezes.append(
        {"file": file.name, "sha256": found, "questions": questions, "date": today.isoformat(), "reason": reason}
    )
    write(register, _ABOUT + "".join(_as_toml(each) for each in freezes))
    return True


def _last(file: Path, freezes: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return next((each for each in reversed(freezes) if each["file"] == file.name), None)


def _read(register: Path) -> list[dict[str, Any]]:
    if not register.is_file():
        return []
    try:
        freezes = tomllib.loads(register.read_text(encoding="utf-8")).get("freeze", [])
        return [{name: each[name] for name in ("file", "sha256", "questions", "date", "reason")} for each in freezes]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise QuestionsError(f"{register}: this register cannot be read ({error}); restore it from git") from error


def _as_toml(freeze: Mapping[str, Any]) -> str:
    # JSON's strings and whole numbers are TOML's too, apart from a delete character, which no reason holds.
    return "\n[[freeze]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in freeze.items())


def _hash(file: Path) -> str:
    try:
        return sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise QuestionsError(f"{file}: cannot be read ({error.strerror}); check its place and its rights") from error
