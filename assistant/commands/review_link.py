"""`assistant review-link`: a way in for a reviewer who does not sit at the machine itself."""

import argparse
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.commands.options import add_index, keep_quiet, positive, settings
from corpus.errors import SettingError

DAYS = 14
"""Days that a link works unless told otherwise: a sample is judged within two weeks."""

MOST_DAYS = 365
LONGEST_NAME = 40


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("review-link", help="make or revoke a reviewer's link to the review page")
    command.add_argument("name", metavar="NAME", help="code of the reviewer, shown with their verdicts")
    command.add_argument(
        "--days", type=positive, default=DAYS, metavar="N", help=f"days that it works (default: {DAYS})"
    )
    command.add_argument("--owner", action="store_true", help="let them manage samples, measurements and remarks too")
    command.add_argument("--revoke", action="store_true", help="close all links of this reviewer instead")
    add_index(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Make a link and print it, or revoke. Raises SettingError and RecordsError."""
    keep_quiet()
    chosen = settings(options, environ)
    name = " ".join(options.name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise SettingError(f"NAME is “{options.name}”; give a code of 1 to {LONGEST_NAME} characters")
    if options.days > MOST_DAYS:
        raise SettingError(f"--days is {options.days}; give at most {MOST_DAYS}")
    from assistant.opening import open_records
    from assistant.records import links
    from assistant.web.addresses import reviewer_address

    records = open_records(chosen)
    try:
        if options.revoke:
            print(f"{name}: {links.revoke(records, name)} links closed")
            return 0
        until = datetime.now(UTC) + timedelta(days=options.days)
        secret = links.make(records, name, role="owner" if options.owner else "reviewer", expires_at=until)
    finally:
        records.close()
    print(chosen.public_address.rstrip("/") + reviewer_address(secret))
    print(f"{name} may use this link until {until:%Y-%m-%d %H:%M} UTC; it is not shown again", file=sys.stderr)
    return 0
