"""What was turned away, in the log: the kind of fault and the address it came from, never what was sent."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

from starlette.types import Scope

from assistant.web.proxies import client_address

LINES: Final = 30
"""Lines a minute of each kind of fault: enough to see what goes on, while whoever tries keys all day fills no disk."""

MINUTE: Final = 60.0

log = logging.getLogger(__name__)


class Rejections:
    """Notes what was turned away, LINES of a kind in a minute at most. Thread-safe."""

    def __init__(self, proxies: tuple[str, ...] = (), *, clock: Callable[[], float] = time.monotonic) -> None:
        """`proxies` are the reverse proxies whose word about the address counts; `clock` gives seconds."""
        self._proxies = proxies
        self._clock = clock
        self._lock = threading.Lock()
        self._begun = clock()
        self._noted = Counter[str]()

    def note(self, fault: str, scope: Scope) -> None:
        """Log one line: the kind of fault, one of few and in words of ours, and from where the request came."""
        with self._lock:
            if self._clock() - self._begun >= MINUTE:
                for kind, count in self._noted.items():
                    if count > LINES:
                        log.warning("turned away: %s, %d times more", kind, count - LINES)
                self._begun, self._noted = self._clock(), Counter()
            self._noted[fault] += 1
            if self._noted[fault] > LINES:
                return
        log.warning("turned away: %s, from %s", fault, client_address(scope, self._proxies) or "an unknown address")
