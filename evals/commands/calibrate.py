"""`python -m evals calibrate`: learns what the answering weighs from golden questions."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from assistant.commands.options import add_index, keep_quiet


def add(commands: Any) -> None:
    """Describe the command."""
    calibrate = commands.add_parser("calibrate", help="learn the weights of the answering from the calibration part")
    calibrate.add_argument(
        "--also",
        nargs=2,
        type=Path,
        action="append",
        default=[],
        metavar=("FILE", "INDEX"),
        help="further questions, with the index that they are about",
    )
    add_index(calibrate)
    calibrate.set_defaults(run=run_calibrate)


def run_calibrate(options: argparse.Namespace) -> int:
    """Write the files of weights and say how good they are on questions left out. Raises ProductError."""
    keep_quiet()
    from assistant.opening import open_index
    from assistant.settings import Settings
    from corpus.index import Index
    from evals.calibrate import calibrate
    from evals.golden.questions import CALIBRATION, read, suite

    settings = Settings.from_environment(os.environ, index=options.index)
    sets = [(read(suite(CALIBRATION)), open_index(settings))]
    sets += [(read(file), Index.open(index)) for file, index in options.also]
    calibrate(sets, lambda line: print(line, file=sys.stderr))
    return 0
