"""`assistant serve`: the web application."""

import argparse
import logging
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.access.settings import AccessSettings, check_listening
from assistant.commands.faults import tell_faults
from assistant.commands.memory import share_memory
from assistant.commands.options import add_index, keep_quiet, settings
from corpus.errors import RecordsError, SettingError

if TYPE_CHECKING:
    from assistant.records import Records
    from assistant.records.kept import Widget
    from assistant.settings import Settings

DAY = 24 * 3600
"""Seconds between two times that old questions are deleted."""

HOUR = 3600
"""Seconds until it is tried again when that fails."""

_NOBODY_NAMED = (
    "ASSISTANT_CONTROLLER and ASSISTANT_PRIVACY_CONTACT are not both set, so the page “Meer over uw gegevens” tells "
    "users that nobody filled in who is responsible for their data, or where to write; set both"
)

log = logging.getLogger(__name__)


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("serve", help="serve the chat page and the API")
    add_index(command)
    command.add_argument("--host", metavar="H", help="address to listen on (default: 127.0.0.1)")
    command.add_argument("--port", type=port, metavar="P", help="port to listen on (default: 7860)")
    command.add_argument(
        "--demo", action="store_true", help="show the widget too, on the intranet of a municipality that does not exist"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Serve until stopped. Raises ProductError when the index or the records cannot be opened."""
    keep_quiet()
    share_memory(environ)
    chosen = settings(options, environ)
    check_listening(chosen.access, host=chosen.host, public_address=chosen.public_address, proxies=chosen.proxies)
    from assistant.opening import follow, open_records
    from assistant.records.showing import remarks_in
    from assistant.web.extension import PageContext, pages_of
    from assistant.web.server import serve

    records = open_records(chosen, serving=True)
    current = follow(chosen, remarks_in(records))
    _check_free(chosen)
    tell_faults()
    more, left_out = pages_of(PageContext(chosen, current, records))
    for line in left_out:
        print(line, file=sys.stderr)
    if chosen.access.unused:
        print(unused_access(chosen.access), file=sys.stderr)
    if lacks_responsible(chosen):
        print(_NOBODY_NAMED, file=sys.stderr)
    threading.Thread(target=_forget_daily, args=(records, chosen.keep_days), daemon=True).start()
    print(f"Assistent regiovorming: {chosen.public_address}/ (Ctrl+C stops it)", file=sys.stderr, flush=True)
    widgets = _demonstrate(chosen) if options.demo else ()
    serve(chosen, current, records, more=more, demonstrated=widgets, report=_report)
    return 0


def unused_access(access: AccessSettings) -> str:
    """Return the warning that settings about signing in do nothing, since nobody signs in."""
    return (
        f"ASSISTANT_ACCESS is {access.mode}, so nobody signs in and {', '.join(access.unused)} "
        f"{'does' if len(access.unused) == 1 else 'do'} nothing; set ASSISTANT_ACCESS to oidc, header or token, or "
        "take them out (docs/access.md)"
    )


def lacks_responsible(chosen: "Settings") -> bool:
    """Whether others than this machine are served while nobody is named who is responsible for their data."""
    return chosen.access.mode != "loopback" and not (chosen.controller and chosen.privacy_contact)


def _report(line: str) -> None:
    print(" ".join(line.split()), file=sys.stderr, flush=True)


def _demonstrate(chosen: "Settings") -> "tuple[Widget, ...]":
    """Serve an intranet on the next port, and return the widgets that it shows."""
    from assistant.web.widget.demo import demo_address, demo_widgets, serve_demo

    beside = replace(chosen, port=chosen.port % 65535 + 1)
    _check_free(beside)
    address = demo_address(chosen.public_address, beside.port)
    serve_demo(chosen.public_address, beside.host, beside.port)
    print(f"Intranet with the widget: {address}/", file=sys.stderr, flush=True)
    return demo_widgets(address)


def _forget_daily(records: "Records", days: int) -> None:
    """Delete what is older than so many days, now and each day after."""
    from assistant.records import turns

    while True:
        wait = DAY
        try:
            turns.delete_before(records, datetime.now(UTC) - timedelta(days=days))
        except RecordsError as error:
            log.error("old questions could not be deleted: %s", error)
            wait = HOUR
        time.sleep(wait)


def _check_free(chosen: "Settings") -> None:
    """Say in words that a port is taken, before the web server says it in a traceback."""
    import socket

    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.host, chosen.port))
        except OSError as error:
            raise SettingError(
                f"cannot listen on {chosen.host} port {chosen.port} ({error.strerror}); choose another with --port"
            ) from error


def port(text: str) -> int:
    """Read a port, for argparse."""
    number = int(text)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port from 1 to 65535")
    return number
