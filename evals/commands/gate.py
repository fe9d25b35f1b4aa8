"""`python -m evals gate`: whether the product still answers as well as it must."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands.options import add_index, keep_quiet
from evals.golden.questions import CALIBRATION

if TYPE_CHECKING:
    from evals.gate import Held
    from evals.scoring import Asked


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("gate", help="fail when a measure misses its threshold (evals/gate.toml)")
    command.add_argument("run_folder", nargs="?", metavar="RUN", help="a run (default: ask the calibration questions)")
    command.add_argument(
        "--thresholds", type=Path, metavar="FILE", help="your own thresholds for your own questions, as evals/gate.toml"
    )
    add_index(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Return 1 when a threshold is missed, and name each on standard error. Raises ProductError."""
    keep_quiet()
    from evals import gate, runs
    from evals.runs import RunError

    thresholds = gate.read(options.thresholds or gate.THRESHOLDS)
    asked = runs.read(runs.find(options.run_folder)).asked if options.run_folder else _calibration(options.index)
    if not asked:
        raise RunError(f"{options.run_folder}: no question was answered in this run; go on with it by run --resume")
    if options.thresholds is None and not gate.is_made_for(asked):
        return _of_other_questions(asked, gate.held(asked, thresholds))
    misses = gate.missed(asked, thresholds)
    for miss in misses:
        print(miss, file=sys.stderr)
    reached = len(thresholds) - len(misses)
    print(f"{reached} of {len(thresholds)} thresholds reached over {len(asked)} questions")
    if len(asked) < gate.ENOUGH:
        print(_told_margin(len(asked)), file=sys.stderr)
    return 1 if misses else 0


def _of_other_questions(asked: "Sequence[Asked]", found: "Sequence[Held]") -> int:
    """Say what the shipped thresholds can tell of other questions than theirs: only what is no chance counts."""
    from evals import gate

    for each in found:
        if each.is_reached and not each.is_chance:
            continue
        print(_told(each), file=sys.stderr)
    measured = [each for each in found if each.value is not None]
    missed = [each for each in measured if not each.is_reached and not each.is_chance]
    chance = sum(each.is_chance for each in measured)
    print(
        f"Warning: {gate.THRESHOLDS.name} was measured with the calibration questions; these are {len(asked)} others, "
        f"so passing or failing it says little. {_told_margin(len(asked))} Give thresholds of your own with "
        "--thresholds FILE (evals/README.md, The gate).",
        file=sys.stderr,
    )
    reached = len(measured) - len(missed) - chance
    unmeasured = len(found) - len(measured)
    counts = (
        f"{reached} thresholds reached, {len(missed)} missed, {chance} too close to tell, {unmeasured} not measured"
    )
    print(f"over {len(asked)} questions: {counts}")
    return 1 if missed else 0


def _told(each: "Held") -> str:
    from evals.summary import figure, shown_value

    if each.value is None:
        return f"{each.threshold.measure}: not measured by these questions"
    values = figure(each.threshold.measure, each.threshold.measure(())) | {"low": each.low, "high": each.high}
    if each.is_chance:
        said = "reached" if each.is_reached else "missed"
        between = f"{shown_value(values, 'low')} to {shown_value(values, 'high')}"
        return f"{each.missed}: {said}, but the truth lies between {between}, so this cannot be told"
    return str(each.missed)


def _told_margin(count: int) -> str:
    from evals import gate

    return f"With {count} questions a share is known to within {100 * gate.margin(count):.0f} points either way."


def _calibration(index: Path | None) -> "Sequence[Asked]":
    """Ask the calibration questions on this index, or on a new one of the shipped documents."""
    from assistant.settings import Settings
    from evals.commands.assistants import on_shipped_documents, opened
    from evals.run import ask, read_suite

    settings = Settings.from_environment(os.environ, index=index)
    with (on_shipped_documents if index is None else opened)(settings) as subject:
        return tuple(ask([read_suite(CALIBRATION)], subject))
