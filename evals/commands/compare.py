"""`python -m evals compare`: what changed between two runs."""

import argparse
from typing import Any


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("compare", help="paired differences between two runs, question by question")
    command.add_argument("before", metavar="RUN", help="folder or name of the earlier run")
    command.add_argument("after", metavar="RUN", help="folder or name of the later run")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare, write a page into the later run's folder, and print. Raises ProductError."""
    from evals import compare, runs
    from evals.report.writing import write_comparison

    before, after = runs.read(runs.find(options.before)), runs.read(runs.find(options.after))
    compared = compare.compare(before, after)
    page = after.folder / f"compared-with-{before.folder.name}.html"
    write_comparison(page, compared)
    print(compare.as_markdown(compared))
    print(f"\n{page}")
    return 0
