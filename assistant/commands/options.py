"""Options that several commands share, and how they treat standard error."""

import argparse
import logging
import warnings
from collections.abc import Mapping
from pathlib import Path

from assistant.settings import Settings


def add_index(command: argparse.ArgumentParser) -> None:
    """Add `--index`."""
    command.add_argument(
        "--index", type=Path, metavar="DIR", help="folder of the index (default: ASSISTANT_INDEX, else the project's)"
    )


def settings(options: argparse.Namespace, environ: Mapping[str, str]) -> Settings:
    """Return the settings of the environment, with the options given before them. Raises SettingError."""
    given = {name: getattr(options, name, None) for name in ("index", "host", "port", "municipality")}
    return Settings.from_environment(environ, **given)


def keep_quiet(*, verbose: bool = False) -> None:
    """Keep the warnings of libraries from standard error, or show them all."""
    if verbose:
        logging.basicConfig(level=logging.INFO)
        return
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)


def positive(text: str) -> int:
    """Read a whole number from 1, for argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number
