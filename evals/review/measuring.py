"""Runs that are started from the page: one at a time, in the background, going on after a restart when told to."""

import logging
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zlib import crc32

from assistant.answer import from_json
from assistant.assistant import Assistant
from assistant.records import Records, runs, turns
from assistant.records.kept import KeptRun
from assistant.settings import Settings
from corpus.errors import ProductError
from evals import compare, gate
from evals import run as running
from evals import runs as folders
from evals.gate import Missed
from evals.golden import questions
from evals.golden.questions import GoldenQuestion
from evals.judging.people import conversation_of
from evals.runs import RunError
from evals.scoring import Asked
from evals.subject import subject_of

SETS: Final = "vragen"
"""The folder beside the runs with the sets that were asked, so that a run can be taken up again."""

OPEN: Final = ("waiting", "running")
"""States of a run that has not ended."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Light:
    """The gate as a traffic light: red when a threshold is missed, amber when some could not be measured or told.

    `chance` are those that other questions than the calibration ones reach or miss by chance; `margin` is then how far
    a share may be off (0 to 1), and None where the thresholds were made for these questions.
    """

    missed: tuple[Missed, ...]
    unmeasured: tuple[Missed, ...]
    reached: int
    thresholds: int
    chance: tuple[Missed, ...] = ()
    margin: float | None = None

    @property
    def colour(self) -> str:
        """The colour: red, amber or green."""
        return "red" if self.missed else "amber" if self.unmeasured or self.chance else "green"


class Measuring:
    """Asks the questions of a set in a thread of its own, and keeps answers and progress in the records."""

    def __init__(self, records: Records, settings: Settings, current: Callable[[], Assistant], folder: Path) -> None:
        """`folder` is where runs are written; it is made when the first one starts."""
        self._records, self._settings, self._current, self._folder = records, settings, current, folder
        self._lock = threading.Lock()
        self._alive: int | None = None
        self._thread: threading.Thread | None = None

    def start(self, suite: str, asked: Sequence[GoldenQuestion], limit: int | None = None) -> KeptRun:
        """Start a run over the first `limit` questions of a set. Raises RunError while another one is at work."""
        assistant = self._current()
        file = self._folder / SETS / f"{slug(suite)}.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            self._check_idle()
            questions.write(file, asked)
            suites = running.read_suites([str(file)])
            subject = subject_of(assistant, assistant.index)
            path = running.start(suites, subject, self._settings, to=self._folder, limit=limit)
            kept = runs.start(self._records, path=str(path), suite=suite, total=len(running.chosen(suites, limit)))
            self._go(kept, assistant, limit)
        return kept

    def go_on(self, run: KeptRun) -> None:
        """Take up a run that broke off with its server. Raises RunError when something else would be measured now."""
        with self._lock:
            self._check_idle()
            limit = folders.read_settings(Path(run.path))["limit"]
            self._go(run, self._current(), limit)

    def broke_off(self, run: KeptRun) -> bool:
        """Whether a run is neither at work in this process nor ended."""
        if run.state not in OPEN or run.id == self._alive:
            return False
        # It may have begun, or ended, since it was read; a run that begins holds the lock until it is at work.
        with self._lock:
            now = runs.get(self._records, run.id)
            return now is not None and now.state in OPEN and run.id != self._alive

    def wait(self) -> None:
        """Return when the run that is at work, if any, has ended."""
        if self._thread:
            self._thread.join()

    def _check_idle(self) -> None:
        if (alive := self._alive) is None:
            return
        run = runs.get(self._records, alive)
        if run is None or run.state in OPEN:
            raise RunError("another run is at work; wait until it is done")
        # Whoever sees that it is done may start the next one, though its thread has still to let go.
        self.wait()

    def _go(self, run: KeptRun, assistant: Assistant, limit: int | None) -> None:
        self._alive = run.id
        name = f"meting-{run.id}"
        self._thread = threading.Thread(target=self._work, args=(run, assistant, limit), name=name, daemon=True)
        self._thread.start()

    def _work(self, run: KeptRun, assistant: Assistant, limit: int | None) -> None:
        try:
            self._ask(run, assistant, limit)
        except ProductError as error:
            self._fail(run, str(error))
        except Exception:  # what broke is in the log with its place; the page must not wait for ever
            self._fail(run, "an unexpected fault; see the log of the server")
            raise
        finally:
            self._alive = None

    def _ask(self, run: KeptRun, assistant: Assistant, limit: int | None) -> None:
        folder, subject = Path(run.path), subject_of(assistant, assistant.index)
        suites = running.read_suites([str(self._folder / SETS / f"{slug(run.suite)}.jsonl")])
        before = running.take_up(folder, suites, subject, self._settings, limit=limit).asked
        done = len(before)
        runs.progress(self._records, run.id, done)

        def on_each(asked: Asked) -> None:
            nonlocal done
            done += 1
            if asked.answer is not None:
                turns.log(
                    self._records, from_json(asked.answer), conversation=conversation_of(run.id, asked.golden.id),
                    channel="run", run=run.id, generation=assistant.generation,
                )  # fmt: skip
            runs.progress(self._records, run.id, done)

        left = running.ask(suites, subject, limit=limit, done={each.key for each in before})
        running.record(folder, left, on_each)
        runs.finish(self._records, run.id, running.finish(folder, suites, subject.index))

    def _fail(self, run: KeptRun, message: str) -> None:
        try:
            runs.fail(self._records, run.id, message)
        except ProductError as error:
            log.error("run %s failed (%s), which could not be kept: %s", run.id, message, error)


def light(asked: Sequence[Asked]) -> Light:
    """Return how a run stands against the thresholds of the gate. Raises SettingError."""
    found = gate.held(asked, gate.read())
    made_for = gate.is_made_for(asked)
    chance = () if made_for else tuple(each for each in found if each.is_chance)
    missed = tuple(e.missed for e in found if e.value is not None and not e.is_reached and e not in chance)
    unmeasured = tuple(each.missed for each in found if each.value is None)
    return Light(
        missed, unmeasured, len(found) - len(missed) - len(unmeasured) - len(chance), len(found),
        tuple(each.missed for each in chance), None if made_for or not asked else gate.margin(len(asked)),
    )  # fmt: skip


def asked_in(run: KeptRun) -> tuple[Asked, ...]:
    """Return what came of the questions of a run. Raises RunError."""
    return folders.read(Path(run.path)).asked


def before(records: Records, run: KeptRun) -> KeptRun | None:
    """Return the run of the same set that was done last before this one, None when there is none."""
    earlier = [each for each in runs.all_of(records, run.suite) if each.state == "done" and each.id < run.id]
    return earlier[0] if earlier else None


def compared(old: KeptRun, new: KeptRun) -> compare.Comparison:
    """Return two runs side by side. Raises RunError."""
    return compare.compare(folders.read(Path(old.path)), folders.read(Path(new.path)))


def report(run: KeptRun) -> Path:
    """Return the report of a run. Raises RunError when it is not there."""
    file = Path(run.path) / folders.REPORT
    if not file.is_file():
        raise RunError(f"{file}: no report here; start the run again")
    return file


def slug(name: str) -> str:
    """Return a name as part of a file name; two names never give the same."""
    plain = re.sub(r"[^\w-]+", "-", name.casefold()).strip("-")[:60]
    return plain if plain == name else f"{plain}-{crc32(name.encode()):08x}"
