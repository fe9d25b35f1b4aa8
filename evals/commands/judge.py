"""`python -m evals judge`: a language model judges what people judged, and how far it agrees with them."""

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any

from assistant.commands.options import add_index, keep_quiet, positive
from corpus.errors import SettingError

if TYPE_CHECKING:
    from assistant.records.kept import KeptTurn
    from assistant.settings import Settings
    from evals.judging.judge import ModelJudge
    from evals.judging.votes import Judgement

VOTES = 3


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("judge", help="let ASSISTANT_MODEL judge what reviewers judged, and compare")
    command.add_argument("--sample", type=positive, metavar="N", help="the answers of this sample (default: all)")
    command.add_argument("--limit", type=positive, metavar="N", help="the first N answers")
    add_votes(command)
    add_index(command)
    command.set_defaults(run=run)


def add_votes(command: argparse.ArgumentParser) -> None:
    """Describe how many votes the judge casts."""
    command.add_argument("--votes", type=positive, default=VOTES, metavar="N", help=f"votes (default: {VOTES})")


def judge_of(settings: "Settings", votes: int) -> "ModelJudge":
    """Return the judge that the settings name. Raises SettingError without a model, and ModelError."""
    from evals.judging.judge import open_judge

    if settings.writing is None:
        raise SettingError("ASSISTANT_MODEL is not set, and a judge is a language model; set it as for writing")
    return open_judge(settings.writing, number=votes)


def run(options: argparse.Namespace) -> int:
    """Judge, and print the agreement. Raises ProductError."""
    keep_quiet()
    from assistant.opening import open_records
    from assistant.settings import Settings
    from evals.judging import people

    settings = Settings.from_environment(os.environ, index=options.index)
    judge = judge_of(settings, options.votes)
    if settings.database_file and not settings.database_file.exists():
        raise SettingError(f"{settings.database_file}: nothing was reviewed yet; judge some answers on the review page")
    records = open_records(settings)
    try:
        given, judged = people.judge_again(
            records, judge, sample=options.sample, limit=options.limit, on_each=_told
        )  # fmt: skip
    finally:
        records.close()
    empty = sum(each.verdict is None for each in judged.values())
    print("| reviewer | answers | same verdict | kappa | kappa, correct or not | no verdict of the model |")
    print("| --- | --- | --- | --- | --- | --- |")
    for one in people.beside_people(given, {turn: each.verdict for turn, each in judged.items()}):
        kappas = " | ".join("–" if k is None else f"{k:.2f}" for k in (one.kappa, one.kappa_correct))
        print(f"| {one.reviewer} | {one.both} | {one.agreed} | {kappas} | {one.empty} |")
    about = judge.described
    print(f"\n{about['model']}, {about['prompt']}, {about['votes']} votes; {empty} of {len(judged)} without verdict.")
    return 0


def _told(turn: "KeptTurn", judgement: "Judgement") -> None:
    print(f"{judgement.verdict or 'no verdict'}: {turn.question}", file=sys.stderr)
