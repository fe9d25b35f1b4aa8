"""A run on disk: a folder with its settings, one line for each question with all that came of it, and a summary."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corpus.errors import ProductError
from evals.golden import questions
from evals.scoring import MEASURES, Asked

RUNS: Final = Path(__file__).resolve().parent.parent / "runs"
"""Where runs are kept unless told otherwise; git ignores it."""

SETTINGS: Final = "settings.json"
ANSWERS: Final = "answers.jsonl"
SUMMARY: Final = "summary.json"
REPORT: Final = "report.html"


class RunError(ProductError):
    """A run cannot be read, written or taken up again."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run's folder holds, the summary left out: that follows from the answers."""

    folder: Path
    settings: Mapping[str, Any]
    asked: tuple[Asked, ...]


def read(folder: Path) -> Run:
    """Return a run, its answers in the order in which they came. Raises RunError, which names file and line."""
    return Run(folder, read_settings(folder), tuple(read_answers(folder)))


def find(name: str) -> Path:
    """Return the folder of a run, given as a path or as its name below RUNS. Raises RunError."""
    for folder in (Path(name), RUNS / name):
        if (folder / SETTINGS).is_file():
            return folder
    raise RunError(f"{name}: no run here; give the folder that `python -m evals run` wrote")


def read_settings(folder: Path) -> dict[str, Any]:
    """Return the settings of a run. Raises RunError."""
    file = folder / SETTINGS
    try:
        settings: dict[str, Any] = json.loads(_text(file))
    except json.JSONDecodeError as error:
        raise RunError(f"{file}: this is not JSON; start a new run") from error
    return settings


def read_answers(folder: Path) -> Iterable[Asked]:
    """Yield what came of each question. A last line that was cut off is left out. Raises RunError."""
    file = folder / ANSWERS
    lines = _text(file).split("\n")  # not splitlines: texts may hold U+2028, which JSON allows
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield from_json(json.loads(line))
        except json.JSONDecodeError as error:
            if number == len(lines):
                return
            raise RunError(f"{file}, line {number}: this is not JSON; take the line out, or start a new run") from error
        except (KeyError, TypeError, questions.QuestionsError) as error:
            raise RunError(f"{file}, line {number}: a part is missing or wrong ({error}); start a new run") from error


def write_settings(folder: Path, settings: Mapping[str, Any]) -> None:
    """Make the folder of a run and note its settings. Raises RunError."""
    try:
        folder.mkdir(parents=True, exist_ok=False)
    except OSError as error:
        raise RunError(f"{folder}: cannot be made ({error.strerror}); choose another place with --to") from error
    write(folder / SETTINGS, json.dumps(settings, ensure_ascii=False, indent=2) + "\n")
    write(folder / ANSWERS, "")


def write(file: Path, content: str) -> None:
    """Write a file of a run. Raises RunError."""
    try:
        file.write_text(content, encoding="utf-8")
    except OSError as error:
        raise RunError(f"{file}: cannot be written ({error.strerror}); make room or choose another place") from error


def line(asked: Asked) -> str:
    """Return what came of a question as a line of `answers.jsonl`."""
    return json.dumps(as_json(asked), ensure_ascii=False) + "\n"


def as_json(asked: Asked) -> dict[str, Any]:
    """Return what came of a question, with its scores for the reader: they are worked out anew whenever it is read."""
    return {
        "suite": asked.suite,
        "golden": questions.as_json(asked.golden),
        "answer": asked.answer,
        "error": asked.error,
        "milliseconds": round(asked.milliseconds, 2),
        "exact": list(asked.exact),
        "stages": dict(asked.found),
        "verdicts": dict(asked.verdicts),
        "paired": asked.paired,
        "scores": scores(asked),
    }


def scores(asked: Asked) -> dict[str, float]:
    """Return what the question scores by each measure that it bears on; the search and time stand beside them."""
    values = {m.name: m.score(asked) for m in MEASURES if m.name not in asked.found and m.unit != "ms"}
    return {name: round(value, 4) for name, value in values.items() if value is not None}


def from_json(values: Mapping[str, Any]) -> Asked:
    """Return what `as_json` gave. Raises KeyError, TypeError and QuestionsError."""
    return Asked(
        suite=values["suite"],
        golden=questions.from_json(values["golden"]),
        answer=values["answer"],
        milliseconds=values["milliseconds"],
        exact=tuple(values["exact"]),
        found=values["stages"],
        verdicts=values["verdicts"],
        error=values["error"],
        paired=values["paired"],
    )


def in_order(asked: Iterable[Asked], keys: Sequence[tuple[str, str]]) -> tuple[Asked, ...]:
    """Return what came of questions in the order of these keys; parallel runs end in another one."""
    places = {key: place for place, key in enumerate(keys)}
    return tuple(sorted(asked, key=lambda each: places[each.key]))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise RunError(f"{file}: cannot be read ({error.strerror}); give the folder of a run") from error
    except UnicodeDecodeError:
        # A write that was cut off may end within a letter.
        return file.read_text(encoding="utf-8", errors="replace")
