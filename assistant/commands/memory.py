"""How the C library of a server hands out memory. The only door to glibc."""

import ctypes
from collections.abc import Mapping
from typing import Final

ARENAS: Final = 2
"""Heaps that the threads share. glibc would make eight for each core, and what a thread frees in one is of no use to
the others: after 1,500 questions of 75 people the server held 437 MB, with two arenas 407, as fast (p95 662 and 690 ms
on a busy machine of two cores)."""

_M_ARENA_MAX: Final = -8
"""The number of this option in glibc's malloc.h."""


def share_memory(environ: Mapping[str, str]) -> bool:
    """Let the threads of this process share their heaps, before it starts them; False where that cannot be set.

    Whoever sets MALLOC_ARENA_MAX, the variable of glibc, has chosen otherwise. Other C libraries are left alone.
    """
    if environ.get("MALLOC_ARENA_MAX"):
        return False
    try:
        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS))
    except (AttributeError, OSError, TypeError):  # no glibc: macOS, Alpine, Windows
        return False
