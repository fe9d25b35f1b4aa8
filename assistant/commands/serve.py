"""`assistant serve`: the web application."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands.options import add_index, keep_quiet, settings
from corpus.errors import SettingError

if TYPE_CHECKING:
    from assistant.settings import Settings

FEEDBACK = "feedback.jsonl"
"""Where verdicts are kept, in the folder of the index: a JSON line each, without the question."""


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("serve", help="serve the chat page and the API")
    add_index(command)
    command.add_argument("--host", metavar="H", help="address to listen on (default: 127.0.0.1)")
    command.add_argument("--port", type=port, metavar="P", help="port to listen on (default: 7860)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Serve until stopped. Raises ProductError when the index cannot be opened."""
    keep_quiet()
    chosen = settings(options, environ)
    from assistant.opening import follow
    from assistant.web.server import serve

    current = follow(chosen)
    _check_free(chosen)
    print(f"Assistent regiovorming: {chosen.public_address}/ (Ctrl+C stops it)", file=sys.stderr, flush=True)
    serve(chosen, current, store_feedback=_keeper(chosen.index / FEEDBACK))
    return 0


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


def _keeper(file: Path) -> Callable[[str], None]:
    def keep(line: str) -> None:
        with file.open("a", encoding="utf-8") as out:
            out.write(line.rstrip("\n") + "\n")

    return keep


def port(text: str) -> int:
    """Read a port, for argparse."""
    number = int(text)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port from 1 to 65535")
    return number
