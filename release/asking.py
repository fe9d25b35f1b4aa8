"""Runs the ordinary clients of the registries, whose errors stop here."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from corpus.errors import ProductError

PATIENCE_SECONDS: Final = 300
"""Some two hundred questions to a slow index; 15 s were measured."""


class OutOfReach(ProductError):
    """A service cannot be asked from here, so nothing is known; that is not the same as nothing wrong."""


def said(
    command: Sequence[str | Path],
    what: str,
    *,
    environ: Mapping[str, str],
    folder: Path | None = None,
    may_be_silent: bool = False,
) -> str:
    """Return what a client printed, whatever its exit status: pip-audit and npm end with 1 when they found something.

    `what` names the service in the message of OutOfReach, raised when the client is missing or was not ready in
    time, or printed nothing and may not be silent.
    """
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=environ, cwd=folder, timeout=PATIENCE_SECONDS, check=False
        )
    except FileNotFoundError as error:
        raise OutOfReach(f"{what} cannot be asked from here: {command[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise OutOfReach(f"{what} cannot be asked from here: no answer in {PATIENCE_SECONDS} s") from error
    if not (done.stdout.strip() or may_be_silent):
        # The name of the index, and a password for it, may stand in what a client says: it is not repeated.
        raise OutOfReach(f"{what} cannot be asked from here: the client ended with {done.returncode} and no answer")
    return done.stdout
