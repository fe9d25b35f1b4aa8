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
    from evals.scoring import Asked


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("gate", help="fail when a measure misses its threshold (evals/gate.toml)")
    command.add_argument("run_folder", nargs="?", metavar="RUN", help="a run (default: ask the calibration questions)")
    command.add_argument("--thresholds", type=Path, metavar="FILE", help="other thresholds than evals/gate.toml")
    add_index(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Return 1 when a threshold is missed, and name each on standard error. Raises ProductError."""
    keep_quiet()
    from evals import gate, runs

    thresholds = gate.read(options.thresholds or gate.THRESHOLDS)
    asked = runs.read(runs.find(options.run_folder)).asked if options.run_folder else _calibration(options.index)
    misses = gate.missed(asked, thresholds)
    for miss in misses:
        print(miss, file=sys.stderr)
    reached = len(thresholds) - len(misses)
    print(f"{reached} of {len(thresholds)} thresholds reached over {len(asked)} questions")
    return 1 if misses else 0


def _calibration(index: Path | None) -> "Sequence[Asked]":
    """Ask the calibration questions on this index, or on a new one of the shipped documents."""
    from assistant.settings import Settings
    from evals.commands.assistants import on_shipped_documents, opened
    from evals.run import ask, read_suite

    settings = Settings.from_environment(os.environ, index=index)
    with (on_shipped_documents if index is None else opened)(settings) as subject:
        return tuple(ask([read_suite(CALIBRATION)], subject))
