"""The console script `assistant`."""

import argparse
import os
import sys
from collections.abc import Sequence

from assistant.commands import ask, ingest, key, review_link, search, serve, switch, widget
from corpus.errors import ProductError

COMMANDS = (ingest, ask, search, serve, key, review_link, switch, widget)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 the work failed, 2 the command line is wrong."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options, os.environ))
    except ProductError as error:
        print(error, file=sys.stderr)
        return 1
    except MemoryError:
        print("there is too little memory for this; free some, or raise the limit of this process", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Who reads our output has seen enough; Python must not complain when it flushes the rest at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """Return the command line of all commands."""
    whole = argparse.ArgumentParser(
        prog="assistant", description="Answers questions in Dutch with the exact words of your documents."
    )
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return whole


if __name__ == "__main__":
    sys.exit(main())
