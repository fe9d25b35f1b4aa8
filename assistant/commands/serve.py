"""`assistant serve`: the web application."""

import argparse
import logging
import sys
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.access.settings import check_listening
from assistant.commands.options import add_index, keep_quiet, settings
from corpus.errors import RecordsError, SettingError

if TYPE_CHECKING:
    from assistant.records import Records
    from assistant.settings import Settings

DAY = 24 * 3600
"""Seconds between two times that old questions are deleted."""

log = logging.getLogger(__name__)


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("serve", help="serve the chat page and the API")
    add_index(command)
    command.add_argument("--host", metavar="H", help="address to listen on (default: 127.0.0.1)")
    command.add_argument("--port", type=port, metavar="P", help="port to listen on (default: 7860)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Serve until stopped. Raises ProductError when the index or the records cannot be opened."""
    keep_quiet()
    chosen = settings(options, environ)
    check_listening(chosen.access, host=chosen.host, public_address=chosen.public_address, proxies=chosen.proxies)
    from assistant.opening import follow, open_records
    from assistant.records.showing import remarks_in
    from assistant.web.extension import PageContext, pages_of
    from assistant.web.server import serve

    records = open_records(chosen)
    current = follow(chosen, remarks_in(records))
    _check_free(chosen)
    more, left_out = pages_of(PageContext(chosen, current, records))
    for line in left_out:
        print(line, file=sys.stderr)
    threading.Thread(target=_forget_daily, args=(records, chosen.keep_days), daemon=True).start()
    print(f"Assistent regiovorming: {chosen.public_address}/ (Ctrl+C stops it)", file=sys.stderr, flush=True)
    serve(chosen, current, records, more=more, report=_report)
    return 0


def _report(line: str) -> None:
    print(" ".join(line.split()), file=sys.stderr, flush=True)


def _forget_daily(records: "Records", days: int) -> None:
    """Delete what is older than so many days, now and each day after."""
    from assistant.records import turns

    while True:
        try:
            turns.delete_before(records, datetime.now(UTC) - timedelta(days=days))
        except RecordsError as error:
            log.error("old questions could not be deleted: %s", error)
        time.sleep(DAY)


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
