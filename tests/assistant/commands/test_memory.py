import platform
import subprocess
import sys

import pytest

from assistant.commands.memory import ARENAS, share_memory

HEAPS = """
import ctypes, threading
from assistant.commands.memory import share_memory
print(share_memory({environ}))
take = ctypes.CDLL(None).malloc
together = threading.Barrier(12)
def work():
    together.wait()
    for _ in range(2000):
        take(ctypes.c_size_t(900))
    together.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
libc = ctypes.CDLL(None)
libc.malloc_stats()
"""


def arenas(environ: str) -> tuple[str, int]:
    done = subprocess.run(
        [sys.executable, "-c", HEAPS.format(environ=environ)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip(), done.stderr.count("Arena ")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")
def test_threads_share_their_heaps_unless_the_operator_chose_otherwise() -> None:
    said, few = arenas("{}")
    assert said == "True" and few <= ARENAS
    said, many = arenas("{'MALLOC_ARENA_MAX': '16'}")
    assert said == "False" and many > ARENAS


def test_what_the_operator_chose_is_left_alone() -> None:
    assert share_memory({"MALLOC_ARENA_MAX": "4"}) is False
