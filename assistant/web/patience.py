"""How long the server waits for a slow sender: a connection that says nothing would otherwise be held for ever.

Uvicorn limits only the pause between two requests. The time for a body is limited by `Edge`, since the application
reads it.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEADER_SECONDS: Final = 20.0
"""For a connection to send the head of a request: the slowest telephone line needs a second. Browsers that opened a
connection ahead of need just open another."""


def patient(seconds: float = HEADER_SECONDS) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol, closing connections whose request is not begun within so many seconds."""
    base: Any = AutoHTTPProtocol

    class Patient(base):  # type: ignore[misc]
        """One connection."""

        _waiting: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._wait()

        def data_received(self, data: bytes) -> None:
            before = self.cycle
            if self._waiting is None and (before is None or before.response_complete):
                self._wait()
            super().data_received(data)
            if self.cycle is not before:
                self._stop_waiting()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_waiting()
            super().connection_lost(exc)

        def _wait(self) -> None:
            self._waiting = self.loop.call_later(seconds, self._give_up)

        def _stop_waiting(self) -> None:
            if self._waiting is not None:
                self._waiting.cancel()
                self._waiting = None

        def _give_up(self) -> None:
            self._waiting = None
            self.transport.close()

    return Patient
