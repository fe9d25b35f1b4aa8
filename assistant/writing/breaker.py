"""Leaves a model alone that failed again and again, so that no user waits for it in vain."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Final

FAILURES: Final = 3
"""Failures in a row after which the model is left alone: one may be chance, three are none."""

PAUSE_SECONDS: Final = 60.0
"""How long it is left alone; then one question tries it again."""


class Breaker:
    """Counts failures in a row. Threads may share it."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that never go back."""
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._closed_until = 0.0

    def allows(self) -> bool:
        """Tell whether the model may be asked; after a pause only the first who asks gets leave."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            now = self._clock()
            if now < self._closed_until:
                return False
            self._closed_until = now + PAUSE_SECONDS
            return True

    def succeeded(self) -> None:
        """Note an answer: the model is well."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Note a failure."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._closed_until = self._clock() + PAUSE_SECONDS
