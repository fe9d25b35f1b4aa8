"""`assistant switch`: turns the assistant off and on at once, or says how it stands."""

import argparse
import sys
from collections.abc import Mapping
from typing import Any

from assistant.commands.options import add_index, settings
from assistant.switch import LONGEST_NOTICE, PARTS, Position, SwitchError, read, turned, write
from corpus.errors import SettingError


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("switch", help="turn the assistant off or on at once, web and API apart")
    command.add_argument("to", nargs="?", choices=("off", "on"), help="without it: how the switch stands")
    command.add_argument("--web", action="store_true", help="only the chat page and what belongs to it")
    command.add_argument("--api", action="store_true", help="only the API")
    command.add_argument(
        "--notice", default="", metavar="TEXT", help=f"what people read, in {LONGEST_NOTICE} characters at most"
    )
    add_index(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Turn the switch and print its position. Raises SettingError and SwitchError."""
    file = settings(options, environ).switch_file
    if options.notice and options.to != "off":
        raise SettingError("--notice goes with: assistant switch off")
    if len(options.notice) > LONGEST_NOTICE:
        raise SettingError(f"--notice has {len(options.notice)} characters; give at most {LONGEST_NOTICE}")
    if options.to is None:
        _show(read(file))
        return 0
    chosen = tuple(part for part in PARTS if getattr(options, part)) or PARTS
    try:
        before = read(file)
    except SwitchError as error:
        # It counts as off; what is chosen now takes its place.
        print(error, file=sys.stderr)
        before = Position(web=True, api=True)
    after = turned(before, chosen, off=options.to == "off", notice=options.notice)
    write(file, after)
    _show(after)
    return 0


def _show(position: Position) -> None:
    for part in PARTS:
        notice = position.notice(part)
        print(f"{part}: {'off' if position.off(part) else 'on'}{f' ({notice})' if notice else ''}")
