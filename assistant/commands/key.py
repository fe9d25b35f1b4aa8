"""`assistant key`: keys with which programs use the API."""

import argparse
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.commands.options import add_index, keep_quiet, positive, settings
from corpus.errors import SettingError

if TYPE_CHECKING:
    from assistant.records import Records
    from assistant.records.kept import ApiKey

DAYS = 365
"""Days that a key works unless told otherwise: a year, so that somebody looks at it again."""

MOST_DAYS = 1095
LONGEST_NAME = 40


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("key", help="make, list or revoke keys for the API")
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")

    making = actions.add_parser("add", help="make a key and print it once")
    making.add_argument("name", metavar="NAME", help="which program it is for")
    making.add_argument(
        "--scope", action="append", required=True, metavar="SCOPE",
        help="what it opens: ask, search, documents or metrics; may be given more than once",
    )  # fmt: skip
    making.add_argument(
        "--days", type=positive, default=DAYS, metavar="N", help=f"days that it works (default: {DAYS})"
    )
    _finish(making, _make)

    _finish(actions.add_parser("list", help="tell which keys there are"), _list)

    revoking = actions.add_parser("revoke", help="close a key at once")
    revoking.add_argument("name", metavar="NAME")
    _finish(revoking, _revoke)


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Do what was asked. Raises SettingError and RecordsError."""
    keep_quiet()
    from assistant.opening import open_records

    records = open_records(settings(options, environ))
    try:
        return int(options.act(records, options))
    finally:
        records.close()


def _finish(action: argparse.ArgumentParser, act: Any) -> None:
    add_index(action)
    action.set_defaults(run=run, act=act)


def _make(records: "Records", options: argparse.Namespace) -> int:
    from assistant.records import keys

    name = " ".join(options.name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise SettingError(f"NAME is “{options.name}”; give 1 to {LONGEST_NAME} characters")
    if options.days > MOST_DAYS:
        raise SettingError(f"--days is {options.days}; give at most {MOST_DAYS}")
    until = datetime.now(UTC) + timedelta(days=options.days)
    print(keys.make(records, name, options.scope, expires_at=until))
    print(
        f"{name} may use this key for {', '.join(sorted(set(options.scope)))} until {until:%Y-%m-%d %H:%M} UTC; "
        "it is not shown again",
        file=sys.stderr,
    )
    return 0


def _list(records: "Records", _: argparse.Namespace) -> int:
    from assistant.records import keys

    known = keys.all_of(records)
    for key in known:
        print(_line(key, datetime.now(UTC)))
    if not known:
        print("no keys were made", file=sys.stderr)
    return 0


def _revoke(records: "Records", options: argparse.Namespace) -> int:
    from assistant.records import keys

    name = " ".join(options.name.split())
    closed = keys.revoke(records, name)
    if not closed:
        raise SettingError(f"no open key is named “{name}”; `assistant key list` tells which there are")
    print(f"{name}: {closed} {'key' if closed == 1 else 'keys'} revoked")
    return 0


def _line(key: "ApiKey", at: datetime) -> str:
    state = "revoked" if key.revoked else "works" if key.works(at) else "expired"
    return f"{key.name}\t{state}\t{','.join(sorted(key.scopes))}\tuntil {key.expires_at:%Y-%m-%d %H:%M} UTC"
