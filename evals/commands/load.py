"""`python -m evals load`: many people at once on a server of its own."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from evals.load import EVERY, IDLE, PEOPLE, SECONDS, Plan, as_markdown, measure


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("load", help="many people at once, over the road that the chat page takes")
    command.add_argument("--people", type=int, default=PEOPLE, metavar="N", help=f"who ask (default: {PEOPLE})")
    command.add_argument(
        "--every", type=float, default=EVERY, metavar="S", help=f"seconds between questions (default: {EVERY:g})"
    )
    command.add_argument("--seconds", type=float, default=SECONDS, metavar="S", help=f"(default: {SECONDS:g})")
    command.add_argument("--idle", type=int, default=IDLE, metavar="N", help=f"pages only opened (default: {IDLE})")
    command.add_argument("--index", type=Path, help="index to ask (default: a new one of the shipped documents)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measure and print. Raises ProductError."""
    plan = Plan(options.people, options.every, options.seconds, options.idle)
    print(f"{plan.people} people for {plan.seconds:g} s on the loopback; it stops by itself", file=sys.stderr)
    measured = measure(plan, index=options.index)
    print(json.dumps(measured, indent=2, ensure_ascii=False))
    print()
    print(as_markdown(measured))
    return 0
