"""The switch that turns the assistant off at once, the web page and the API apart.

It is a file beside the index, not a row of the records: it must work on the very day that the database does not, and a
look at it costs a few microseconds, so that every request can look.
"""

import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from corpus.errors import ProductError

Part = Literal["web", "api"]
PARTS: Final[tuple[Part, ...]] = ("web", "api")

LONGEST_NOTICE: Final = 500
"""Characters: five lines on a phone, and nobody who wants to ask something reads more."""


class SwitchError(ProductError):
    """The switch cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Position:
    """What is off. The notices are what people read then; empty means the usual one."""

    web: bool = False
    api: bool = False
    web_notice: str = ""
    api_notice: str = ""

    def off(self, part: Part) -> bool:
        """Whether this part is off."""
        return self.web if part == "web" else self.api

    def notice(self, part: Part) -> str:
        """The notice for this part."""
        return self.web_notice if part == "web" else self.api_notice


ON: Final = Position()
STUCK: Final = Position(web=True, api=True)
"""What a file that cannot be read counts as: somebody wanted to turn something off."""

Switch = Callable[[], Position]
"""Gives the position at this moment."""


def always_on() -> Position:
    """Return the position of an assistant without a switch."""
    return ON


def read(file: Path) -> Position:
    """Return the position that a file holds; without a file everything is on. Raises SwitchError."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return Position(
            bool(content["web"]), bool(content["api"]), str(content["web_notice"]), str(content["api_notice"])
        )
    except FileNotFoundError:
        return ON
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SwitchError(
            f"{file}: the switch cannot be read, so web and API are off; run: assistant switch on"
        ) from error


def write(file: Path, position: Position) -> None:
    """Put the switch in a position, whole or not at all. Raises SwitchError."""
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        if position == ON:
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(asdict(position), ensure_ascii=False), encoding="utf-8")
        fresh.replace(file)
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise SwitchError(f"{file}: the switch cannot be written ({reason}); check who may write there") from error


def turned(position: Position, parts: tuple[Part, ...], *, off: bool, notice: str = "") -> Position:
    """Return the position after these parts were turned off, with a notice, or on."""
    notice = " ".join(notice.split())[:LONGEST_NOTICE] if off else ""
    return Position(
        web=off if "web" in parts else position.web,
        api=off if "api" in parts else position.api,
        web_notice=notice if "web" in parts else position.web_notice,
        api_notice=notice if "api" in parts else position.api_notice,
    )


def watched(file: Path) -> Switch:
    """Return what gives the position of a file, read anew when the file changed. It never fails: STUCK then."""
    lock = threading.Lock()
    seen: tuple[int, int, int] | None = None
    held = ON

    def position() -> Position:
        nonlocal seen, held
        try:
            found = file.stat()
        except FileNotFoundError:
            return ON
        except OSError:
            return STUCK
        now = (found.st_ino, found.st_mtime_ns, found.st_size)
        with lock:
            if now != seen:
                try:
                    held = read(file)
                except SwitchError:
                    held = STUCK
                seen = now
            return held

    return position
