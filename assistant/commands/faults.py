"""What a running server tells its log: our own faults in our own words, others by kind and place.

Our messages never hold a question; the message of a foreign exception might, so it is left out.
"""

import logging
import sys
import traceback
from pathlib import Path
from typing import Final, TextIO

OURS: Final = ("assistant", "corpus", "evals")
SERVER: Final = "uvicorn.error"
"""Where the web server reports what no handler of ours met."""


class WithoutWords(logging.Formatter):
    """Writes one line: the message, or of an exception that came along its kind and the last place in the code."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        exception = record.exc_info[1] if record.exc_info else None
        if exception is None:
            return f"{record.levelname.lower()}: {record.getMessage()}"
        frames = traceback.extract_tb(exception.__traceback__)
        place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
        return f"{record.levelname.lower()}: a request failed: {type(exception).__name__}{place}"


def tell_faults(stream: TextIO | None = None) -> None:
    """Send warnings and errors of ours, and failures of the web server, to a stream (default: standard error).

    Whatever other libraries say stays unsaid. Ends what `keep_quiet` did.
    """
    logging.disable(logging.NOTSET)
    logging.getLogger().handlers = [logging.NullHandler()]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(WithoutWords())
    for name in (*OURS, SERVER):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.ERROR if name == SERVER else logging.WARNING)
