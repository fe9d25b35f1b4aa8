"""`python -m evals run`: the golden questions, end to end; a folder with answers, figures and a report."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands.options import add_index, keep_quiet, positive
from evals.commands.judge import add_votes, judge_of
from evals.golden.questions import CALIBRATION

if TYPE_CHECKING:
    from evals.run import OnEach


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("run", help="ask the golden questions and write a report")
    command.add_argument(
        "suites", nargs="*", metavar="SUITE",
        help="calibration, test, or a .jsonl file of questions (default: calibration; test only when named)",
    )  # fmt: skip
    add_index(command)
    command.add_argument("--limit", type=positive, metavar="N", help="the first N questions of each suite")
    command.add_argument("--resume", metavar="RUN", help="go on with a run that was interrupted")
    command.add_argument("--jobs", type=positive, default=1, metavar="N", help="questions at once (default: 1)")
    command.add_argument("--judge", action="store_true", help="let ASSISTANT_MODEL judge each answer too")
    add_votes(command)
    command.add_argument("--to", type=Path, metavar="DIR", help="where to make the folder of the run (default: runs)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Ask, write and print. Raises ProductError."""
    keep_quiet()
    from assistant.settings import Settings
    from evals import runs
    from evals.commands.assistants import opened
    from evals.run import ask, chosen, finish, read_suites, record, start, take_up
    from evals.summary import as_markdown

    settings = Settings.from_environment(os.environ, index=options.index)
    suites = read_suites(options.suites or [CALIBRATION])
    judge = judge_of(settings, options.votes) if options.judge else None
    about = judge.described if judge else None
    with opened(settings) as subject:
        if options.resume:
            folder = runs.find(options.resume)
            before = take_up(folder, suites, subject, settings, limit=options.limit, judge=about)
            done = {each.key for each in before.asked}
        else:
            to = options.to or runs.RUNS
            folder, done = start(suites, subject, settings, to=to, limit=options.limit, judge=about), set()
        try:
            with _progress_bar(len(chosen(suites, options.limit)), len(done)) as on_each:
                asked = ask(suites, subject, limit=options.limit, done=done, jobs=options.jobs, judge=judge)
                record(folder, asked, on_each)
        except KeyboardInterrupt:
            raise runs.RunError(f"interrupted; go on with the same command and --resume {folder}") from None
        summary = finish(folder, suites, subject.index)
    for failure in summary["failures"]:
        print(f"{failure['suite']} {failure['id']}: answering failed: {failure['error']}", file=sys.stderr)
    print(as_markdown(summary, runs.read_settings(folder)))
    print(f"\n{folder / runs.REPORT}")
    return 0


@contextmanager
def _progress_bar(total: int, done: int) -> Iterator["OnEach | None"]:
    """Show how many questions were asked and the time left on standard error, when that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("asking", total=total, completed=done)
        yield lambda asked: bar.advance(task)
