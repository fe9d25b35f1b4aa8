"""Who still reads a generation: readers share a lock on its manifest, and the sweep takes only what nobody holds.

The kernel lets go of the lock of a process that was killed. Where the file system knows no such locks, a reader has
the generation before the live one as its only margin. On Windows files that are open cannot be removed at all.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from corpus.storing.manifest import MANIFEST

if sys.platform != "win32":
    import fcntl

# What a file system answers that knows no locks.
WITHOUT_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)


def hold(folder: Path) -> BinaryIO:
    """Keep a generation's folder from the sweep until what is returned is closed.

    Raises FileNotFoundError when the generation is gone or about to go.
    """
    lease = (folder / MANIFEST).open("rb")
    try:
        _share(lease)
    except BlockingIOError as error:
        lease.close()
        raise FileNotFoundError(folder) from error
    # Between opening and locking the sweep may have come and gone.
    if not (folder / MANIFEST).exists():
        lease.close()
        raise FileNotFoundError(folder)
    return lease


@contextmanager
def free(folder: Path) -> Iterator[bool]:
    """Tell whether nobody reads a generation; if so, nobody can begin to before the block ends."""
    try:
        manifest = (folder / MANIFEST).open("rb")
    except OSError:
        yield True
        return
    with manifest:
        try:
            _seize(manifest)
        except BlockingIOError:
            yield False
            return
        yield True


def _share(file: BinaryIO) -> None:
    if sys.platform != "win32":
        _lock(file, fcntl.LOCK_SH)


def _seize(file: BinaryIO) -> None:
    if sys.platform != "win32":
        _lock(file, fcntl.LOCK_EX)


def _lock(file: BinaryIO, kind: int) -> None:
    """Lock at once. Raises BlockingIOError when somebody else's lock is in the way."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError as error:
        if error.errno not in WITHOUT_LOCKS:
            raise
