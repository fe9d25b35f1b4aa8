"""`python -m evals check-sentences`: how well the check of a model's sentences tells right from wrong."""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from assistant.commands.options import add_index, keep_quiet
from evals.golden.questions import CALIBRATION


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser(
        "check-sentences", help="how well the check of a language model's sentences tells right from wrong"
    )
    add_index(command)
    command.add_argument("--sick", type=Path, metavar="FILE", help="SICK-NL (default: ../shared/benchmarks if there)")
    command.add_argument("--show", action="store_true", help="name the sentences that were judged wrongly")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measure and print. Raises ProductError."""
    keep_quiet()
    from assistant.checking.check import Check
    from assistant.opening import open_index
    from assistant.settings import Settings
    from evals import checking
    from evals.golden.questions import read, suite

    given = {"index": options.index} if options.index else {}
    with open_index(Settings.from_environment(os.environ, **given)) as index:
        check = Check(index)
        found = checking.measure(checking.said(read(suite(CALIBRATION))), check)
        if not options.show:
            del found["dropped"], found["let through"]
        pairs = options.sick or checking.SICK
        if options.sick or pairs.is_file():
            found["SICK-NL"] = checking.sick(pairs, check)
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return 0
