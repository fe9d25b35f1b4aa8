"""Gives the owner's remarks to those who answer, without a look in the database for each question."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from assistant.records import remarks
from assistant.records.database import Records
from assistant.remarks import Remark
from corpus.errors import RecordsError

LOOK_EVERY = 2.0
"""Seconds between two looks: a remark shows about as soon as a new index."""

log = logging.getLogger(__name__)


def remarks_in(records: Records, *, clock: Callable[[], float] = time.monotonic) -> Callable[[], Sequence[Remark]]:
    """Return what gives the remarks as they stand, at most LOOK_EVERY seconds old.

    While the database is away those seen last are given. Raises RecordsError when it is away from the start.
    """
    lock = threading.Lock()
    seen, looked = _all(records), clock()

    def current() -> Sequence[Remark]:
        nonlocal seen, looked
        if clock() - looked >= LOOK_EVERY and lock.acquire(blocking=False):
            try:
                looked = clock()
                seen = _all(records)
            except RecordsError as error:
                log.error("remarks are as they stood: %s", error)
            finally:
                lock.release()
        return seen

    return current


def _all(records: Records) -> tuple[Remark, ...]:
    return tuple(Remark(one.document, one.quote, one.note, one.date) for one in remarks.all_of(records))
