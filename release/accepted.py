"""What the audit found before and somebody accepted, with a reason and until a day: `accepted.toml`."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from corpus.errors import SettingError

FILE: Final = Path(__file__).with_name("accepted.toml")
SHORTEST_REASON: Final = 20
"""Characters: `no problem` is no reason."""


@dataclass(frozen=True)
class Finding:
    """A fault of one version: an advisory, or that it was withdrawn. `also` holds other ids of the same advisory."""

    package: str
    version: str
    id: str
    what: str
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.package} {self.version}: {self.id} ({self.what})"


@dataclass(frozen=True)
class Accepted:
    """Why a finding does no harm here, and until when that is believed."""

    id: str
    reason: str
    until: date


def accepted(file: Path = FILE) -> list[Accepted]:
    """Read what is accepted. Raises SettingError for an entry without id, reason or day."""
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8")).get("accepted", [])
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{file.name}: {error}; mend the file") from error
    return [_entry(entry, f"{file.name}, entry {number}") for number, entry in enumerate(entries, start=1)]


def not_accepted(findings: Iterable[Finding], entries: Iterable[Accepted], today: date) -> list[Finding]:
    """Return the findings of which no id is accepted on this day."""
    fine = {entry.id for entry in entries if today <= entry.until}
    return [one for one in findings if fine.isdisjoint((one.id, *one.also))]


def _entry(entry: dict[str, Any], where: str) -> Accepted:
    name, reason, until = entry.get("id"), entry.get("reason"), entry.get("until")
    if not isinstance(name, str) or not name:
        raise SettingError(f"{where}: has no id; write the one that the audit names")
    if not isinstance(reason, str) or len(reason.strip()) < SHORTEST_REASON:
        raise SettingError(f"{where}: {name} has no reason; write why it does no harm here")
    if type(until) is not date:
        raise SettingError(f"{where}: {name} has no day; write until = YEAR-MONTH-DAY")
    return Accepted(name, reason, until)
